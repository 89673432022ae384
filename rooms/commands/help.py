from rooms.errors import NotFound

from .registry import command, listing


@command("/help [command...]", "Show what you can type.")
def help(call, command):
    wanted = command.removeprefix("/").casefold().split()
    shown = [c for c in listing() if list(c.words[: len(wanted)]) == wanted]
    if not shown:
        raise NotFound(f"There is no command /{' '.join(wanted)}. /help shows them all.")
    lines = [f"{c.usage}: {c.summary}" for c in shown]
    if not wanted:
        lines.append("Anything else is said to the room. //x says the text /x.")
    return "\n".join(lines)
