"""The questions of the step-by-step form: what is asked, how an answer is read, when it holds.

The rules kept here: what is asked stands in one table, `QUESTIONS`; an answer is held against the event's model
and the log before the next question is put.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker import gates, reports
from tracker.canonical import content_id
from tracker.checks import find_act
from tracker.cli.context import clock, note
from tracker.errors import BadInput, TrackerError, UsageError
from tracker.events import parse_content
from tracker.facts import Source, Subject, report
from tracker.names import did_you_mean, find_source, find_subject
from tracker.parties import NAMES, parse_party, party_name
from tracker.readmodel import Reader
from tracker.recording import Recorder
from tracker.render import page
from tracker.visible import new_source
from tracker.vocabulary import ACTS, CERTAINTIES, NOTICE_SUSPENDED, Act, all_acts
from tracker.wording import standing_words

BACK, EXPLAIN, LEAVE_OUT, NEW = "<", "?", "-", "+"
CORE = ("subject", "act", "source")
CERTAINTY_WORDS = ("it happened", "it may have happened; moves no status", "it did not happen; disputes the report")
YES_OR_NO = {"y": True, "yes": True, "n": False, "no": False}
PLAN = "\nA plan counts from the day it was stated; the day it is for is asked next."
SHOWN_LAST = ("round", "every", "effective", "until", "successor", "said", "certainty")
Complete = Callable[[str, int], str | None]


@dataclass(slots=True)
class Form:
    """`told`: the values settled before the present question; `given`: answers as typed, offered on the way back."""

    writer: Recorder
    told: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    subject: Subject = field(init=False)
    act: Act = field(init=False)

    @property
    def source(self) -> Source:
        return new_source(self.part("filing")) if self.files() else self.writer.register.sources[self.told["source"]]

    def part(self, name: str) -> dict[str, Any]:
        """The values told under `name.`; under no name, those of the report."""
        split = [(*key.rpartition("."), value) for key, value in self.told.items()]
        return {key: value for where, _, key, value in split if where == name}

    def contents(self) -> list[dict[str, Any]]:
        """The events that the answers make: the filing of a new source, if there is one, then the report."""
        filing = [{"type": "source_filed", **self.part("filing")}] if self.files() else []
        return [*filing, {"type": "reported", **self.part(""), "source": self.source.id}]

    def settle(self, question: Question, text: str) -> None:
        """Take the answer. Raises `TrackerError`, saying what is wrong with it; then it is to be dropped."""
        known, self.told[question.key] = self.writer.register, question.read(self, text) if text else None
        if self.told[question.key] is None:
            raise BadInput("That is no answer to this.", todo="? explains the question.")
        if question.key.startswith("filing."):
            filing = {"type": "source_filed", "publisher": "?", "published": "2000", **self.part("filing")}
            parse_content(filing)
            known.check(filing)
        elif question.key not in CORE:
            parse_content(content := self.contents()[-1])
            known = known.copy()
            known.sources.own[self.source.id] = self.source
            known.check(dict.fromkeys(self.act.needs, "still to be asked") | content)

    def read_subject(self, text: str) -> str:
        self.subject = find_subject(text, self.writer.register.subjects)
        return self.subject.id

    def read_act(self, text: str) -> str:
        word = self.read_word(text)
        if word not in all_acts():
            raise UsageError(f'"{text}" is not an act.', todo=did_you_mean(word, self.acts()) or "? lists them.")
        self.act = find_act(word, self.subject)
        return word

    def read_word(self, text: str) -> str:
        return text.casefold().replace("-", "_").replace(" ", "_")

    def files(self) -> bool:
        return bool(self.told["source"] == NEW)

    def subjects(self) -> dict[str, str]:
        known = self.writer.register.subjects
        return {name: "; ".join((known[name].name, *known[name].aliases)) for name in sorted(known)}

    def acts(self) -> dict[str, str]:
        acts = ACTS[self.subject.kind].values()
        return {act.name: f"{act.means} -> {act.status}" if act.status else act.means for act in acts}

    def cited(self, source: Source) -> str:
        origin = f" ({source.origin})" if source.origin not in (None, source.publisher) else ""
        title = f": {source.title}" if source.title else ""
        return gates.one_line(f"{source.publisher}{origin}, {source.published}{title}")

    def standing(self) -> str:
        (standing,) = Reader(self.writer.log).standings(clock.today(), subjects=[self.subject.id])
        return gates.one_line(f"{self.subject.name}, today: {standing_words(standing.row, standing.rounds)}")

    def preview(self) -> str:
        """The report as a reader will see it, what to think about, and what it changes of today's board."""
        *filings, content = contents = self.contents()
        told = self.writer.preview(contents, clock.now(), clock.today())
        told_as = reports.reason(report(content_id(content), 0, content), {self.source.id: self.source})
        changes = [f"Today's board: {one.name}: {one.before or 'not followed'} -> {one.after}"
                   f"{' (by a report older than what was known)' if one.late else ''}" for one in told.changes]
        return "\n".join(gates.one_line(line) for line in (
            "", *(f"New source {filing['source']}: {self.cited(self.source)}" for filing in filings),
            self.subject.name, *(f"  {line}" for line in page.reason_lines(told_as)),
            *(f"  {key}: {content[key]}" for key in SHOWN_LAST if key in content), "",
            *(f"Warning: {warning}" for warning in told.warnings),
            *([] if told.new else ["The log holds this report already."]),
            *(changes or ["Today's board stays as it is."])))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key`: where its answer goes; `asks`: the prompt; `means`: what `?` says; `read`: makes a value of
    the answer, or refuses it; `needed`: it cannot be left out (nor can what the act needs); `when`: whether it is
    asked; `default`: what Enter stands for, and the event leaves out; `offers`: words to choose from, with meanings,
    for `?` and Tab; `more`: further words for Tab; `above`: what is shown before it.
    """

    key: str
    asks: str
    means: str
    read: Callable[[Form, str], Any] = lambda _, text: text
    needed: bool = False
    when: Callable[[Form], bool] = lambda _: True
    default: Callable[[Form], str] = lambda _: ""
    offers: Callable[[Form], Mapping[str, str]] = lambda _: {}
    more: Iterable[str] = ()
    above: Callable[[Form], str] = lambda _: ""

    def put(self, form: Form, ask: Callable[[str, Complete], str]) -> int:
        """Ask until an answer holds: 1 to go on, -1 to go back. Raises `EOFError` where the answers end."""
        def complete(begun: str, number: int) -> str | None:
            words = [*self.offers(form), *(self.more if begun else ())]
            found = [word for word in words
                     if word.lower().startswith(begun.lstrip().lower()) and gates.one_line(word) == word]
            return (" " if begun[:1] == " " else "") + found[number] if number < len(found) else None

        default, given = self.default(form), form.given.get(self.key, "")
        needed = self.needed or ("act" in form.told and self.key in form.act.needs)
        shown = f"{given[:30]}…" if given[30:] else given or default
        out = "" if needed or (default and not given) else f"({'-' if given else 'Enter'} to leave out) "
        prompt = gates.one_line(f"{self.asks} {f'[{shown}] ' if shown else ''}{out}")
        show(self.above(form))
        while True:
            form.told.pop(self.key, None)
            text = " ".join(ask(prompt, complete).split())
            if text == BACK:
                return -1
            if text == EXPLAIN:
                show(self.means, self.offers(form))
                continue
            if not needed and (text == LEAVE_OUT or (text or given) in ("", default)):
                form.given.pop(self.key, None)
                return 1
            try:
                form.settle(self, text or given)
                form.given[self.key] = text or given
                return 1
            except TrackerError as error:
                told = error.happened.removeprefix(f"{'.'.join(error.path)}: ").rstrip(".")
                todo = "? lists them." if error.todo.startswith("`tracker") and self.offers(form) else error.todo
                show(gates.one_line(f"{'This ' if told.startswith(('is ', 'holds ')) else ''}{told}. {todo}"))


QUESTIONS = (
    Question("subject", "Which subject?", "An agreement or a meeting series, by id, name or alias, as in gsomia. "
             "`tracker subject add` registers a new one.", Form.read_subject, needed=True, offers=Form.subjects),
    Question("act", "What happened to it?", "One act, as in signed; after the arrow, the status it leads to.",
             Form.read_act, needed=True, offers=Form.acts, above=Form.standing),
    Question("source", "Which source says so? (+ files a new one)", "An article or a document, by its id.", needed=True,
             read=lambda form, text: text if text == NEW else find_source(text, form.writer.register.sources).id,
             offers=lambda form: {name: form.cited(one) for name, one in sorted(form.writer.register.sources.items())}),
    Question("filing.source", "Its id?", "Publisher and day, as in kyodo-2016-11-23.", needed=True, when=Form.files),
    Question("filing.publisher", "Who published it?", "As in The Japan Times.", needed=True, when=Form.files),
    Question("filing.origin", "Whose story, if not its own?", "The agency or paper it is taken from, as in Kyodo. "
             "Reports of one origin in several papers count as one.", when=Form.files),
    Question("filing.title", "Its title?", "The headline, as in Japan and South Korea sign pact.", when=Form.files),
    Question("filing.published", "When was it published?", "As in 2016-11-23, or 2016-11 if the day is not known.",
             needed=True, when=Form.files),
    Question("filing.language", "In which language?", "A tag, as in en, ko or pt-BR.", when=Form.files),
    Question("filing.url", "At which address?", "As in https://example.org/2016/11/23/pact.", when=Form.files),
    Question("occurred", "When did it happen?", "2012-06-29; 2012-06, some day in June; 2012-06~, about June; "
             "[2012-06..2012-08], some day in those months; [..2010], by 2010. Enter takes the day of publication.",
             default=lambda form: str(form.source.published),
             above=lambda form: form.cited(form.source) + (PLAN if form.act.planning else "")),
    Question("planned_for", "For when is it planned?", "The day, or days, as in 2016-06 or [2013-01-21..2013-01-31].",
             when=lambda form: form.act.planning),
    Question("every", "How often?", "P6M is every six months; P1Y, P2W.", when=lambda form: "every" in form.act.needs),
    Question("effective", "When does it take effect?", "2019-11-23.", when=lambda form: "effective" in form.act.wants),
    Question("until", "Until which day?", "2020-11-22.", when=lambda form: form.act.status == NOTICE_SUSPENDED),
    Question("successor", "Which subject replaces it?", "Its successor, by id, as in jp-kr-gsomia.",
             when=lambda form: "successor" in form.act.wants, offers=Form.subjects),
    Question("by", "By whom?", "Codes or names with commas between, as in Japan, KR; left out where all did it.",
             lambda form, text: sorted({parse_party(one.strip()) for one in text.split(",")}),
             offers=lambda form: {it: party_name(it) for it in form.subject.parties}, more=(*NAMES, *NAMES.values())),
    Question("place", "Where?", "The town, as in Tokyo."),
    Question("round", "Which round?", "What it is called, as in 1 or 2013, if the source says or to tell two apart.",
             when=lambda form: form.act.level == "round" or (form.subject.kind == "series" and form.act.signal)),
    Question("locator", "In which paragraph?", "Its number, counted from 1, as in 14.",
             lambda form, text: {"paragraph": int(text[:9]) if text.isascii() and text.isdigit() else text}),
    Question("said", "How does it word the date?", "As in June last year."),
    Question("certainty", "How certain is it?", "What the source says of it.", Form.read_word,
             default=lambda _: "asserted", offers=lambda _: dict(zip(CERTAINTIES, CERTAINTY_WORDS, strict=True))),
    Question("attribution", "On whose word?", "Who told it.", Form.read_word, offers=lambda _: page.ATTRIBUTION_WORDS),
    Question("note", "Anything else?", "In your own words, as in Seoul decided at the last minute."),
    Question("end.save", "Save?", "y saves it, n leaves without saving, < goes back.",
             lambda _, text: YES_OR_NO.get(text.casefold()), default=lambda _: "Y/n/<", above=Form.preview),
)


def show(text: str, offers: Mapping[str, str] | None = None) -> None:
    """Lines for the reader, indented, at most 78 columns wide; then words to choose from, with their meanings."""
    width = max(map(len, offers or ()), default=0)
    rows = [(line, len(line) - len(line.lstrip())) for line in text.split("\n") if text]
    rows += [(f"  {word:<{width}}  {means}", width + 4) for word, means in (offers or {}).items()]
    for line, hang in rows:
        below = " " * (hang + 2)
        for piece in textwrap.wrap(line, 78, initial_indent="  ", subsequent_indent=below, break_on_hyphens=False):
            note(piece)
        if not line:
            note("")
