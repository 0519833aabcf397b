"""The read model: what is derived from the log for quick answers, in the log's own file, and can always be made again.

The rule kept here: nothing in it is a fact of its own. It is kept up in the transaction of each append; where it
lags behind (somebody appended without it), readers are told so, and replay instead.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.readmodel.keeping import Keeper as Keeper
    from tracker.readmodel.known import KnownLog as KnownLog
    from tracker.readmodel.reading import Reader as Reader
    from tracker.readmodel.rebuilding import rebuild as rebuild
    from tracker.readmodel.remembered import Remembered as Remembered

_HOMES = {
    "Keeper": "keeping", "KnownLog": "known", "Reader": "reading", "Remembered": "remembered", "rebuild": "rebuilding",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its module: who only reads loads nothing of what writes."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tracker.readmodel' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tracker.readmodel.{_HOMES[name]}"), name)
