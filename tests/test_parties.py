"""A word stands for one party or for none: codes, names, other names, near misses and refusals."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import BadInput
from tracker.parties import ALIASES, NAMES, is_code, parse_party, party_name

# ISO 3166-1 alpha-2, first letter and then the second letters, made from the iso3166.tab of the time
# zone database (ISO/TC 46 N1108) and not from the table under test.
ISO_3166 = """
A DEFGILMOQRSTUWXZ
B ABDEFGHIJLMNOQRSTVWYZ
C ACDFGHIKLMNORUVWXYZ
D EJKMOZ
E CEGHRST
F IJKMOR
G ABDEFGHILMNPQRSTUWY
H KMNRTU
I DELMNOQRST
J EMOP
K EGHIMNPRWYZ
L ABCIKRSTUVY
M ACDEFGHKLMNOPQRSTUVWXYZ
N ACEFGILOPRUZ
O M
P AEFGHKLMNRSTWY
Q A
R EOSUW
S ABCDEGHIJKLMNORSTVXYZ
T CDFGHJKLMNORTVWZ
U AGMSYZ
V ACEGINU
W FS
Y ET
Z AMW
"""
ISO_CODES = {first + second for first, seconds in map(str.split, ISO_3166.strip().splitlines()) for second in seconds}
USER_ASSIGNED = {"XK"}
RESERVED_FOR_ORGANISATIONS = {"EU", "UN"}
SPELLINGS = sorted([*((name, code) for code, name in NAMES.items()), *ALIASES.items()])


def refusal(text: str) -> BadInput:
    """The refusal that `text` meets."""
    with pytest.raises(BadInput) as caught:
        parse_party(text)
    return caught.value


def iso3166_tab() -> str | None:
    """The text of iso3166.tab from the tzdata package or the system, or None."""
    try:
        return files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        system = Path("/usr/share/zoneinfo/iso3166.tab")
        return system.read_text("utf-8") if system.exists() else None


# The codes


def test_every_assigned_iso_code_is_a_party_and_no_other_two_letters_are() -> None:
    assert len(ISO_CODES) == 249
    two_letters = {code for code in NAMES if len(code) == 2 and code.isalpha()}
    assert two_letters == ISO_CODES | USER_ASSIGNED | RESERVED_FOR_ORGANISATIONS


def test_the_iso_codes_are_those_of_the_time_zone_database() -> None:
    table = iso3166_tab()
    if table is None:
        pytest.skip("no iso3166.tab on this machine")
    assert {line[:2] for line in table.splitlines() if not line.startswith("#")} == ISO_CODES


@pytest.mark.parametrize("code", ["AN", "CS", "DD", "SU", "TP", "UK", "YU", "ZR", "AA", "XX", "ZZ"])
def test_a_withdrawn_or_unassigned_code_is_not_a_code(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize("code", [
    "ASEAN", "BRICS", "CARICOM", "CIS", "CSTO", "ECOWAS", "EFTA", "EU", "GCC", "IAEA", "LAS", "NATO", "OAS", "OPEC",
    "OSCE", "PIF", "SCO", "UN", "WHO", "WTO",
])
def test_an_organisation_is_a_party(code: str) -> None:
    assert is_code(code)
    assert parse_party(code.lower()) == code


def test_au_is_australia_and_the_african_union_has_a_code_of_its_own() -> None:
    assert parse_party("AU") == parse_party("Australia") == "AU"
    assert parse_party("African Union") == "AFRU"


def test_kosovo_is_accepted_under_its_user_assigned_code() -> None:
    assert parse_party("Kosovo") == "XK"


def test_a_code_is_read_in_any_case() -> None:
    for code in NAMES:
        assert is_code(code)
        assert parse_party(code) == parse_party(code.lower()) == parse_party(f" {code.title()}\u00a0") == code


@pytest.mark.parametrize(("word", "code"), [("in", "IN"), ("it", "IT"), ("us", "US"), ("no", "NO"), ("is", "IS")])
def test_a_word_that_is_a_code_is_the_code(word: str, code: str) -> None:
    assert parse_party(word) == code


@pytest.mark.parametrize("text", ["jp", "Jp", " JP", "JP ", "JPN", "Japan", "", "J.P."])
def test_only_the_exact_upper_case_code_is_a_code(text: str) -> None:
    assert not is_code(text)


# The names


@pytest.mark.parametrize(("code", "name"), [
    ("KR", "South Korea"), ("KP", "North Korea"), ("JP", "Japan"), ("US", "United States"), ("RU", "Russia"),
    ("CN", "China"), ("GB", "United Kingdom"), ("VN", "Vietnam"), ("IR", "Iran"), ("SY", "Syria"), ("LA", "Laos"),
    ("TW", "Taiwan"), ("BO", "Bolivia"), ("MD", "Moldova"), ("TZ", "Tanzania"), ("EU", "European Union"),
    ("NATO", "NATO"), ("LAS", "Arab League"),
])
def test_a_party_is_shown_by_the_name_people_write(code: str, name: str) -> None:
    assert party_name(code) == name


@pytest.mark.parametrize("code", ["XX", "jp", "", "no such party", "\ud800"])
def test_an_unknown_code_is_shown_as_it_is(code: str) -> None:
    assert party_name(code) == code


def test_no_two_parties_share_a_name() -> None:
    assert len({name.casefold() for name in NAMES.values()}) == len(NAMES)


def test_names_are_short_and_in_plain_order() -> None:
    assert [name for name in NAMES.values() if "Republic of" in name] == ["Republic of the Congo"]
    inverted = [name for name in NAMES.values() if "," in name]
    assert inverted == ["Saint Helena, Ascension and Tristan da Cunha"]


def test_every_name_and_other_name_gives_its_code() -> None:
    for spelling, code in SPELLINGS:
        for text in (spelling, spelling.upper(), spelling.casefold(), f"\t{spelling}\n", f"the {spelling}"):
            assert parse_party(text) == code


def test_other_names_are_casefolded_and_lead_to_known_codes() -> None:
    assert all(alias == alias.casefold().strip() for alias in ALIASES)
    assert set(ALIASES.values()) <= set(NAMES)


def test_no_other_name_takes_the_name_or_the_code_of_another_party() -> None:
    names = {name.casefold(): code for code, name in NAMES.items()}
    codes = {code.casefold(): code for code in NAMES}
    for alias, code in ALIASES.items():
        assert names.get(alias, code) == code
        assert codes.get(alias.replace(".", ""), code) == code
    assert all(codes.get(name, code) == code for name, code in names.items())


def test_the_tables_cannot_be_changed() -> None:
    for table in (NAMES, ALIASES):
        with pytest.raises(TypeError):
            table["JP"] = "Atlantis"  # type: ignore[index]


@pytest.mark.parametrize(("text", "code"), [
    ("rok", "KR"), ("republic of korea", "KR"), ("s. korea", "KR"), ("dprk", "KP"), ("usa", "US"), ("u.s.", "US"),
    ("u.s", "US"), ("united states of america", "US"), ("america", "US"), ("prc", "CN"), ("uk", "GB"),
    ("britain", "GB"), ("great britain", "GB"), ("russian federation", "RU"), ("czech republic", "CZ"),
    ("burma", "MM"), ("holland", "NL"), ("ivory coast", "CI"), ("uae", "AE"), ("drc", "CD"), ("holy see", "VA"),
    ("vatican", "VA"),
])
def test_what_news_writes_is_an_other_name(text: str, code: str) -> None:
    assert ALIASES[text] == code
    assert parse_party(text) == code


@pytest.mark.parametrize(("text", "code"), [
    ("U. S.", "US"), ("U.S.A", "US"), ("the U.K.", "GB"), ("D.P.R.K.", "KP"), ("D.P.R. Korea", "KP"),
    ("S.Korea", "KR"), ("  South \t Korea\n", "KR"), ("SOUTH KOREA", "KR"), ("South\u00a0Korea", "KR"),
    ("Türkiye", "TR"), ("Turkiye", "TR"), ("TÜRKİYE", "TR"), ("turkey", "TR"), ("Tu\u0308rkiye", "TR"),
    ("Cote d'Ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("People’s Republic of China", "CN"),
    ("Guinea Bissau", "GW"), ("Timor‑Leste", "TL"), ("Trinidad & Tobago", "TT"), ("St. Lucia", "LC"),
    ("St Kitts & Nevis", "KN"), ("The Gambia", "GM"), ("Republic of Congo", "CG"), ("Congo (Brazzaville)", "CG"),
    ("G-7", "G7"), ("the WTO", "WTO"),
])
def test_dots_space_accents_and_small_words_do_not_matter(text: str, code: str) -> None:
    assert parse_party(text) == code


@pytest.mark.parametrize(("text", "code"), [
    ("Korea, South", "KR"), ("Korea, Republic of", "KR"), ("Korea, Democratic People's Republic of", "KP"),
    ("Iran (Islamic Republic of)", "IR"), ("Congo, the Democratic Republic of the", "CD"), ("Bahamas, The", "BS"),
    ("Virgin Islands, U.S.", "VI"), ("Micronesia (Federated States of)", "FM"),
])
def test_a_name_turned_round_as_in_lists_of_treaties_is_read(text: str, code: str) -> None:
    assert parse_party(text) == code


def test_china_and_the_koreas_are_told_apart_by_their_official_names() -> None:
    assert parse_party("People's Republic of China") == "CN"
    assert parse_party("Republic of China") == "TW"
    assert parse_party("Democratic People's Republic of Korea") == "KP"
    assert parse_party("Republic of Korea") == "KR"


# The refusals


@pytest.mark.parametrize(("text", "parties"), [
    ("Korea", ("South Korea (KR)", "North Korea (KP)")),
    ("  the KOREA ", ("South Korea (KR)", "North Korea (KP)")),
    ("congo", ("DR Congo (CD)", "Republic of the Congo (CG)")),
    ("Virgin Islands", ("British Virgin Islands (VG)", "U.S. Virgin Islands (VI)")),
    ("R.O.C.", ("Taiwan (TW)", "Republic of the Congo (CG)")),
])
def test_a_name_that_two_parties_share_is_refused_with_both_named(text: str, parties: tuple[str, ...]) -> None:
    error = refusal(text)
    assert all(party in error.happened for party in parties)
    assert "by its code" in error.todo


@pytest.mark.parametrize("text", ["Tokyo", "Washington", "Beijing", "Moscow", "Pyongyang", "Brussels", "Kyiv"])
def test_a_capital_is_not_a_party(text: str) -> None:
    assert repr(text) in refusal(text).happened


@pytest.mark.parametrize("text", [
    "Japan, China", "Japan and China", "Tokyo, Japan", "Georgia (Tbilisi)", ",Japan", "Japan,", "the in", "i n",
    "ß", "ﬁ", "№", "in\u0301",
])
def test_nothing_is_read_into_a_text_that_is_no_name(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize(("text", "likeliest"), [
    ("Sout Korea", "South Korea (KR)"), ("Jpan", "Japan (JP)"), ("Phillipines", "Philippines (PH)"),
    ("Columbia", "Colombia (CO)"), ("Untied States", "United States (US)"), ("Ger", "Germany (DE)"),
    ("Viet Man", "Vietnam (VN)"), ("Rusia", "Russia (RU)"), ("Timor", "Timor-Leste (TL)"),
    ("Kore", "South Korea (KR) or North Korea (KP)"), ("Europaen Union", "European Union (EU)"),
])
def test_a_near_miss_is_refused_with_a_suggestion(text: str, likeliest: str) -> None:
    error = refusal(text)
    assert error.happened == f"{text!r} names no party known here."
    assert error.todo.startswith(f"Did you mean {likeliest}")


@pytest.mark.parametrize("text", ["United", "Saint", "Republc", "Islands", "Guine", "nd"])
def test_at_most_three_parties_are_suggested(text: str) -> None:
    assert refusal(text).todo.count("(") <= 3


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0"])
def test_a_blank_party_is_refused_as_blank(text: str) -> None:
    assert refusal(text).happened == "The party is blank."


@pytest.mark.parametrize("text", ["...", "the", "\u0301", "-", "(", ","])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    assert refusal(text).todo.startswith("Give a country's ISO 3166 code")


def test_a_refusal_can_be_printed_whatever_was_given() -> None:
    message = str(refusal("\ud800\x1b[2J" + "x" * 100_000))
    assert message.encode("utf-8")
    assert "\x1b" not in message
    assert len(message) < 300


# Any text


@given(st.text() | st.sampled_from(SPELLINGS).map(lambda spelling: spelling[0][1:])
       | st.text(alphabet="aeiknorstu .,()-&'", max_size=12))
def test_any_text_gives_a_code_or_is_refused(text: str) -> None:
    try:
        code = parse_party(text)
    except BadInput as error:
        assert error.happened and error.todo
    else:
        assert is_code(code)
        assert parse_party(code) == code


@given(st.text())
def test_any_text_has_a_name_to_show(text: str) -> None:
    assert party_name(text) == (NAMES[text] if is_code(text) else text)


@given(st.sampled_from(sorted(NAMES)))
def test_a_party_shown_by_its_name_is_read_back(code: str) -> None:
    assert parse_party(party_name(code)) == code
