"""The one place that knows the openai package: messages in, pieces of an answer out.

It speaks to OpenAI, or to whatever compatible server OPENAI_BASE_URL names. What a provider says
about its troubles is never passed on: it may hold parts of the key.
"""

import asyncio
import logging
import os
from importlib import import_module

from django.conf import settings

from rooms import limits
from rooms.errors import Forbidden

logger = logging.getLogger(__name__)

OPENAI = "https://api.openai.com/v1"
NOT_SET_UP = (
    "The assistant is not set up here. Whoever runs the chat can set OPENAI_API_KEY, or"
    " OPENAI_BASE_URL for a model of their own."
)
TOO_LONG = "The answer was cut here, because it became too long."
BROKE_OFF = "The connection to the assistant broke off."
WORDS = {
    "AuthenticationError": "The assistant was not let in. Whoever runs the chat can look at"
    " OPENAI_API_KEY.",
    "PermissionDeniedError": "The assistant was not let in. Whoever runs the chat can look at"
    " OPENAI_API_KEY.",
    "NotFoundError": "The assistant is not where it should be. Whoever runs the chat can look at"
    " OPENAI_MODEL and OPENAI_BASE_URL.",
    "RateLimitError": "The assistant has too much to do, or its budget is spent. Please ask again"
    " later.",
    "BadRequestError": "The assistant was not allowed to take this question.",
    "InternalServerError": "The assistant has trouble of its own. Please ask again later.",
    "APITimeoutError": "The assistant took too long.",
    "APIConnectionError": "The assistant can't be reached. Please ask again later.",
    "Exception": "The assistant could not go on.",
}
ENDINGS = {
    "length": TOO_LONG,
    "content_filter": "The assistant was not allowed to go on.",
    None: BROKE_OFF,
}


class Fault(Exception):
    """The answer ends here, and is not whole. Its only argument is a sentence for people."""


def hindrance():
    """The Refusal that stands in the way of any question, or None."""
    if settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL:
        return None
    return Forbidden(NOT_SET_UP)


async def stream(messages):
    """The pieces of an answer as they come. Raises Fault when it does not come to its end."""
    begun, ending = False, None
    try:
        # Importing and setting up takes the better part of a second: not in the loop's thread.
        async with await asyncio.to_thread(_connect) as client:
            chunks = await client.chat.completions.create(
                model=settings.OPENAI_MODEL, messages=messages, stream=True
            )
            async for chunk in chunks:
                # What has come already would otherwise be read without letting others in.
                await asyncio.sleep(0)
                for choice in (chunk and chunk.choices) or ():
                    ending = choice.finish_reason or ending
                    for piece in _said(choice.delta):
                        begun = True
                        yield piece
    except Exception as fault:
        logger.warning("an answer broke off: %s", type(fault).__name__)
        raise Fault(_words(fault, begun)) from None
    if ending in ENDINGS:
        raise Fault(ENDINGS[ending])


def _said(delta):
    """What the model says in a piece. When it declines to answer, that is its answer."""
    said = (getattr(delta, name, None) for name in ("content", "refusal"))
    return [piece for piece in said if isinstance(piece, str) and piece]


def _connect():
    openai = import_module("openai")
    key = settings.OPENAI_API_KEY or "not-needed"
    # The package would also read names of its own from the environment, and tell whatever
    # stands there to any server that we name.
    told = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    unsaid = [
        "OpenAI-Organization",
        "OpenAI-Project",
        *(line.split(":")[0].strip() for line in told),
    ]
    return openai.AsyncOpenAI(
        api_key=key,
        base_url=settings.OPENAI_BASE_URL or OPENAI,
        default_headers=dict.fromkeys(filter(None, unsaid), openai.omit)
        | {"Authorization": f"Bearer {key}"},
        timeout=openai.Timeout(
            limits.ANSWER_SECONDS,
            connect=limits.ANSWER_CONNECT_SECONDS,
            read=limits.ANSWER_STALL_SECONDS,
        ),
        max_retries=0,
    )


def _words(fault, begun):
    kinds = [kind.__name__ for kind in type(fault).__mro__]
    if begun and "APITimeoutError" not in kinds and "APIConnectionError" in kinds:
        return BROKE_OFF
    return next(WORDS[kind] for kind in kinds if kind in WORDS)
