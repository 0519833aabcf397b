"""`tracker append` without arguments: one report, asked step by step, in real processes."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from commands import Cli, Done
from terminal import CTRL_C, CTRL_D, TAB, at_terminal

ANN = "ann-2013-01-11"
JAPAN_TIMES = "japan-times-2016-01-04"
KYODO = "kyodo-2016-11-23"
NOTHING = "Nothing was saved."
LEAVE = ""
"""An empty line: it takes the default, or leaves the question out."""

POSTPONED = {
    "Which subject?": "gsomia",
    "What happened to it?": "postponed",
    "Which source says so? (+ files a new one)": ANN,
    "When did it happen? [2013-01-11]": "2012-06",
    "By whom? (Enter to leave out)": "South Korea",
    "Where? (Enter to leave out)": "Seoul",
    "In which paragraph? (Enter to leave out)": "14",
    "How does it word the date? (Enter to leave out)": "June last year",
    "How certain is it? [asserted]": LEAVE,
    "On whose word? (Enter to leave out)": "anonymous",
    "Anything else? (Enter to leave out)": "put off an hour before",
    "Save? [Y/n/<]": "y",
}
"""One whole run: each question as it is put, and the answer."""

FILING = {
    "Which source says so? (+ files a new one)": "+",
    "Its id?": KYODO,
    "Who published it?": "Kyodo",
    "Whose story, if not its own? (Enter to leave out)": LEAVE,
    "Its title? (Enter to leave out)": "Japan and South Korea sign pact",
    "When was it published?": "2016-11-23",
    "In which language? (Enter to leave out)": "en",
    "At which address? (Enter to leave out)": "https://example.org/2016/11/23/pact",
}
SIGNED = {
    "Which subject?": "gsomia", "What happened to it?": "signed", **FILING,
    "When did it happen? [2016-11-23]": LEAVE, "By whom? (Enter to leave out)": "Japan, KR",
    "Where? (Enter to leave out)": "Seoul", "In which paragraph? (Enter to leave out)": LEAVE,
    "How does it word the date? (Enter to leave out)": LEAVE, "How certain is it? [asserted]": LEAVE,
    "On whose word? (Enter to leave out)": LEAVE, "Anything else? (Enter to leave out)": LEAVE, "Save? [Y/n/<]": "y",
}


def answer(cli: Cli, answers: Sequence[str]) -> Done:
    """The form with these answers from a pipe, one a line."""
    return cli("append", stdin="".join(f"{line}\n" for line in answers))


@pytest.fixture
def log(cli: Cli) -> Cli:
    """The command line with the example record."""
    cli.example()
    return cli


def untouched(cli: Cli, done: Done, before: bytes) -> None:
    """The log is as it was, and the form says so."""
    assert cli.log.read_bytes() == before
    assert "othing was saved." in done.out + done.err, done


# --- one run -----------------------------------------------------------------------------------------------


def test_a_plain_run_records_what_was_answered(log: Cli) -> None:
    before = len(log.events())
    done = answer(log, list(POSTPONED.values())).ok()
    *_, last = log.events()
    assert {key: value for key, value in last.items() if key not in ("id", "recorded")} == {
        "position": before + 1, "type": "reported", "subject": "jp-kr-gsomia", "act": "postponed", "source": ANN,
        "occurred": "2012-06", "by": ["KR"], "place": "Seoul", "locator": {"paragraph": 14}, "said": "June last year",
        "attribution": "anonymous", "note": "put off an hour before",
    }
    # standard output has only the result; the questions, each with its default, go to standard error
    assert done.out == f"Recorded at position {before + 1}, as event {last['id'][:8]}.\n"
    assert [line for line in done.err.splitlines() if line.startswith(tuple(POSTPONED))] == [
        f"{question} {told}" for question, told in POSTPONED.items()]


def test_it_shows_where_the_subject_stands_what_the_source_is_and_what_will_change(log: Cli) -> None:
    done = answer(log, list(SIGNED.values())).ok()
    assert "Japan-South Korea GSOMIA, today: postponed (2012-06)" in done.said
    assert "New source kyodo-2016-11-23: Kyodo, 2016-11-23: Japan and South Korea sign pact" in done.said
    assert "signed 2016-11-23 by Japan" in done.said
    assert "Today's board: Japan-South Korea GSOMIA: postponed (2012-06) -> signed (2016-11-23)" in done.said
    done = answer(log, ["gsomia", "commented", ANN, *[LEAVE] * 9])
    assert "Asia News Network (Yomiuri Shimbun), 2013-01-11: Japan, US, S. Korea plan security talks" in done.said
    assert "Today's board stays as it is." in done.said


def test_it_warns_before_it_saves(log: Cli) -> None:
    done = answer(log, ["gsomia", "withdrawn", ANN, LEAVE, "US", *[LEAVE] * 6, "n"]).ok()
    assert "Warning: United States (US) is not a party of jp-kr-gsomia." in done.said
    done = answer(log, ["gsomia", "withdrawn", ANN, *[LEAVE] * 8, "n"]).ok()
    assert "Warning: withdrawn usually tells by" in done.said


def test_a_repeated_run_says_already_recorded(log: Cli) -> None:
    answers = list(POSTPONED.values())
    first = answer(log, answers).ok()
    saved = log.log.read_bytes()
    done = answer(log, answers).ok()
    assert "The log holds this report already. Today's board stays as it is." in done.said
    position, event = first.out.split("position ")[1].split(", as event ")
    assert done.out == f"Already recorded at position {position}, as event {event.strip()} Nothing changed.\n"
    assert log.log.read_bytes() == saved


def test_the_form_and_the_options_make_the_same_event(log: Cli) -> None:
    answer(log, list(POSTPONED.values())).ok()
    done = log("append", "gsomia", "postponed", "--source", ANN, "--on", "2012-06", "--by", "KR", "--place", "Seoul",
               "--paragraph", "14", "--said", "June last year", "--attribution", "anonymous", "--note",
               "put off an hour before")
    assert "Already recorded" in done.ok().out


def test_what_is_a_default_is_left_out_of_the_event(log: Cli) -> None:
    answer(log, ["gsomia", "commented", ANN, "2013-01-11", *[LEAVE] * 4, "asserted", LEAVE, LEAVE, "y"]).ok()
    assert {*log.events()[-1]} == {"position", "id", "recorded", "type", "subject", "act", "source"}


# --- back --------------------------------------------------------------------------------------------------


def test_going_back_keeps_the_answers_as_defaults(log: Cli) -> None:
    asked = [*list(POSTPONED.values())[:6], "<", "<", "<"]  # from the paragraph back to the date
    done = answer(log, [*asked, "2012-06-29", LEAVE, "-", *list(POSTPONED.values())[6:]]).ok()
    for question in ("When did it happen? [2012-06] (- to leave out) 2012-06-29",
                     "By whom? [South Korea] (- to leave out)", "Where? [Seoul] (- to leave out) <",
                     "Where? [Seoul] (- to leave out) -"):
        assert question in done.err, done
    last = log.events()[-1]
    assert (last["occurred"], last["by"], last.get("place"), last["locator"]) == (
        "2012-06-29", ["KR"], None, {"paragraph": 14})


def test_back_from_the_preview_and_from_the_first_question(log: Cli) -> None:
    done = answer(log, ["<", "<", *list(POSTPONED.values())[:-1], "<", "one hour before", "y"]).ok()
    assert done.err.count("Which subject? ") == 3
    assert "Anything else? [put off an hour before] (- to leave out) one hour before" in done.err
    assert log.events()[-1]["note"] == "one hour before"


def test_another_subject_after_all(log: Cli) -> None:
    """What no longer applies is asked no more; what no longer fits is said so, and asked again."""
    answers = ["dtt", "held", ANN, "2012-06", LEAVE, "Seoul", "3", *["<"] * 7, "gsomia", LEAVE, "postponed",
               *[LEAVE] * 8, "y"]
    done = answer(log, answers)
    assert '"held" is an act of a meeting series, and jp-kr-gsomia is an agreement.' in done.said
    assert done.err.count("Which round?") == 2, done  # there and back
    assert "Where? [Seoul]" in done.err


def test_from_a_new_source_back_to_one_that_is_filed(log: Cli) -> None:
    before = len(log.events())
    answers = ["gsomia", "commented", *list(FILING.values())[:5], *["<"] * 5, ANN, *[LEAVE] * 8, "y"]
    done = answer(log, answers).ok()
    assert "Its title? [Japan and South Korea sign pac…] (- to leave out) <" in done.err
    assert f"Which source says so? (+ files a new one) [+] {ANN}" in done.err
    assert [event["type"] for event in log.events()[before:]] == ["reported"]
    assert log.events()[-1]["source"] == ANN


# --- wrong answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("question", "wrong", "said"), [
    ("Which subject?", "gsomaa", 'No subject is called "gsomaa". Did you mean "GSOMIA"?'),
    ("Which subject?", "zzz", 'No subject is called "zzz". ? lists them.'),
    ("Which subject?", LEAVE, "That is no answer to this. ? explains the question."),
    ("What happened to it?", "postpond", '"postpond" is not an act. Did you mean "postponed"?'),
    ("What happened to it?", "zzz", '"zzz" is not an act. ? lists them.'),
    ("What happened to it?", "held", '"held" is an act of a meeting series, and jp-kr-gsomia is an agreement.'),
    ("Which source", "ann-2013-01-12", 'No source is filed as "ann-2013-01-12". Did you mean "ann-2013-01-11"?'),
    ("When did", "2012-6", "2012-6: months and days have two digits, as in 2012-06-09."),
    ("When did", "2012-11-31", "2012-11-31: November 2012 has 30 days."),
    ("When did", "June 2012", "June 2012: a date has no spaces and no words; June 2012 is written 2012-06."),
    ("When did", "2013-02", "2013-02 lies after the day ann-2013-01-11 was published (2013-01-11)"),
    ("By whom?", "Korea", "could mean South Korea (KR) or North Korea (KP)."),
    ("By whom?", "Japan, Atlantis", "'Atlantis' names no party known here."),
    ("In which paragraph?", "the last", "This is not a whole number."),
    ("In which paragraph?", "0", "This is less than 1."),
    ("In which paragraph?", "9" * 5000, "This is more than 1000000."),
    ("How certain", "perhaps", "'perhaps' is not one of asserted, possible, denied."),
    ("On whose word?", "anonymus", '\'anonymus\' is not one of on_record, anonymous, media, author, analyst, document. '
                                   'Did you mean "anonymous"?'),
    ("Where?", "Seo\x1b[31mul", "This holds control characters."),
    ("Anything else?", "n" * 20_001, "This is longer than 20000 characters."),
    ("Save?", "perhaps", "That is no answer to this. ? explains the question."),
])
def test_a_wrong_answer_is_explained_and_asked_again(log: Cli, question: str, wrong: str, said: str) -> None:
    answers = [line for asked, told in POSTPONED.items()
               for line in ([wrong, told] if asked.startswith(question) else [told])]
    done = answer(log, answers).ok()
    assert said in done.said, done
    assert sum(line.startswith(question) for line in done.err.splitlines()) == 2
    assert "\x1b" not in done.err
    assert done.out.startswith("Recorded at position") and log.events()[-1]["note"] == "put off an hour before"


def test_what_the_act_needs_cannot_be_left_out(log: Cli) -> None:
    done = answer(log, ["dtt", "scheduled", ANN, LEAVE, LEAVE, "-", "2013-02", *[LEAVE] * 9, "y"]).ok()
    assert done.err.count("For when is it planned?") == 3
    assert "A plan counts from the day it was stated" in done.said
    assert log.events()[-1]["planned_for"] == "2013-02"


def test_what_is_not_utf_8_is_refused(log: Cli) -> None:
    lines = [line.encode() for line in POSTPONED.values()]
    lines[5:5] = [b"S\xe9oul"]
    done = log("append", stdin=b"".join(line + b"\n" for line in lines)).ok()
    assert done.err.count("Where?") == 2 and log.events()[-1]["place"] == "Seoul"


def test_what_a_terminal_could_misread_is_escaped(log: Cli) -> None:
    answers = dict(POSTPONED) | {"Anything else? (Enter to leave out)": "reversed \u202e here", "Save? [Y/n/<]": "<"}
    done = answer(log, [*answers.values(), LEAVE, "y"]).ok()
    assert "\u202e" not in done.err and done.err.count("\\u202e") == 4  # echo, preview, default, preview


# --- which questions ---------------------------------------------------------------------------------------

ONLY_SOME = ("For when is it planned?", "How often?", "When does it take effect?", "Until which day?",
             "Which subject replaces it?", "Which round?")


@pytest.mark.parametrize(("subject", "act", "details"), [
    ("gsomia", "signed", {}),
    ("gsomia", "signing_scheduled", {"For when is it planned?": "2013-02"}),
    ("gsomia", "entry scheduled", {"For when is it planned?": "2013-02"}),
    ("gsomia", "notice_served", {"When does it take effect?": "2013-07-11"}),
    ("gsomia", "notice-suspended", {"Until which day?": "2013-12-31"}),
    ("gsomia", "superseded", {"Which subject replaces it?": "jp-kr-us-tisa"}),
    ("dtt", "cadence_set", {"How often?": "P1Y"}),
    ("dtt", "established", {}),
    ("dtt", "held", {"Which round?": "7"}),
    ("dtt", "scheduled", {"For when is it planned?": "[2013-02..2013-03]", "Which round?": "8"}),
    ("dtt", "discussed", {"Which round?": "8"}),
])
def test_only_what_the_act_is_about_is_asked(log: Cli, subject: str, act: str, details: dict[str, str]) -> None:
    answers = dict(details)
    rounds = [answers.pop("Which round?")] if "Which round?" in answers else []
    done = answer(log, [subject, act, ANN, LEAVE, *answers.values(), LEAVE, LEAVE, *rounds, *[LEAVE] * 5, "y"]).ok()
    assert {question for question in ONLY_SOME if question in done.err} == {*details}
    last = log.events()[-1]
    assert last["act"] == act.replace(" ", "_").replace("-", "_")
    assert {*details.values()} <= {str(value) for value in last.values()}, last
    for told in details.values():
        assert told in done.err.partition("Save?")[0].rpartition("Anything else?")[2], "the preview leaves it out"


# --- a new source ------------------------------------------------------------------------------------------


def test_a_new_source_is_filed_in_the_same_save(log: Cli) -> None:
    before = len(log.events())
    done = answer(log, list(SIGNED.values())).ok()
    filed, report = log.events()[before:]
    assert {key: value for key, value in filed.items() if key not in ("id", "recorded", "position")} == {
        "type": "source_filed", "source": KYODO, "publisher": "Kyodo", "title": "Japan and South Korea sign pact",
        "published": "2016-11-23", "language": "en", "url": "https://example.org/2016/11/23/pact"}
    assert (report["source"], report["by"], report["place"]) == (KYODO, ["JP", "KR"], "Seoul")
    assert "occurred" not in report and filed["recorded"] == report["recorded"]
    first, second, change = done.out.splitlines()
    assert first == f"Filed {KYODO} at position {before + 1}, as event {filed['id'][:8]}."
    assert second == f"Recorded at position {before + 2}, as event {report['id'][:8]}."
    assert change == "  Japan-South Korea GSOMIA: postponed (2012-06) -> signed (2016-11-23)"
    assert log.status("gsomia") == "signed"


@pytest.mark.parametrize(("question", "wrong", "said"), [
    ("Its id?", ANN, "The source ann-2013-01-11 is filed already"),
    ("Its id?", "Kyodo 23 November", "An id has small letters, digits and hyphens"),
    ("Its id?", LEAVE, "That is no answer to this."),
    ("When was", "23.11.2016", "the year comes first, as in 2012-06-29."),
    ("When was", "2016/..", "a publication date needs an end."),
    ("In which language?", "English!", "A language is a tag such as en, ko or pt-BR."),
    ("At which address?", "ftp://example.org", "Only http and https addresses are kept."),
    ("When did", "2016-11-30", "2016-11-30 lies after the day kyodo-2016-11-23 was published (2016-11-23)"),
])
def test_a_wrong_detail_of_a_source_is_asked_again(log: Cli, question: str, wrong: str, said: str) -> None:
    answers = [line for asked, told in SIGNED.items()
               for line in ([wrong, told] if asked.startswith(question) else [told])]
    done = answer(log, answers).ok()
    assert said in done.said, done
    assert done.out.startswith(f"Filed {KYODO}")


def test_a_detail_of_a_source_taken_back_is_gone(log: Cli) -> None:
    answers = list(SIGNED.values())
    at = answers.index("Japan and South Korea sign pact")
    done = answer(log, [*answers[: at + 1], "<", "-", *answers[at + 1 :]]).ok()
    assert "New source kyodo-2016-11-23: Kyodo, 2016-11-23 Japan-South Korea GSOMIA" in done.said
    assert "title" not in log.events()[-2]


# --- leaving -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [POSTPONED, SIGNED], ids=["report", "report and source"])
@pytest.mark.parametrize("no", ["n", "No"])
def test_declining_saves_nothing(log: Cli, answers: dict[str, str], no: str) -> None:
    before = log.log.read_bytes()
    done = answer(log, [*list(answers.values())[:-1], no]).ok()
    assert done.out == f"{NOTHING}\n"
    untouched(log, done, before)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 9, 10, len(SIGNED) - 1])
def test_answers_that_end_half_way_save_nothing(log: Cli, count: int) -> None:
    before = log.log.read_bytes()
    done = answer(log, list(SIGNED.values())[:count])
    assert done.code == 65 and done.out == "", done
    untouched(log, done, before)
    question = list(SIGNED)[count].partition("?")[0]
    assert f"tracker: The answers ended at: {question}?" in done.said
    missing = ["subject", "act", "source"][count:] if count < 3 else []
    assert "Still missing: " + ", ".join([*missing, 'a yes to "Save?".']) in done.said


def test_a_log_without_subjects_cannot_take_a_report(cli: Cli) -> None:
    cli("init").ok()
    done = answer(cli, ["gsomia"])
    assert done.code == 66 and "No subject is registered yet." in done.said and "tracker subject add" in done.said
    assert "Which subject?" not in done.err


def test_no_log_is_told_before_the_first_question(cli: Cli) -> None:
    done = answer(cli, ["gsomia"])
    assert done.code == 66 and "tracker init" in done.said and "Which subject?" not in done.err
    assert list(cli.folder.iterdir()) == []


# --- help --------------------------------------------------------------------------------------------------


def test_every_question_is_explained(log: Cli) -> None:
    done = answer(log, [line for told in SIGNED.values() for line in ("?", told)]).ok()
    lines = done.err.splitlines()
    for question in SIGNED:
        at = lines.index(f"{question} ?")
        assert lines[at + 1].startswith("  ") and lines[at + 1].strip(), question
    for listed in ("jp-kr-gsomia", "notice_served", ANN, "JP", "possible", "on_record"):
        assert any(line.startswith(f"    {listed} ") for line in lines), listed
    assert not any(line.startswith("    held ") for line in lines)  # an act of a series


def test_it_can_be_read_at_80_columns_and_without_colour(log: Cli) -> None:
    done = answer(log, [line for told in SIGNED.values() for line in ("?", told)]).ok()
    assert max(len(line) for line in done.err.splitlines()) <= 80
    assert "\x1b" not in done.err


# --- on a terminal -----------------------------------------------------------------------------------------


def test_tab_completes_ids_acts_parties_and_choices(log: Cli) -> None:
    with at_terminal(log, "append") as screen:
        for question, begun, completed in (
            ("Which subject? ", "jp-kr-gs", "jp-kr-gsomia"), ("What happened to it? ", "postp", "postponed"),
            ("(+ files a new one) ", "ann", ANN), ("When did it happen? [2013-01-11] ", "", ""),
            ("By whom? (Enter to leave out) ", "South Ko", "South Korea"), ("Where? (Enter to leave out) ", "", ""),
            ("In which paragraph? (Enter to leave out) ", "", ""),
            ("How does it word the date? (Enter to leave out) ", "", ""),
            ("How certain is it? [asserted] ", "pos", "possible"),
            ("On whose word? (Enter to leave out) ", "on", "on_record"),
            ("Anything else? (Enter to leave out) ", "", ""),
        ):
            screen.sees(question)
            if begun:
                screen.keys(begun + TAB)
                screen.sees(completed)
            screen.types("")
        screen.sees("Save? [Y/n/<] ")
        screen.types("")
        screen.sees("Recorded at position")
        screen.ends(0)
    last = log.events()[-1]
    assert (last["subject"], last["act"], last["source"], last["by"], last["certainty"], last["attribution"]) == (
        "jp-kr-gsomia", "postponed", ANN, ["KR"], "possible", "on_record")


def test_tab_completes_one_party_after_another(log: Cli) -> None:
    with at_terminal(log, "append") as screen:
        for question, told in zip(POSTPONED, ("gsomia", "postponed", ANN, LEAVE), strict=False):
            screen.sees(question)
            screen.types(told)
        screen.sees("By whom? ")
        screen.keys(f"jap{TAB}, South Ko{TAB}")
        screen.sees("South Korea")
        screen.types("")
        screen.sees("Where? (Enter to leave out) ")
        screen.types("<")
        screen.sees("By whom? [Japan, South Korea] (- to leave out) ")
        screen.keys(CTRL_D)
        screen.ends(0)


def test_tab_lists_only_acts_of_the_subjects_kind(log: Cli) -> None:
    with at_terminal(log, "append") as screen:
        screen.sees("Which subject? ")
        screen.types("dtt")
        screen.sees("What happened to it? ")
        screen.keys(f"c{TAB}{TAB}")
        for act in ("cadence_set", "cancelled", "collapsed", "commented"):
            screen.sees(act)
        screen.keys(CTRL_C)
        screen.ends(130)
    assert "concluded" not in screen.shown


def test_back_and_an_answer_changed_on_a_terminal(log: Cli) -> None:
    with at_terminal(log, "append") as screen:
        first, *rest = POSTPONED
        for question, told in zip([first, first, *rest], ("gsoma", "gsomia", "postponed", "stripes-2012-01-31"),
                                  strict=False):
            screen.sees(question)
            screen.types(told)
        screen.sees("When did it happen? [2012-01-31~] ")
        screen.types("<")
        screen.sees("Which source says so? (+ files a new one) [stripes-2012-01-31] ")
        screen.types(ANN)
        screen.sees("When did it happen? [2013-01-11] ")
        screen.types("2012-06")
        for question in list(POSTPONED)[4:]:
            screen.sees(question)
            screen.types(LEAVE)
        screen.ends(0)
    assert 'Did you mean "GSOMIA"?' in screen.shown
    last = log.events()[-1]
    assert (last["source"], last["occurred"]) == (ANN, "2012-06")


@pytest.mark.parametrize(("key", "code", "said"), [
    (CTRL_D, 0, "Nothing was saved."), (CTRL_C, 130, "nothing more was saved.")], ids=["Ctrl-D", "Ctrl-C"])
@pytest.mark.parametrize("answers", [[], ["gsomia", "postponed"], ["gsomia", "postponed", "+", KYODO]], ids=len)
def test_leaving_on_a_terminal_saves_nothing(log: Cli, key: str, code: int, said: str, answers: list[str]) -> None:
    before = log.log.read_bytes()
    with at_terminal(log, "append") as screen:
        screen.sees("Which subject? ")
        for told, question in zip(answers, list(SIGNED)[1:], strict=False):
            screen.types(told)
            screen.sees(question)
        screen.keys(key)
        screen.ends(code)
    assert screen.shown.rstrip().endswith(said)
    assert log.log.read_bytes() == before


def test_standard_output_can_go_to_a_file_with_the_questions_still_on_the_terminal(log: Cli) -> None:
    with at_terminal(log, "append", into="result") as screen:
        screen.sees("Which subject? ")
        screen.keys(f"jp-kr-gs{TAB}")
        screen.sees("jp-kr-gsomia")
        screen.types("")
        for question, told in zip(list(POSTPONED)[1:], ("postponed", ANN, *[LEAVE] * 9), strict=True):
            screen.sees(question)
            screen.types(told)
        screen.ends(0)
    first, *_ = (log.folder / "result").read_text("utf-8").splitlines()
    assert first.startswith("Recorded at position")
    assert "Recorded" not in screen.shown


def test_what_somebody_else_records_meanwhile_is_seen(log: Cli) -> None:
    with at_terminal(log, "append") as screen:
        for question, told in POSTPONED.items():
            screen.sees(question)
            if told == "put off an hour before":
                log("import", log.write("same.jsonl", {
                    "type": "reported", "subject": "jp-kr-gsomia", "act": "postponed", "source": ANN,
                    "occurred": "2012-06", "by": ["KR"], "place": "Seoul", "locator": {"paragraph": 14},
                    "said": "June last year", "attribution": "anonymous", "note": told})).ok()
            screen.types(told)
        screen.sees("Already recorded at position")
        screen.ends(0)
    assert "The log holds this report already." in screen.shown
    assert json.dumps(log.events()).count("put off an hour before") == 1
