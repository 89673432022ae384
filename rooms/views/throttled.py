import math

from rooms.actions import throttle
from rooms.errors import RateLimited, Refusal


class Throttled:
    """A form that can be sent so often only, and an action behind it that may refuse."""

    refusal = None

    def buckets(self):
        """Where a try with the present request counts."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        self.attempt = throttle.Attempt(*self.buckets())
        try:
            self.attempt.count()
            return super().post(request, *args, **kwargs)
        except RateLimited as refusal:
            return self._wait(refusal)
        except Refusal as refusal:
            return self._say(refusal)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.refusal:
            # What was sent is not looked at: looking would be the try. Only the name is kept.
            sent, _ = kwargs.pop("data"), kwargs.pop("files")
            kwargs["initial"] = {"username": sent.get("username", "")}
        return kwargs

    def _wait(self, refusal):
        self.refusal = refusal
        context = self.get_context_data(refusal=refusal.text)
        response = self.render_to_response(context, status=429)
        response["Retry-After"] = str(math.ceil(refusal.retry_ms / 1000))
        return response

    def _say(self, refusal):
        form = self.get_form()
        form.is_valid()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        return self.form_invalid(form)
