"""`manage.py serve` that tells what it holds: `python -m tests.faults.watched <file>`.

On SIGUSR2 it writes there how many objects of some kinds there are; on SIGUSR1 it looks for garbage
first, so that only what is still in use is counted.
"""

import gc
import json
import signal
import sys
from collections import Counter
from pathlib import Path

KINDS = ("Task", "Future", "Connection", "Follow", "Feed", "Outbox", "ChatConsumer")


def tell_into(file):
    def tell(sign, _):
        if sign == signal.SIGUSR1:
            gc.collect()
        counts = Counter(type(one).__name__ for one in gc.get_objects())
        held = {kind: counts[kind] for kind in KINDS} | {"objects": counts.total()}
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(held))
        draft.rename(file)

    signal.signal(signal.SIGUSR1, tell)
    signal.signal(signal.SIGUSR2, tell)


if __name__ == "__main__":
    tell_into(Path(sys.argv[1]))
    from manage import main

    sys.argv = ["manage.py", "serve"]
    main()
