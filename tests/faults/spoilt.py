"""`manage.py …` with faults: `BROKEN="answers late" python tests/faults/spoilt.py serve`.

BROKEN names a way of broken.py, and INSTANTS a folder where instants.py finds what is to be done.
It is run as a file, as a server starts its workers with the file that it was started with.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    from manage import main
    from tests.faults import broken, instants, spoiler

    how, folder = os.environ.get("BROKEN"), os.environ.get("INSTANTS")
    spoiler.spoil(broken.HOW[how] if how else {}, instants.changes() if folder else {})
    main()
