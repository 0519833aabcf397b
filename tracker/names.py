"""Finding a subject, a source or a word by what people type, and suggesting the nearest.

The rule kept here: an id, a name or an alias names a subject without regard to case, and only if it names
one; nothing is guessed, but a near miss gets "did you mean".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.errors import NotFound

if TYPE_CHECKING:
    from tracker.facts import Source, Subject

MOST_SUGGESTED = 3


def nearest(word: str, choices: Iterable[str]) -> list[str]:
    """At most three choices that look like the word, the likeliest first, without regard to case."""
    import difflib  # only an error needs it, and it is slow to load

    folded = {choice.casefold(): choice for choice in choices}
    wanted = word.casefold()
    starting = [choice for choice in folded if wanted and choice.startswith(wanted)]
    close = difflib.get_close_matches(wanted, folded, n=MOST_SUGGESTED, cutoff=0.6)
    holding = [choice for choice in folded if len(wanted) >= 3 and wanted in choice]
    return [folded[choice] for choice in list(dict.fromkeys([*close, *starting, *holding]))[:MOST_SUGGESTED]]


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`Did you mean "a" or "b"?`, or nothing."""
    near = [f'"{choice}"' for choice in nearest(word, choices)]
    if not near:
        return ""
    return f"Did you mean {', '.join(near[:-1]) + ' or ' if near[1:] else ''}{near[-1]}?"


def meant_act(word: str) -> str:
    """What to say of a word that is no act: what stands for it, or the nearest acts."""
    from tracker.vocabulary import OTHER_WORDS, all_acts

    other = OTHER_WORDS.get(word.casefold())
    return f"Here that is {other}." if other else did_you_mean(word, all_acts()) or "`tracker acts` lists them."


def folded(text: str) -> str:
    """A name as it is compared: without regard to case and to how wide its spaces are."""
    return " ".join(text.casefold().split())


def find_subject(text: str, subjects: Mapping[str, Subject]) -> Subject:
    """The one subject with this id, name or alias. Raises `NotFound`, with suggestions."""
    if text in subjects:
        return subjects[text]
    wanted = folded(text)
    found = [
        subject for subject in subjects.values()
        if wanted in (folded(word) for word in (subject.id, subject.name, *subject.aliases))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            f'"{text}" names {len(found)} subjects: {", ".join(sorted(subject.id for subject in found))}.',
            todo="Use one of these ids.",
        )
    words = [word for subject in subjects.values() for word in (subject.id, subject.name, *subject.aliases)]
    suggestion = did_you_mean(text, words)
    raise NotFound(
        f'No subject is called "{text}".',
        todo=suggestion or "`tracker subject list` shows them; `tracker subject add` registers a new one.",
    )


def find_source(text: str, sources: Mapping[str, Source]) -> Source:
    """The source with this id, without regard to case. Raises `NotFound`, with suggestions."""
    source = sources.get(text) or next((one for one in sources.values() if one.id.casefold() == text.casefold()), None)
    if source is not None:
        return source
    suggestion = did_you_mean(text, sources)
    raise NotFound(
        f'No source is filed as "{text}".',
        todo=suggestion or "`tracker source list` shows them; `tracker source add` files a new one.",
    )
