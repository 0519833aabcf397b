"""The table of the site's benchmark says what was held and what was missed. No times."""

from __future__ import annotations

from bench import report, site


def test_the_table_says_held_and_missed() -> None:
    told = {
        "size": 10, "subjects": 1, "cores": 2, "load": [1.0], "python": "3.11",
        "publish": {"wall": 59.0, "processor": 80.0},
        "browser": {"open": 2.1, "frame_median": 30.0, "frame_most": 51.0, "script_most": 3.0, "version": "1"},
        "weights": {"board": 1.0, "subject_median": 1.0, "subject_most": 1.0, "source_median": 1.0,
                    "files": 1, "all": 1},
        "record": {"board": 149.0},
    }
    table = site.table(told)
    assert "| publish, wall clock | 59.0 s | 60 s | held |" in table
    assert "| the board opens, data and sliders ready | 2.1 s | 2 s | **missed** |" in table
    assert table.count("held") == 3 and table.count("missed") == 2
    assert "10 events" in site.words(told)[0]


def test_the_page_on_performance_has_it() -> None:
    assert site.RESULT.exists()
    assert "## The published site" in report.performance(None, None)
