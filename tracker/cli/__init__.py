"""The command line: `tracker`. One module for each group of commands, loaded when it is called.

The rule kept here: results go to standard output, everything else to standard error, and every error ends
with its exit code and, in words, what happened, what was saved, and what to do next.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import Any

import click

from tracker.cli.context import App
from tracker.errors import EXIT_CODES, NOTHING_SAVED, StorageFailed, TrackerError, UsageError

# name -> (module of tracker.cli, what it does in a line); the command's function has the command's name.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("transfer", "Make a new log, empty or with the example record."),
    "append": ("append", "Record one report, from options or step by step."),
    "subject": ("catalogue", "Agreements and meeting series: add, list, amend."),
    "source": ("catalogue", "Articles and documents: add, list, amend, cite."),
    "import": ("transfer", "Append events from JSON Lines files, all or none."),
    "export": ("transfer", "Print the log as JSON Lines."),
    "status": ("board", "The board: where every agreement and series stands."),
    "replay": ("board", "History step by step: each change of status."),
    "diff": ("board", "What changed between two days, or was learnt."),
    "due": ("board", "What is planned, due, overdue or about to take effect."),
    "timeline": ("picture", "A picture of statuses and meetings over time."),
    "show": ("explain", "All about one subject, or one event."),
    "why": ("explain", "The events that make a status what it is."),
    "log": ("explain", "The events of the log, filtered."),
    "search": ("explain", "Full-text search in the events."),
    "publish": ("publish", "Write a static site: board, subjects, sources."),
    "serve": ("publish", "Show the site on this machine."),
    "verify": ("integrity", "Look for damage and tampering; compare with checkpoints."),
    "checkpoint": ("signing", "Sign the log's head, and keep the signed note."),
    "prove": ("signing", "A proof about the log, for people without it."),
    "rebuild": ("upkeep", "Throw the read model away and make it again."),
    "acts": ("explain", "The vocabulary of acts and statuses."),
    "retract": ("append", "Take an event back, by a new event."),
    "correct": ("append", "Replace an event's content, by a new event."),
}


WIDEST_HELP = 100
WRITES = ("init", "append", "subject", "source", "import", "retract", "correct", "checkpoint", "rebuild")
"""Commands whose errors say that nothing was saved, unless they say what was."""


class Lazy(click.Group):
    """A group that imports a command's module only when the command is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context, with the width of help worked out here: click would load a heavy module to ask for it."""
        from tracker.render.terminal import width

        extra.setdefault("terminal_width", max(min(width(), WIDEST_HELP) - 2, 50))
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; complete what its errors say, and end quietly when nobody reads on."""
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            if ctx.invoked_subcommand in WRITES:
                error.saved = error.saved or NOTHING_SAVED
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(141) from None
        except (OSError, UnicodeEncodeError) as error:
            from tracker.cli.faults import from_os_error, from_words

            refused = from_os_error(error) if isinstance(error, OSError) else from_words(error)
            if ctx.invoked_subcommand in WRITES:
                refused.saved = refused.saved or NOTHING_SAVED
            raise refused from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"tracker.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from tracker.names import did_you_mean

            raise UsageError(f'There is no command "{args[0]}".',
                             todo=did_you_mean(args[0], COMMANDS) or "`tracker --help` lists the commands.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tracker import __version__

        click.echo(f"tracker {__version__}")
        ctx.exit()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--log", metavar="PATH",
              help="The log to use (default: $TRACKER_LOG, else the nearest tracker.db in this folder or above).")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="Print the version and stop.")
@click.pass_context
def tracker(ctx: click.Context, log: str | None) -> None:
    """Where do agreements between states stand, who says so, and what was known on that day?

    An append-only log of what was reported, with source and passage, replayed as of any day.

    \b
    Start with an example log, its board today, and its board of 11 January 2013:
      tracker init --example
      tracker status
      tracker status --as-of 2013-01-11 --known-by 2013-01-11
    """
    ctx.obj = App(log)


def main(args: list[str] | None = None) -> int:
    """Run the command line and return the exit code (`tracker.errors.EXIT_CODES`)."""
    try:
        _refuse_addresses(sys.argv[1:] if args is None else args)
        result = tracker.main(args=args, prog_name="tracker", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except TrackerError as error:
        return _fail(error)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        _tell("", "Stopped; nothing more was saved.")
        return 130
    except OSError as error:
        from tracker.cli.faults import from_os_error

        return _fail(from_os_error(error))
    except Exception as error:
        if os.environ.get("TRACKER_DEBUG"):
            import traceback

            _tell(*traceback.format_exc().splitlines())
        return _fail(TrackerError(
            f"This is a fault of the tracker itself: {type(error).__name__}: {error}",
            todo="Run it again with TRACKER_DEBUG=1 and report what it prints.",
        ))


def _refuse_addresses(args: list[str]) -> None:
    """A server's address where none can stand is refused before anything repeats it: it may hold a password."""
    from tracker import secrets

    for before, word in zip(("", *args), args, strict=False):
        is_log = before in ("--log", "init") or word.startswith("--log=")
        if not is_log and secrets.holds_address(word):
            raise UsageError("The address of a PostgreSQL server stands where none is expected.",
                             saved=NOTHING_SAVED if any(one in WRITES for one in args) else "",
                             todo="It is not repeated here, since it may hold a password. A log is named by "
                             "`tracker --log PATH COMMAND`.")


def _fail(error: TrackerError) -> int:
    ends = (".", "?", "!", "…", ":", ".)")
    happened, *rest = [part if part.endswith(ends) else f"{part}." for part in error.parts()]
    _tell(f"tracker: {happened}", *(f"  {part}" for part in rest))
    return error.code


def _tell(*lines: str) -> None:
    """Lines on standard error, each through the terminal's gate: what is in a line cannot begin another.

    Where they cannot be written either, the exit code still says what happened.
    """
    from tracker import gates

    with contextlib.suppress(OSError):
        click.echo("\n".join(map(gates.one_line, lines)), err=True)


def _usage(error: click.ClickException) -> int:
    _tell(f"tracker: {' '.join(error.format_message().split())}")
    ctx: Any = getattr(error, "ctx", None)
    if getattr(error, "option_name", None) == "--log":
        _tell("  --log stands before the command: `tracker --log PATH COMMAND`.")
    if ctx is not None and any(part in WRITES for part in ctx.command_path.split()):
        _tell(f"  {NOTHING_SAVED}")
    if ctx is not None:
        _tell(f"  `{ctx.command_path} --help` shows how it is used, with examples.")
    return error.exit_code


def run() -> None:
    """The console script: the command line, and then the end of the process, at once.

    By now the log is closed and all is written. Taking the interpreter down module by module would do nothing more
    for the user, and takes a sixth of the time of a short command. With TRACKER_DEBUG it ends in the usual way,
    for profilers and the like that still have something to do.
    """
    _fill_streams()
    code = main()
    # What a failed write left behind is not tried again: the error has said that it could not be told.
    for stream in (sys.stderr,) if code == StorageFailed.code else (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # gone, and told of already
            stream.flush()
    if os.environ.get("TRACKER_DEBUG"):
        sys.exit(code)
    os._exit(code)


def _fill_streams() -> None:
    """Put a stream that refuses in the place of each standard stream that is closed.

    Else the next file opened would get its number, the log perhaps, and words meant for people would be written there.
    """
    for name, mode, flags in (("stdin", "r", os.O_WRONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, flags)  # the lowest that is free: the one that was closed
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", errors="backslashreplace"))


assert all(code in EXIT_CODES for code in (0, 1, 2))
