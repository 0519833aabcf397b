"""A helper process that draws: batches of subjects in, what they make out."""

from __future__ import annotations

from tracker.helpers import serve
from tracker.pausing import no_collecting
from tracker.readmodel.drawing import answered

if __name__ == "__main__":
    with no_collecting():
        serve(answered)
