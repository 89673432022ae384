from rooms.actions import whispers

from .registry import command


@command("/whisper <user> <message...>", "Say something only that person sees.", writes=True)
def whisper(call, user, message):
    return whispers.send(call.user, call.person(user), message, call.client_id, typed=call.body)
