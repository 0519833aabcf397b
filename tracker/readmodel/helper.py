"""A helper process: batches of subjects from standard input, what they make to standard output.

The rule kept here: it talks only to the process that started it, and ends when its input does.
"""

from __future__ import annotations

import pickle
import sys

from tracker.readmodel.drawing import one


def serve() -> None:
    """Draw batch after batch until the input ends."""
    while True:
        try:
            batch = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump([one(task) for task in batch], sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
