"""Sessions that last for as long as people come back."""

import re
from datetime import timedelta

from django.contrib.sessions.backends import db
from django.utils import timezone

RENEW_AFTER = timedelta(days=1)
KEY = re.compile("[0-9a-z]{8,40}")


class SessionStore(db.SessionStore):
    """A session in the database whose time starts anew once a day, not with each request."""

    def _validate_session_key(self, key):
        # A cookie holds whatever its sender likes, and PostgreSQL takes no NUL.
        return bool(key and KEY.fullmatch(key))

    def _get_session_from_db(self):
        return self._renewed(super()._get_session_from_db())

    async def _aget_session_from_db(self):
        return self._renewed(await super()._aget_session_from_db())

    def _renewed(self, row):
        if row is not None:
            age = timedelta(seconds=self.get_session_cookie_age())
            if row.expire_date - timezone.now() < age - RENEW_AFTER:
                self.modified = True
        return row
