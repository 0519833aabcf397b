"""A process that appends one event after the other: what it remembers of a subject, and draws anew, fits the log.

News as it comes: several acts in one article, late articles, dates that are corrected, reports taken back.
"""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import agreement, day, reported, series, source
from tests.readmodel.kept import STAMP, TODAY, assert_is_as_made_anew, assert_is_replay, new_log
from tracker.canonical import content_id
from tracker.days import day_text
from tracker.recording import Recorder
from tracker.vocabulary import ACTS

FIRST = day("2012-01-01")
OF = {kind: sorted(name for name, act in ACTS[kind].items() if not act.needs)
      for kind in ("agreement", "series")}
ARTICLES = [source(f"s{number}", day_text(FIRST + 30 * number)) for number in range(1, 16)]


class News:
    """Events about one subject, made up one by one from those before."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._acts = OF[dice.choice(("agreement", "series"))]
        self._few = dice.sample(self._acts, 4)
        self.first = (agreement if self._acts is OF["agreement"] else series)("x", "JP", "KR")
        self._told: dict[str, dict[str, Any]] = {}
        self._article = 1

    def next(self) -> dict[str, Any]:
        """Another report, or what corrects or takes back one before."""
        dice = self._dice
        self._article = min(self._article + dice.choice((0, 0, 1, 1, 2)), len(ARTICLES))
        article = dice.randrange(1, self._article + 1) if dice.randrange(5) == 0 else self._article
        if self._told and dice.randrange(3) == 0:
            event = dice.choice(sorted(self._told))
            before = self._told.pop(event)
            if dice.randrange(4) == 0:
                return {"type": "retracted", "event": event, "reason": "wrong", "source": f"s{article}"}
            replacement = {**before, "occurred": self._date(article), "source": f"s{article}"}
            return {"type": "corrected", "event": event, "reason": "the date", "replacement": replacement}
        act = dice.choice(self._few if dice.randrange(4) else self._acts)
        more = {"confirms": dice.choice(sorted(self._told))} if self._told and dice.randrange(8) == 0 else {}
        told = reported("x", act, self._date(article), source=f"s{article}", note=f"{len(self._told)} {dice.random()}",
                        **more)
        self._told[content_id(told)] = told
        return told

    def _date(self, article: int) -> str:
        """A day up to that of the article, mostly one of a few; or a month."""
        told = day_text(FIRST + 30 * article - self._dice.choice((0, 1, 5, 40, 90, self._dice.randrange(30 * article))))
        return told[:7] if self._dice.randrange(6) == 0 else told


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 30))
def test_after_every_append_the_read_model_is_the_one_made_anew(seed: int, many: int) -> None:
    dice = random.Random(seed)
    news = News(dice)
    with new_log() as log:
        to = Recorder(log)
        to.record([news.first, *ARTICLES], recorded=STAMP, recorder="test", today=TODAY)
        for _ in range(many):
            some = [news.next() for _ in range(dice.choice((1, 1, 1, 2, 4)))]
            to.record(some, recorded=STAMP, recorder="test", today=TODAY)
            if dice.randrange(4) == 0:
                to = Recorder(log)  # another process
            assert_is_as_made_anew(log.database)
        assert_is_replay(log, every=False)
