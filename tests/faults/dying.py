"""`manage.py …` that is killed before a statement: `python -m tests.faults.dying <when> migrate`.

`when` is which statement, by its number over all connections, or by words that stand in it or in
its values. The database has then done all that came before, and nothing after.
"""

import os
import signal
import sys
from itertools import count

import django
from django.core.management import call_command
from django.db.backends.signals import connection_created


def dies(when):
    numbers = count(1)

    def before(execute, sql, params, many, context):
        if when == str(next(numbers)) or (not when.isdigit() and when in f"{sql} {params}"):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return before


if __name__ == "__main__":
    when, *command = sys.argv[1:]
    django.setup()
    before = dies(when)
    connection_created.connect(
        lambda connection, **_: connection.execute_wrappers.append(before), weak=False
    )
    call_command(*command)
