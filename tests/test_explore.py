"""The page on SQL and the metadata for Datasette: every query runs on the example record, as the page shows.

To write the page's queries (from the metadata) and outputs again: `python -m tests.test_explore`.
"""

from __future__ import annotations

import asyncio
import os
import pathlib
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest

from tests.test_readme import played, run

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explore.md"
METADATA = ROOT / "docs" / "explore" / "metadata.yaml"
SECTION = re.compile(
    r"### `(?P<name>\w+)`: (?P<title>.*)\n\n(?P<about>(?:.*\n)*?)```sql\n(?P<sql>(?:.*\n)*?)```\n\n"
    r"(?P<given>(?:With .*|As it is):)\n(?P<shown>(?:.*\n)*)"
)
NOTHING_GIVEN = {"as_of": "", "known_by": "", "subject": "", "words": ""}
INTERNAL = re.compile(r"search_\w+")  # tables that SQLite's full-text search keeps for itself

try:
    import datasette as _datasette  # noqa: F401
    import yaml
except ImportError:
    if os.environ.get("CI"):
        raise
    yaml = None
needs_datasette = pytest.mark.skipif(yaml is None, reason="Datasette is not installed: pip install '.[explore]'")


def metadata() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(METADATA.read_text("utf-8"))["databases"]["tracker"]
    return found


def told_on_the_page(folder: pathlib.Path) -> str:
    """The page with its commands run in a folder, which leaves the log there that its queries are run on."""
    return played(PAGE.read_text("utf-8"), folder)


def table(rows: list[sqlite3.Row]) -> str:
    """Rows as a Markdown table."""
    assert rows, "a query of the page gives no rows"
    lines = [rows[0].keys(), ["---"] * len(rows[0].keys()), *rows]
    cells = [["" if cell is None else str(cell).replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def sections(text: str) -> list[dict[str, str]]:
    """The queries of the page."""
    found = [SECTION.fullmatch(section) for section in re.split("^(?=### `)", text, flags=re.MULTILINE)[1:]]
    assert all(found)
    return [section.groupdict() for section in found if section is not None]


def output(section: dict[str, str], database: sqlite3.Connection) -> str:
    """What a query of the page gives with what the page gives it, as the page shows it."""
    given = dict(re.findall(r"`(\w+)` ([^ :]+)", section["given"]))
    return table(database.execute(section["sql"], NOTHING_GIVEN | given).fetchall())


@contextmanager
def reading(log: pathlib.Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{log.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The log of the page."""
    folder = tmp_path_factory.mktemp("explore")
    told_on_the_page(folder)
    return folder / "tracker.db"


@pytest.fixture
def database(log: pathlib.Path) -> Iterator[sqlite3.Connection]:
    with reading(log) as connection:
        yield connection


def test_the_commands_print_what_the_page_says(tmp_path: pathlib.Path) -> None:
    assert told_on_the_page(tmp_path) == PAGE.read_text("utf-8")


def test_the_queries_give_what_the_page_shows(database: sqlite3.Connection) -> None:
    told = sections(PAGE.read_text("utf-8"))
    assert len(told) >= 10
    for section in told:
        assert section["shown"].strip() == output(section, database).strip(), section["name"]


def test_the_arithmetic_of_days(database: sqlite3.Connection) -> None:
    (row,) = database.execute(
        "SELECT date(1 + 1721424.5), CAST(julianday('2013-01-11') - 1721424.5 AS INTEGER), date(734879 + 1721424.5)")
    assert tuple(row) == ("0001-01-01", 734879, "2013-01-11")


def test_the_views_say_what_the_commands_say(log: pathlib.Path, database: sqlite3.Connection) -> None:
    out = run("tracker status --format csv", log.parent)
    shown = [tuple(line.split(",")[1:5:2]) for line in out.splitlines()[1:]]
    rows = database.execute(
        "SELECT b.subject, coalesce(b.status, '') FROM board_today b WHERE b.status IS NOT NULL OR EXISTS"
        " (SELECT 1 FROM meetings_today m WHERE m.subject = b.subject)").fetchall()
    assert sorted(map(tuple, rows)) == sorted(shown)


def test_a_report_that_was_taken_back_says_by_what(database: sqlite3.Connection) -> None:
    taken = {row["event"]: row["id"] for row in database.execute("SELECT * FROM taken_back")}
    marked = {row["id"]: row["taken_back_by"] for row in database.execute(
        "SELECT * FROM reports WHERE taken_back_by IS NOT NULL")}
    assert marked == taken and len(taken) == 2
    count = database.execute("SELECT count(*) FROM reports WHERE taken_back_by IS NULL").fetchone()[0]
    assert count == 76  # 77 in the record, one retracted; the other stands as corrected


@needs_datasette
def test_the_page_shows_the_queries_of_the_metadata() -> None:
    shown = {one["name"]: (one["title"], one["sql"].rstrip()) for one in sections(PAGE.read_text("utf-8"))}
    assert shown == {name: (query["title"], query["sql"]) for name, query in metadata()["queries"].items()}


@needs_datasette
def test_the_metadata_name_all_there_is_and_nothing_else(database: sqlite3.Connection) -> None:
    there = {
        name: [column for _, column, *_ in database.execute(f'PRAGMA table_info("{name}")')]
        for (name,) in database.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    }
    told = metadata()["tables"]
    assert set(told) == set(there)
    for name, about in told.items():
        if INTERNAL.fullmatch(name):
            assert about["hidden"]
            continue
        assert list(about["columns"]) == there[name], name
        assert about["description"] and all(about["columns"].values())
        named = {*about.get("sortable_columns", ()), *about.get("facets", ()), *about.get("units", ())}
        named |= {about[key] for key in ("sort", "sort_desc", "label_column", "fts_pk") if key in about}
        assert named <= set(there[name]), name


@needs_datasette
def test_every_query_of_the_metadata_gives_rows(database: sqlite3.Connection) -> None:
    for name, query in metadata()["queries"].items():
        assert set(query.get("params", ())) == set(re.findall(r":(\w+)", query["sql"])), name
        assert database.execute(query["sql"], NOTHING_GIVEN).fetchall(), name


@needs_datasette
def test_datasette_shows_it(log: pathlib.Path) -> None:
    """Every table, view and query has its page; what is internal is hidden; search finds."""
    from datasette.app import Datasette

    told = metadata()

    async def look() -> None:
        served = Datasette([str(log)], metadata=yaml.safe_load(METADATA.read_text("utf-8")))
        for name in (*told["tables"], *told["queries"]):
            if not INTERNAL.fullmatch(name):
                assert (await served.client.get(f"/tracker/{name}")).status_code == 200, name
        first = (await served.client.get("/tracker.json")).json()
        hidden = {one["name"] for one in first["tables"] if one["hidden"]}
        assert hidden == {name for name, about in told["tables"].items() if about.get("hidden")}
        for name in ("reports", "events"):
            found = (await served.client.get(f"/tracker/{name}.json?_search=missile&_shape=array")).json()
            assert found, name
        served.get_database("tracker").close()

    with ThreadPoolExecutor(1) as apart:  # a browser's tests may have a loop of their own in this thread
        apart.submit(asyncio.run, look()).result()


def written(text: str, database: sqlite3.Connection) -> str:
    """The page with the metadata's queries, and what they give."""
    told = {section["name"]: section for section in sections(text)}
    parts = [re.split("^(?=### `)", text, flags=re.MULTILINE)[0].rstrip()]
    for name, query in metadata()["queries"].items():
        section = {"about": "", "given": "As it is:", **told.get(name, {}), "sql": query["sql"]}
        parts.append(
            f"### `{name}`: {query['title']}\n\n{section['about']}```sql\n{query['sql']}\n```\n\n{section['given']}\n\n"
            + output(section, database).rstrip()
        )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as fresh:
        whole = told_on_the_page(pathlib.Path(fresh))
        with reading(pathlib.Path(fresh) / "tracker.db") as opened:
            PAGE.write_text(written(whole, opened), encoding="utf-8")
