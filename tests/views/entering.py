"""Coming in by the form, or trying to."""

from rooms.models import User

PASSWORD = "correct horse"
SIGN_IN = "/accounts/sign-in/"


def sign_in(client, username, password=PASSWORD, follow=False, **more):
    given = {"username": username, "password": password, **more}
    return client.post(SIGN_IN, given, follow=follow)


def person_of(client):
    pk = client.session.get("_auth_user_id")
    return pk and User.objects.get(pk=pk)


def guess(client, username, times):
    return [sign_in(client, username, f"guess {count}").status_code for count in range(times)]
