"""The servers that are measured: ours as it is run, and what others run."""

from .chat import Chat, ChatOfTwo, ChatOnPostgres
from .ejabberd import Ejabberd
from .nchan import Nchan
from .prosody import Prosody
from .socketio import SocketIO, SocketIOWal
from .tutorial import OnDaphne, OnUvicorn

ALL = {
    kind.key: kind()
    for kind in (
        *(Chat, ChatOnPostgres, ChatOfTwo, OnDaphne, OnUvicorn, SocketIO, SocketIOWal),
        *(Nchan, Prosody, Ejabberd),
    )
}
