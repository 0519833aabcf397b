"""Work without Python's collector of cycles.

The rule kept here: a fold and a board make many tuples and no cycles; looking for cycles among them costs a third of
the time and finds none. The collector is as it was once the work is done.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """No collection of cycles while the block runs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
