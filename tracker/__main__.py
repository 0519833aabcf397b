"""The program `tracker`, which is `python -m tracker` too."""

import gc

from tracker.pausing import no_collecting

_SELDOM = 10_000
"""How many more things there are than before, when the collector looks. (Python's own: 700, or 2,000.)"""


def run() -> None:
    """Run the command line on the process's arguments, and end the process.

    What it loads stays, and what it works with makes few cycles: the collector of cycles looks seldom, and never
    through what was loaded at the start.
    """
    with no_collecting():
        from tracker.cli import run as run_command

        gc.freeze()
        gc.set_threshold(_SELDOM)
    run_command()


if __name__ == "__main__":
    run()
