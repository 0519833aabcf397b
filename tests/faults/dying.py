"""A process that dies at one statement after another: started by the tests, once for each piece of work.

    python -m tests.faults.dying LOG WORK HOW

For N = 1, 2, 3 … it copies LOG to LOG.N, and a child of its own opens the copy, does WORK, and dies at the N-th
statement of SQL: HOW is `exit` (without any cleaning up) or `kill` (by a signal). It ends when a child has done its
work, and writes how many died.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

from tests.faults.work import WORK
from tracker.log import open_log

DIED = 9


def die(how: str) -> None:
    """End this process at once."""
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(DIED)


def work(path: str, name: str, how: str, stop: int) -> None:
    """Do the work in a log, and die at one of its statements."""
    log = open_log(path)
    left = stop

    def count(_: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            die(how)

    log.database.execute("PRAGMA cache_size = 4")  # pages reach the file before the commit
    log.database.execute("PRAGMA synchronous = OFF")  # it is the process that dies, not the machine
    log.database.set_trace_callback(count)
    WORK[name](log)
    os._exit(0)


def main(path: str, name: str, how: str) -> None:
    """Die at each statement in turn."""
    number = 0
    while True:
        number += 1
        copy = shutil.copy(path, f"{path}.{number}")
        child = os.fork()
        if not child:
            work(copy, name, how, number)
        _, status = os.waitpid(child, 0)
        if status == 0:
            break
        assert os.waitstatus_to_exitcode(status) in (DIED, -signal.SIGKILL), status
    sys.stdout.write(f"{number - 1}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
