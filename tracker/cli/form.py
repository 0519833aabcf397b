"""The form of `tracker append`: one report, asked step by step.

The rule kept here: nothing is saved here, and standard output is left to the result. What is asked stands in
`tracker.cli.questions`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from tracker.cli.context import note
from tracker.cli.questions import CORE, QUESTIONS, Complete, Form, show
from tracker.errors import NOTHING_SAVED, BadInput, NotFound
from tracker.recording import Recorder

with suppress(ImportError):  # not on every system
    import readline

WELCOME = ("One report, step by step. Enter takes what stands in [brackets], ? explains a question, < goes back "
           "to the one before, Tab completes, Ctrl-D leaves without saving.\n")
TAB = ("tab: complete", "tab: self-insert")


def ask_report(writer: Recorder) -> list[dict[str, Any]] | None:
    """The contents that a person's answers make, in the order to save them; None where nothing is to be saved.

    Raises `NotFound` for a log without subjects, `BadInput` where the answers come from a pipe and end too early.
    """
    writer.catch_up()
    if not writer.register.subjects:
        raise NotFound("No subject is registered yet.", saved=NOTHING_SAVED, todo="Begin with `tracker subject add`.")
    form, at, step = Form(writer), 0, 1
    with _conversation() as ask:
        show(WELCOME)
        while at < len(QUESTIONS):
            try:
                step = QUESTIONS[at].put(form, ask) if QUESTIONS[at].when(form) else step
            except EOFError:
                note("")
                if sys.stdin.isatty():
                    return None
                missing = [*(key for key in CORE if key not in form.told), 'a yes to "Save?"']
                raise BadInput(f"The answers ended at: {QUESTIONS[at].asks}", saved=NOTHING_SAVED,
                               todo=f"Still missing: {', '.join(missing)}. An empty line takes a default.") from None
            at = max(at + step, 0)
    return form.contents() if form.told.get("end.save", True) else None


@contextmanager
def _conversation() -> Iterator[Callable[[str, Complete], str]]:
    """How a question is put and its answer read; with Tab where both are on a terminal.

    Standard output is standard error meanwhile: `input` can put its question, and edit a line, nowhere else.
    """
    if sys.stdin is None:
        raise BadInput("There is no standard input to read answers from.", saved=NOTHING_SAVED)
    getattr(sys.stdin, "reconfigure", dict)(errors="surrogateescape")  # no Unicode: kept, and refused as an answer
    terminal = "readline" in sys.modules and sys.stdin.isatty() and sys.stderr.isatty()

    def ask(prompt: str, complete: Complete) -> str:
        if terminal:
            readline.set_completer(complete)
        answer = input(prompt)
        if not terminal:
            note(answer)
        return answer

    with ExitStack() as afterwards:
        output = os.dup(1)
        afterwards.callback(os.close, output)
        afterwards.callback(os.dup2, output, 1)
        os.dup2(2, 1)
        if terminal:
            tab = ("bind ^I rl_complete", "bind ^I ed-insert") if "libedit" in (readline.__doc__ or "") else TAB
            afterwards.callback(readline.set_completer, readline.get_completer())
            afterwards.callback(readline.set_completer_delims, readline.get_completer_delims())
            afterwards.callback(readline.parse_and_bind, tab[1])
            readline.set_completer_delims(",")
            readline.parse_and_bind(tab[0])
        yield ask
