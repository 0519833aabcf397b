"""Plant bugs in a copy of the package, one at a time, and see that the tests catch each.

`make plant` (or `python tests/plant.py [NAME...]`). Each row names the bug, the line it changes, and the tests
that should fail; the script prints the first that does, and ends with 1 if a bug goes unnoticed.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Bug(NamedTuple):
    """One bug: in `file`, `right` becomes `wrong`; `tests` are the files that should notice."""

    name: str
    file: str
    right: str
    wrong: str
    tests: str


BUGS = (
    Bug("as-of is exclusive", "projection.py",
        "one for one in self.told.occurrences if one.latest <= day",
        "one for one in self.told.occurrences if one.latest < day",
        "test_projection.py test_laws.py"),
    Bug("known-by is exclusive", "visible.py",
        "claim is not None and claim.published <= limit:", "claim is not None and claim.published < limit:",
        "test_visible.py test_laws.py"),
    Bug("a retraction is dropped", "visible.py",
        "if report.id not in gone and since <= limit:", "if since <= limit:", "test_visible.py test_laws.py"),
    Bug("a retracted retraction still counts", "visible.py",
        "        if undoing.id in void:\n            continue\n", "", "test_visible.py test_laws.py"),
    Bug("order by append", "corroboration.py",
        "    occurrences.sort()\n", "", "test_laws.py test_projection.py"),
    Bug("a merged round", "rounds.py",
        "NEAREST_WITHIN = 31", "NEAREST_WITHIN = 310", "test_meetings.py"),
    Bug("a held round stays open", "rounds.py",
        "        return act.name == OPENED and known.window.overlaps(occurrence.window)\n", "        return True\n",
        "test_meetings.py"),
    Bug("windows are not cut at publication", "visible.py",
        "    if latest < window.latest:\n", "    if False:\n", "test_visible.py test_projection.py"),
    Bug("a state's span begins anywhere", "visible.py",
        "window = date.start if act.state and date.is_span else date.window", "window = date.window",
        "test_visible.py test_projection.py"),
    Bug("publishers are counted, not origins", "facts.py",
        "(self.origin or self.publisher)", "self.publisher", "test_occurrences.py test_projection.py"),
    Bug("a broad report joins by guess", "corroboration.py",
        "                unresolved.append(claim)\n                return\n", "                break\n",
        "test_occurrences.py"),
    Bug("narrowest-first forgets the id", "occurrences.py",
        "    return claim.latest - claim.earliest, claim.id\n", "    return claim.latest - claim.earliest, ''\n",
        "test_occurrences.py test_laws.py"),
    Bug("overdue on its last day", "rounds.py",
        "    if day > known.turns_after:", "    if day >= known.turns_after:", "test_meetings.py test_projection.py"),
    Bug("a lost event", "log/sqlite.py",
        "zip(count(head + 1), fresh, bodies, strict=False)",
        "zip(count(head + 1), fresh[:-1] or fresh, bodies, strict=False)",
        "log"),
    Bug("the same content twice", "log/sqlite.py",
        "            is_new = event.id not in places\n", "            is_new = True\n", "log"),
    Bug("an empty object passes for an empty list", "wellformed.py",
        "return (dict, *value.items())", "return (list, *value.items())", "test_wellformed.py"),
    Bug("what is missing is not missed", "wellformed.py",
        "    return needed <= content.keys()\n", "    return True\n", "test_wellformed.py"),
    Bug("a denial of a named event is not looked at again", "tally.py",
        " or claim.confirms in names:", ":", "test_tally.py"),
    Bug("a denial without a date stays where it was", "tally.py",
        "(claim.dateless or claim.earliest <= ends)", "claim.earliest <= ends", "test_tally.py"),
    Bug("what confirms nothing here is placed by no name", "corroboration.py",
        "    if placed is not None:\n", "    if placed is not None and len(found.claims) > 1:\n",
        "test_occurrences.py test_tally.py test_laws.py"),
    Bug("a round is shown at another series", "readmodel/reading.py",
        "found.setdefault(number, []).append(round_row(columns))",
        "found.setdefault(number + len(found) % 2, []).append(round_row(columns))", "readmodel cli"),
    Bug("a text's ASCII is parted at its letters", "readmodel/texts.py",
        "bytes(code if chr(code).isalnum() else 32", "bytes(code if chr(code).isalpha() else 32", "readmodel cli"),
    Bug("the future is told as past", "checks.py",
        "if occurred.earliest <= source.published.latest + GRACE:", "if True:",
        "cli/test_bad_input.py cli/test_append.py"),
    Bug("a file is saved up to its error", "recording.py",
        "            raise _refused(error, given) from None\n", "            return\n", "cli/test_bad_input.py"),
    Bug("rounds that changed are not written", "readmodel/claims.py",
        "drawn.rounds.extend(drawing.round_rows(key, plane.rectangles(plane.changed)))", "pass",
        "readmodel/test_same_as_replay.py"),
    Bug("known by the day after", "readmodel/reading.py",
        "published_from <= :known", "published_from < :known", "readmodel/test_same_as_replay.py"),
    Bug("what a late report ends goes on", "readmodel/claims.py",
        "SET published_to = ? WHERE subject = ?", "SET published_to = ? WHERE 0 AND subject = ?",
        "readmodel/test_keeping.py"),
    Bug("events are saved before the read model", "log/sqlite.py",
        "        if self._last is not None:  # within `writing`\n"
        "            return self._appended(batch, recorded, recorder, expected)\n",
        "        if self._last is not None:\n"
        "            done = self._appended(batch, recorded, recorder, expected)\n"
        "            self._connection.execute('COMMIT')\n            self._connection.execute('BEGIN IMMEDIATE')\n"
        "            return done\n",
        "faults"),
    Bug("the system's own error at the end of a commit is swallowed", "log/sqlite.py",
        "                raise translate(error, self.where, NOT_CERTAIN) from error\n            raise\n",
        "                return\n            return\n", "faults/test_system_calls.py"),
    Bug("nothing was saved, it says, and it was", "log/sqlite.py",
        "            if not self._is_head(before):\n", "            if False:\n", "faults/test_system_calls.py"),
    Bug("told before it is committed", "cli/append.py",
        "    receipt = writer.record([content], recorded=clock.now(), recorder=recorder(), today=clock.today())\n"
        "    tell(receipt)\n",
        "    with writer.log.writing():\n"
        "        tell(writer.record([content], recorded=clock.now(), recorder=recorder(), today=clock.today()))\n",
        "faults/test_system_calls.py"),
    Bug("an import is saved in parts", "recording.py",
        "            keeper.take(fresh)\n",
        "            keeper.take(fresh)\n"
        "            self.log.database.execute('COMMIT')\n            self.log.database.execute('BEGIN IMMEDIATE')\n",
        "faults/test_killing.py"),
    Bug("a journal that is not synced", "log/opening.py",
        "            connection.execute(\"PRAGMA synchronous = FULL\")\n    except",
        "            connection.execute(\"PRAGMA synchronous = OFF\")\n    except", "faults/test_power.py"),
    Bug("the end of a transaction is not synced", "log/opening.py",
        "            connection.execute(\"PRAGMA synchronous = FULL\")\n    except",
        "            connection.execute(\"PRAGMA synchronous = NORMAL\")\n    except", "faults/test_power.py"),
    Bug("INSERT OR REPLACE takes an event's place", "log/schema.py",
        "    WHEN EXISTS (SELECT 1 FROM log WHERE id = NEW.id)\n", "    WHEN 0\n", "log/test_log_sqlite.py"),
    Bug("an example half made", "log/__init__.py",
        "    with drafted(os.path.abspath(where), where) as draft, open_log(draft) as log:\n",
        "    with open_log(where, create=True) as log:\n", "faults/test_full_disk.py"),
    Bug("the name of a new log is not synced", "log/opening.py",
        "            os.fsync(handle)\n", "            pass\n", "faults/test_power.py"),
    Bug("an export is not synced before it has its name", "cli/files.py",
        "            os.fsync(raw.fileno())\n", "", "faults/test_power.py"),
    Bug("folding on ends too soon", "chronicle.py",
        "            if left <= same_after and alike(state, states[len(before) - left]):\n",
        "            if left <= same_after:\n", "test_chronicle.py"),
    Bug("an amended source changes no subject", "readmodel/keeping.py",
        "self._cited.setdefault(concerned, set()).add(position)", "pass", "readmodel/test_keeping.py"),
    Bug("words are read as syntax", "readmodel/texts.py",
        "f'\"{part}\"{ending}'", "f'{part}{ending}'", "readmodel/test_searching.py"),
    Bug("who confirms is not followed", "tally.py",
        "for cluster in old for claim in cluster.claims if claim.id not in left",
        "for cluster in old[:1] for claim in cluster.claims if claim.id not in left",
        "test_tally.py test_chronicle.py"),
    Bug("what another wrote is not noticed", "readmodel/remembered.py",
        "self.goes_on = self._left == (self._version, self._connection.total_changes)",
        "self.goes_on = self._left is not None and self._left[1] == self._connection.total_changes",
        "test_recording.py"),
    Bug("what was written beside the recorder is not noticed", "readmodel/remembered.py",
        "self.goes_on = self._left == (self._version, self._connection.total_changes)",
        "self.goes_on = self._left is not None and self._left[0] == self._version", "test_recording.py"),
    Bug("what was undone is remembered", "recording.py",
        "            self.remembered.forget()  # it may be ahead of what was saved\n", "", "test_recording.py"),
    Bug("what is not yet committed is remembered", "readmodel/remembered.py",
        "        if self._connection.in_transaction:\n", "        if False:\n", "test_recording.py"),
    Bug("the words that wait are not found", "readmodel/searching.py",
        "texts_after(connection, searched(connection))", "()", "readmodel/test_indexing.py"),
    Bug("the words that waited are never written", "readmodel/indexing.py",
        "waited = texts_after(self._connection, self.searched, texts[0][0])", "waited: Texts = ()",
        "readmodel/test_indexing.py"),
    Bug("words wait without end", "readmodel/indexing.py",
        "head - self.searched <= TAIL:", "head - self.searched <= 2 * TAIL:", "readmodel/test_indexing.py"),
    Bug("what waits is weighed by its own words", "readmodel/searching.py",
        "return [(position, self._rank(often, self._length[position], hits)) for position, often in found]",
        "return [(position, self._rank(often, self._length[position], len(found))) for position, often in found]",
        "readmodel/test_indexing.py"),
    Bug("the position of the last append is taken for the head", "log/sqlite.py",
        "            self._last = None\n            self._roll_back()\n", "            self._roll_back()\n", "log"),
    Bug("a leaf may pass for a node", "merkle.py",
        '_LEAF = b"\\0"', '_LEAF = b"\\1"', "test_merkle.py"),
    Bug("a consistency proof is not checked against the old root", "merkle.py",
        "return last == 0 and old_found == old_root and found == root", "return last == 0 and found == root",
        "test_merkle.py"),
    Bug("one good signature of a key is enough", "checkpoint.py",
        "return all(key.has_signed(", "return any(key.has_signed(", "test_checkpoint.py"),
    Bug("base64 has more than one spelling", "checkpoint.py",
        "return data if to_base64(data) == text else None", "return data", "test_checkpoint.py"),
    Bug("a head is signed that does not go on from the last", "cli/signing.py",
        "if roots.get(one.size) != one.root:", "if one.size not in roots:", "cli/test_verify.py"),
    Bug("a key that its group may read is used", "cli/keys.py",
        "told.st_mode & 0o077:", "told.st_mode & 0o007:", "cli/test_verify.py"),
    Bug("a diverged log is told as consistent", "verifying.py",
        "if roots.get(checkpoint.size) == checkpoint.root:", "if checkpoint.size in roots:",
        "faults/test_tampering.py"),
    Bug("a checkpoint with a bad signature covers events", "verifying.py",
        ' == "consistent" and not self.bad', ' == "consistent"',
        "faults/test_tampering.py"),
    Bug("canonical form is not asked for", "soundness.py",
        "    if expected != body:\n", "    if False:\n", "faults/test_tampering.py"),
    Bug("an edited column goes unnoticed", "soundness.py",
        "columns = (event_id, kind, subject, source, recorded)",
        "columns = tuple([one.encode() if isinstance(one, str) else None for one in says])",
        "faults/test_tampering.py"),
    Bug("a rectangle's last day is not compared", "readmodel/comparing.py",
        "(last + 1, known_first, -1)", "(first + 1, known_first, -1)", "faults/test_tampering.py"),
    Bug("a proof's event is not looked at", "cli/integrity.py",
        "        if not proof.holds():\n", "        if False:\n", "cli/test_verify.py"),
    Bug("a title begins a tag of RIS", "render/citations.py",
        '    return gates.one_line(_BLANKS.sub(" ", value).strip())\n', "    return value\n",
        "render/test_citations.py"),
    Bug("a month too early in CSL", "render/citations.py",
        "    start, end = list(civil(first)), list(civil(last))\n",
        "    start, end = list(civil(first)), list(civil(last))\n    start[1] -= 1\n", "render/test_citations.py"),
    Bug("what is about right is told as sure", "render/citations.py",
        "    vague = date.uncertain or date.approximate or (", "    vague = (", "render/test_citations.py"),
    Bug("a source with one report left is withdrawn", "citing.py",
        "                return None\n            taken_back.append",
        "                continue\n            taken_back.append",
        "cli/test_citing.py"),
    Bug("an entry of the feed gets another id", "render/feed.py",
        "unique_id=_urn(namespace, one.about)", "unique_id=_urn(namespace, (*one.about, one.updated))",
        "render/test_feed.py"),
    Bug("the feed asks the clock", "render/feed.py",
        "            return _time(latest)\n",
        "            found: datetime.datetime = super().latest_post_date()\n            return found\n",
        "render/test_feed.py"),
    Bug("a change shows before it was known", "readmodel/recent.py",
        '_FROM, _TO = "max(occurred_from, published_from)"', '_FROM, _TO = "occurred_from"',
        "readmodel/test_recent.py"),
    Bug("who turned the board back is not named", "readmodel/recent.py",
        "if (event, one.day - 1) in hidden", "if (event, one.day) in hidden", "readmodel/test_recent.py"),
    Bug("what was taken back is told as the clock's work", "readmodel/recent.py",
        "by_clock=seen[0] == seen[1]", "by_clock=True", "readmodel/test_recent.py"),
    Bug("an entry ends a day early", "render/calendar.py",
        "datetime.date.fromordinal(last + 1)", "datetime.date.fromordinal(last)", "render/test_calendar.py"),
    Bug("a meeting that moves is a second entry", "render/calendar.py",
        '        key = [namespace, row["subject"], thing, "", first]\n',
        '        key = [namespace, row["subject"], thing, "", first, row["date"]]\n', "render/test_calendar.py"),
    Bug("what could not be told is told after all", "cli/__init__.py",
        "(sys.stderr,) if code == StorageFailed.code else (sys.stdout, sys.stderr)", "(sys.stdout, sys.stderr)",
        "faults/test_system_calls.py"),
    Bug("a title goes to the terminal as it is", "render/screen.py",
        "    text = gate(column.show(value))\n", "    text = column.show(value)\n", "cli/test_hostile_text.py"),
    Bug("a note goes to the terminal as it is", "render/screen.py",
        "gates.one_line(head), gates.terminal(text)\n", "head, text\n", "cli/test_hostile_text.py"),
    Bug("a title goes into CSV as it is", "render/listing.py",
        "gates.spreadsheet(column.plain(row.get(column.key)))", "column.plain(row.get(column.key))",
        "cli/test_hostile_text.py"),
    Bug("a title goes into Markdown as it is", "render/listing.py",
        "gates.markdown(column.plain(row.get(column.key)))", "column.plain(row.get(column.key))",
        "cli/test_hostile_text.py"),
    Bug("a title goes into JSON as it is", "render/listing.py",
        "gates.json(json.dumps(value, indent=2, ensure_ascii=False))",
        "json.dumps(value, indent=2, ensure_ascii=False)", "cli/test_hostile_text.py"),
    Bug("a title goes into a calendar as it is", "render/calendar.py",
        "gates.calendar(gates.one_line(f\"{row['name']}: {row['what']}\"))", "f\"{row['name']}: {row['what']}\"",
        "cli/test_hostile_text.py"),
    Bug("a title goes into a page as it is", "gates.py", '"<": "&lt;", ', "", "test_gates.py"),
    Bug("a link leads to the host after the password", "gates.py",
        "(?P<host>[^/?#:@", "(?:[^/?#@]*@)?(?P<host>[^/?#:@", "test_gates.py"),
    Bug("an error goes to the terminal as it is", "cli/__init__.py",
        'click.echo("\\n".join(map(gates.one_line, lines)), err=True)', 'click.echo("\\n".join(lines), err=True)',
        "cli/test_hostile_text.py"),
    Bug("completion offers any word", "cli/options.py",
        "return [word for word in words if gates.one_line(word) == word]", "return words", "cli/test_hostile_text.py"),
    Bug("a server's address is repeated", "log/__init__.py",
        "{secrets.shown(where)}", "{where}", "test_secrets.py"),
    Bug("an address without a scheme is a path", "secrets.py",
        "or _has_credentials(name, told)\n", "\n", "test_secrets.py"),
    Bug("what is told on the way holds whatever the log knew", "admission.py",
        "if told is not None and one.subject in self.subjects and one.source in self.sources:",
        "if told is not None:", "test_admission.py"),
    Bug("a report let in unseen stays unknown", "admission.py",
        "                if named in behind:\n", "                if False:\n", "test_admission.py"),
    Bug("a lost helper takes its lines with it", "intake.py",
        "    yield from map(_made, chain(waiting, parts))", "    yield from map(_made, parts)", "test_intake.py"),
    Bug("what is restated is told as before", "intake.py",
        "            self._forget(one.subject or one.source)\n", "            pass\n", "test_intake.py"),
    Bug("a helper takes in only what it works at", "helpers.py",
        "    threading.Thread(target=_take_in, args=(sys.stdin.buffer, asked), daemon=True).start()\n",
        "    iter_in = iter(lambda: _received(sys.stdin.buffer), None)\n"
        "    for message in iter_in:\n        _send(sys.stdout.buffer, work(message))\n    asked.put(None)\n",
        "test_helpers.py"),
    Bug("a key may stand twice", "jsonl.py",
        "    if len(made) != len(pairs):\n", "    if False:\n", "faults/test_hostile_input.py"),
    Bug("a line is read whole before it is measured", "jsonl.py",
        "stream.readline(LINE_LIMIT + 2)", "stream.readline()", "faults/test_hostile_input.py"),
    Bug("a packed file may be a bomb", "cli/inputs.py",
        "        if self._told > max(", "        if 0 > max(", "faults/test_hostile_input.py"),
    Bug("a pipe is held in memory", "cli/inputs.py",
        "tempfile.SpooledTemporaryFile(_HELD_IN_MEMORY)", "__import__('io').BytesIO()",
        "faults/test_hostile_input.py"),
    Bug("half of a pair is let in", "jsonl.py",
        "|[dD][89a-fA-F])", ")", "test_jsonl.py"),
    Bug("a status is drawn as certain when it may have begun", "timeline.py",
        "made[-1] if made else turn, turn, as_of) if seen.status",
        "turn, made[-1] if made else turn, as_of) if seen.status",
        "test_timeline.py"),
    Bug("a status is drawn a day too long", "timeline.py",
        "yield current._replace(last=turn - 1)", "yield current._replace(last=turn)", "test_timeline.py"),
    Bug("a report of the day itself is not drawn", "timeline.py",
        "        if claim.earliest <= as_of:\n", "        if claim.earliest < as_of:\n", "test_timeline.py"),
    Bug("the picture shows what was published later", "knowledge.py",
        "min(one.published_to, known_by),", "one.published_to,", "test_knowledge.py"),
    Bug("patches of other statuses are put together", "knowledge.py",
        "(one[:2], one.status) == (other[:2], other.status)", "one[:2] == other[:2]", "test_knowledge.py"),
    Bug("labels may touch", "pictures/labels.py",
        "taken[place - 1][1] + self.gap <= left", "taken[place - 1][0] <= left", "pictures/test_labels.py"),
    Bug("a label may leave the picture", "pictures/labels.py",
        "if left < self.left or right > self.right:", "if left < self.left:", "pictures/test_labels.py"),
    Bug("bold words are measured as thin ones", "pictures/labels.py",
        "    table = _TABLES[bold]\n", "    table = _TABLES[False]\n", "pictures/test_labels.py"),
    Bug("a name is measured before the gate", "pictures/words.py",
        "return one_line(seen.lanes[0].name)", "return seen.lanes[0].name", "pictures/test_labels.py"),
    Bug("a title is not escaped", "gates.py",
        '"<": "&lt;", ', "", "pictures/test_svg.py"),
    Bug("pictures of one page share their ids", "pictures/svg.py",
        'id="{prefix}-{stage}-in"', 'id="{stage}-in"', "pictures/test_svg.py"),
    Bug("a planned meeting is drawn as held", "pictures/words.py",
        "_MARK_OF.get(meeting.status, PLANNED_MARK)", "_MARK_OF.get(meeting.status, HELD_MARK)",
        "pictures/test_svg.py pictures/test_lines.py"),
    Bug("a line of the drawing is too wide", "pictures/terminal.py",
        "elif at >= 0 and at + size <= self.width:", "elif at >= 0 and at < self.width:", "pictures/test_lines.py"),
    Bug("a picture is written over a log", "cli/files.py",
        "        _refuse_database(target)\n", "", "cli/test_timeline_command.py"),
    Bug("a title on a page is not escaped", "publishing/pages.py",
        "_passed = lru_cache(maxsize=65_536)(gates.html)", "_passed = lambda text: markup(text)",
        "publishing/test_site.py"),
    Bug("a source's address is a link whatever it is", "publishing/site.py",
        "gates.link(source.url) if source.url else None", "source.url", "publishing/test_site.py"),
    Bug("pages are listed in any order", "publishing/site.py",
        "names = sorted(name for name in self.owners if name != addresses.SITEMAP)",
        "names = list({name for name in self.owners if name != addresses.SITEMAP})", "publishing/test_site.py"),
    Bug("rectangles are told as they are kept", "readmodel/stories.py",
        "    return _joined([*plane.ended, *plane.standing()])\n", "    return sorted(rectangles)\n",
        "publishing/test_packing.py"),
    Bug("a folder with other files is taken", "publishing/folder.py",
        "        raise _not_ours(where, others)\n", "        return\n", "publishing/test_folder.py"),
    Bug("any host is answered", "publishing/serving.py",
        "if len(hosts) != 1 or not self.server.knows(hosts[0]):", "if len(hosts) != 1:",
        "publishing/test_serving.py"),
    Bug("a slider is off by one day", "publishing/assets/rectangles.js",
        "stretches[at + 1] = packed[i + 1] ? first + packed[i + 1] - 1 : EVERYTHING;",
        "stretches[at + 1] = packed[i + 1] ? first + packed[i + 1] : EVERYTHING;", "browser/test_sliders.py"),
    Bug("a page lets everything run", "publishing/pages.py",
        "        \"default-src 'none'\", ", "        \"default-src 'self'\", ", "publishing/test_site.py"),
)


def caught(bug: Bug) -> str | None:
    """The first test that fails with the bug planted, or None. Raises `ValueError` if there is no such line."""
    with tempfile.TemporaryDirectory() as place:
        copy = pathlib.Path(place)
        for folder in ("tracker", "tests", "events", "seeds", "docs", "bench"):
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / file, copy / file)
        path = copy / "tracker" / bug.file
        text = path.read_text("utf-8")
        if text.count(bug.right) != 1:
            raise ValueError(f"{bug.name}: {bug.file} holds the line {text.count(bug.right)} times")
        path.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider",
             *(f"tests/{name}" for name in bug.tests.split())],
            cwd=copy, capture_output=True, text=True, env=_environment(copy),
        )
        failed = re.search(r"(?m)^(?:FAILED|ERROR) (\S+)", done.stdout)
        return failed[1] if done.returncode == 1 and failed else None


def _environment(copy: pathlib.Path) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(copy)}


def main(names: list[str]) -> int:
    """Plant the bugs named, or all."""
    missed = 0
    for bug in BUGS:
        if names and bug.name not in names:
            continue
        test = caught(bug)
        missed += test is None
        sys.stdout.write(f"{bug.name}: {'caught by ' + test if test else 'NOT CAUGHT'}\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
