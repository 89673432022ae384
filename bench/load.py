"""The load of `load.c`, which is compiled when it is first needed."""

import ctypes
import os
import subprocess
from array import array
from pathlib import Path
from tempfile import gettempdir
from threading import get_native_id

# What stands in a frame where the load writes: which message it is, and a number of its own.
MARK = "mark-00-0000000-0000000000000000"
NUMBER = "0123456789ab"
WORDS = f"{MARK} and as long as what people say in one go when they talk to others"
DELAYS_MOST = 8_000_000
SOURCE = Path(__file__).with_name("load.c")

Ints = ctypes.POINTER(ctypes.c_int)


class Asked(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_int) for name in ("lines", "talkers", "window")),
        *((name, Ints) for name in ("fds", "who", "lengths", "mark_at", "id_at")),
        *(("frames", ctypes.POINTER(ctypes.c_char_p)), ("needle", ctypes.c_char_p)),
        *((name, ctypes.c_double) for name in ("rate", "seconds", "warm", "patience", "heard_by")),
        *(("delays", ctypes.c_void_p), ("room", ctypes.c_uint64)),
    ]


class Found(ctypes.Structure):
    COUNTS = "said heard steady_said steady_heard disorder delays late closed".split()
    _fields_ = [*((name, ctypes.c_uint64) for name in COUNTS), ("cpu", ctypes.c_double)]


def run(fds, frames, *, needle, heard_by, seconds, warm, rate=0, window=0, patience=15):
    """Let those in `frames` (place among `fds` -> frame) talk, at a rate in messages a second or
    with `window` messages of each on their way. Returns what was found; blocks meanwhile, so it
    belongs into a thread.
    """
    delays = array("I", bytes(4 * DELAYS_MOST))
    kept = [ctypes.create_string_buffer(frame, len(frame)) for frame in frames.values()]
    asked = Asked(
        lines=len(fds),
        talkers=len(frames),
        window=window,
        fds=_ints(fds),
        who=_ints(frames),
        lengths=_ints(map(len, frames.values())),
        mark_at=_ints(frame.index(MARK.encode()) for frame in frames.values()),
        id_at=_ints(frame.find(NUMBER.encode()) for frame in frames.values()),
        frames=(ctypes.c_char_p * len(kept))(*map(ctypes.addressof, kept)),
        needle=needle,
        rate=rate,
        seconds=seconds,
        warm=warm,
        patience=patience,
        heard_by=heard_by,
        delays=delays.buffer_info()[0],
        room=DELAYS_MOST,
    )
    found, waited = Found(), _waited()
    _library().run(ctypes.byref(asked), ctypes.byref(found))
    told = {name: getattr(found, name) for name in Found.COUNTS}
    told |= {"busy": found.cpu, "starved": (_waited() - waited) / seconds}
    lacking = round(found.said * heard_by) - found.heard
    told |= {"missing": max(0, lacking), "extra": max(0, -lacking)}
    return told | {"delays": sorted(delays[: found.delays])}


def _ints(values):
    values = list(values)
    return (ctypes.c_int * len(values))(*values)


def _waited():
    """Seconds for which this thread could have worked and had no core."""
    path = Path(f"/proc/self/task/{get_native_id()}/schedstat")
    return int(path.read_text().split()[1]) / 1e9 if path.exists() else 0


def _library():
    built = Path(gettempdir(), f"chat-bench-load-{os.getuid()}-{SOURCE.stat().st_mtime_ns}.so")
    if not built.exists():
        fresh = built.with_suffix(f".{os.getpid()}")
        compile = ["cc", "-O2", "-shared", "-fPIC", "-o", str(fresh), str(SOURCE)]
        subprocess.run(compile, check=True)
        fresh.rename(built)
    return ctypes.CDLL(str(built))
