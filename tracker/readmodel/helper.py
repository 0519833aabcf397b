"""A helper process that draws: batches of subjects in, what they make out."""

from __future__ import annotations

import pickle

from tracker.helpers import serve
from tracker.pausing import no_collecting
from tracker.readmodel.drawing import one


def draw(message: bytes) -> bytes:
    """The rows of a batch of subjects."""
    return pickle.dumps([one(task) for task in pickle.loads(message)], pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    with no_collecting():
        serve(draw)
