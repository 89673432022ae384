import pytest
from django.core.management import CommandError, call_command

from rooms.management import starting
from rooms.management.commands import runserver, serve


@pytest.mark.parametrize("risk", [{"RATE_LIMITS": False}, {"DEBUG": True}])
@pytest.mark.parametrize("command", [["serve", "--host"], ["runserver", "--noreload"]])
def test_with_a_risk_only_this_machine_is_let_in(settings, monkeypatch, command, risk):
    [(name, value)] = risk.items()
    setattr(settings, name, value)

    def is_too_late():
        raise AssertionError

    monkeypatch.setattr(starting, "take_its_place", is_too_late)
    for address in ("0.0.0.0", "192.0.2.1", "chat.example.org"):
        with pytest.raises(CommandError, match=rf"{name} can only be o(n|ff) .*\.$"):
            call_command(*command, address if "--host" in command else f"{address}:0")


def test_without_rate_limits_this_machine_is_served(settings, monkeypatch):
    served = []
    settings.RATE_LIMITS = False
    monkeypatch.setattr(starting, "take_its_place", lambda: None)
    monkeypatch.setattr(runserver.Command, "inner_run", lambda self, *_, **__: served.append(self))

    call_command("runserver", "--noreload", "127.0.0.1:0")
    assert len(served) == 1


@pytest.mark.parametrize(
    ("host", "names", "is_said"),
    [("127.0.0.1", "", False), ("0.0.0.0", "", True), ("0.0.0.0", "chat.example.org", False)],
)
def test_it_says_who_can_open_it(settings, monkeypatch, host, names, is_said):
    settings.ONLY_THIS_MACHINE = not names
    monkeypatch.setattr(starting, "first_steps", list)

    said = "\n".join(serve.Command().greeting(host, 8000))
    assert ("Only this machine can open it" in said) == is_said
    assert "ALLOWED_HOSTS" in said or not is_said
