"""Labels: how wide a text is at most, and where it stands so that no two collide.

The rule kept here: a label has a box, boxes do not overlap, and none leaves the room it is given. A text that finds no
place is shortened, moved to another row, or left out; what is drawn then says it in its title. Widths are of the widest
of the common system fonts, so that a label is not wider on another machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.pictures.scale import PX

# Thousandths of the font's size: the wider of DejaVu Sans (as wide as Verdana) and Liberation Sans (as wide as Arial
# and Helvetica), which other system fonts (Segoe UI, Roboto, San Francisco, Noto Sans) are narrower than.
_REGULAR = {
    280: "'ijl", 300: "I", 320: " \u00a0,.", 340: "/:;\\|", 360: "f", 380: "-", 400: "()[]t", 420: "!r", 460: '"',
    500: "*J`", 540: "sz", 560: "?L_c", 580: "k", 600: "vxy", 620: "FTaeo", 640: "$0123456789bdghnpqu{}",
    680: "EKPSY", 700: "ABVXZ", 740: "CRU", 760: "HN", 780: "&DG", 800: "OQ", 820: "w", 840: "#+<=>^~", 880: "M",
    960: "%", 980: "m", 1000: "W", 1020: "@…",
}
_BOLD = {
    320: "'", 360: " \u00a0ijl", 380: ",./I\\|", 400: ":;", 420: "-", 440: "f", 460: "!()[]", 480: "t", 500: "`r",
    540: '"*', 560: "J_", 600: "csz", 620: "?", 640: "L", 660: "vxy", 680: "aek", 700: "$0123456789EFTo",
    720: "bdghnpqu{}", 740: "CPSYZ", 780: "ABKRVX", 820: "U", 840: "#+<=>DGHN^~", 860: "OQ", 880: "&", 940: "w",
    1000: "@M", 1020: "%…", 1060: "m", 1120: "W",
}
_TABLES = tuple({sign: width for width, signs in table.items() for sign in signs} for table in (_REGULAR, _BOLD))
_OTHER, _WIDE = (1200, 1420), 1120
ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def _width_of(sign: str, bold: bool) -> int:
    known = _TABLES[bold].get(sign)
    if known is not None:
        return known
    import unicodedata

    kind = unicodedata.category(sign)
    if kind in ("Mn", "Me") or unicodedata.combining(sign):
        return 0
    if unicodedata.east_asian_width(sign) in ("W", "F"):
        return _WIDE
    plain = unicodedata.normalize("NFD", sign)[0]
    if plain != sign and plain in _TABLES[bold]:
        return _TABLES[bold][plain] + 20
    return _OTHER[bold]


@lru_cache(maxsize=16_384)
def width_of(text: str, size: int, bold: bool = False) -> int:
    """How wide a text is at most, in hundredths of a pixel, in a font of `size` pixels."""
    table = _TABLES[bold]
    return sum([table.get(sign) or _width_of(sign, bold) for sign in text]) * size // 10 + 1


def shortened(text: str, room: int, size: int, bold: bool = False) -> str:
    """The text, or as much of it as goes into the room, with an ellipsis; empty where less than a letter would."""
    if width_of(text, size, bold) <= room:
        return text
    room -= width_of(ELLIPSIS, size, bold)
    used = fits = 0
    for number, sign in enumerate(text):
        used += _width_of(sign, bold) * size
        if used > room * 10:
            break
        fits = number + 1
    kept = text[:fits].rstrip(" ,;:-([")
    return f"{kept}{ELLIPSIS}" if kept else ""


def folded(text: str, room: int, size: int, lines: int, bold: bool = False) -> list[str]:
    """The text in at most so many lines, broken between words, and a word that is too long within itself; the last is
    shortened."""
    found: list[str] = []
    words = [piece for word in text.split(" ") for piece in _pieces(word, room, size, bold)]
    line = ""
    while words:
        longer = f"{line} {words[0]}" if line else words[0]
        if line and width_of(longer, size, bold) > room:
            if len(found) == lines - 1:
                break
            found.append(shortened(line, room, size, bold))
            line = ""
            continue
        line = longer
        del words[0]
    found.append(shortened(" ".join([line, *words]) if words else line, room, size, bold))
    return [line for line in found if line]


def _pieces(word: str, room: int, size: int, bold: bool) -> list[str]:
    """A word in pieces that go into the room; what combines with a sign stays with it."""
    if width_of(word, size, bold) <= room:
        return [word]
    pieces, start, used = [], 0, 0
    for number, sign in enumerate(word):
        width = _width_of(sign, bold) * size
        if used + width > room * 10 - 10 and number > start:
            pieces.append(word[start:number])
            start, used = number, 0
        used += width
    return [*pieces, word[start:]]


class Box(NamedTuple):
    """The room that a label takes, in hundredths of a pixel."""

    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)


class Rows:
    """Rows of room between `left` and `right`, in which labels are put one by one; those put first have their way."""

    def __init__(self, left: int, right: int, rows: int, gap: int = 6 * PX) -> None:
        self.left, self.right, self.gap = left, right, gap
        self.used = 0
        """How many rows labels were put in, the empty ones before the last such row among them."""
        self._taken: list[list[tuple[int, int]]] = [[] for _ in range(rows)]

    def ends(self) -> list[int]:
        """Where the next label of each row may begin, behind the last one."""
        return [taken[-1][1] + self.gap for taken in self._taken if taken]

    def block(self, row: int, left: int, right: int) -> None:
        """Keep labels off a stretch of a row."""
        self._put(row, left, right)

    def is_free(self, row: int, left: int, right: int) -> bool:
        """Whether nothing in the row is nearer than the gap."""
        if left < self.left or right > self.right:
            return False
        taken = self._taken[row]
        place = bisect_left(taken, (left, right))
        before = place == 0 or taken[place - 1][1] + self.gap <= left
        return before and (place == len(taken) or right + self.gap <= taken[place][0])

    def put(self, width: int, lefts: Sequence[int], rows: Sequence[int] | None = None) -> tuple[int, int] | None:
        """Put a label this wide at the first of these places (its left end) that is free, in the first such row; the
        row and the left end, or None."""
        for row in range(len(self._taken)) if rows is None else rows:
            for left in lefts:
                if self.is_free(row, left, left + width):
                    self._put(row, left, left + width)
                    self.used = max(self.used, row + 1)
                    return row, left
        return None

    def _put(self, row: int, left: int, right: int) -> None:
        """Taken stretches of a row are kept apart and in order."""
        taken = self._taken[row]
        place = bisect_left(taken, (left, right))
        while place and taken[place - 1][1] >= left:
            place -= 1
            left, right = taken[place][0], max(right, taken[place][1])
            del taken[place]
        while place < len(taken) and taken[place][0] <= right:
            right = max(right, taken[place][1])
            del taken[place]
        taken.insert(place, (left, right))
