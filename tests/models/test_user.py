import pytest

from rooms.models import User


@pytest.mark.django_db
def test_a_user_name_and_its_key_are_saved_together(ada):
    ada.username = "Zoe"
    ada.save(update_fields=["username"])

    assert User.objects.get_by_natural_key("zoe") == ada
