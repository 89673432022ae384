"""Names of channel-layer groups, made from numbers only: layers accept odd names too easily."""

SITE = "site"


def room(room_id):
    return f"room.{int(room_id)}"


def user(user_id):
    return f"user.{int(user_id)}"
