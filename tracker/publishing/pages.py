"""Pages from templates: every value is escaped, and each page says in its own head what it may load and run.

The rule kept here: text passes the gate of HTML on its way into a page, whatever template it stands in; styles and
scripts are our own, stand in the page, and are named by their digest in its Content-Security-Policy, so nothing else
runs, on no host and from no folder. (`'self'` would trust whatever else lies on a shared host, and means nothing to
some browsers in a folder.)
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import gates
from tracker.publishing import addresses
from tracker.publishing.wording import date_words, every_words, kind_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent
STYLE = "site.css"
THEME = ("theme.js",)
BOARD_SCRIPT = ("days.js", "rectangles.js", "standpoint.js", "drawing.js", "board.js", "start.js")
SUBJECT_SCRIPT = ("days.js", "rectangles.js", "standpoint.js", "drawing.js", "subject.js", "start.js")

_COMMENT_LINE = re.compile(r"(?m)^\s*//.*\n|^\s+(?=\S)|^\n")


@cache
def script(names: tuple[str, ...]) -> str:
    """Our scripts as one, without the lines that are comments, in a scope of its own."""
    texts = [_COMMENT_LINE.sub("", (HERE / "assets" / name).read_text("utf-8")) for name in names]
    return f'(() => {{\n"use strict";\n{"".join(texts)}}})();\n'


@cache
def style() -> str:
    """Our style sheet, without its comments."""
    text = (HERE / "assets" / STYLE).read_text("utf-8")
    return re.sub(r"(?m)^\s+|\n(?=\n)", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip() + "\n"


@cache
def picture_style() -> str:
    """The style sheet of inline pictures, with the colours that a reader's own choice of light or dark sets."""
    from tracker.pictures import stylesheet
    from tracker.pictures.theme import THEMES

    colours = {name: "".join(f"--t-{key}:{told};" for key, told in theme.items()) for name, theme in THEMES.items()}
    chosen = "".join(f":root[data-theme={name}] .tracker-picture{{{told}}}" for name, told in colours.items())
    ground = ".tracker-picture{--t-paper:var(--paper)}"
    return f"{stylesheet()}{chosen}{ground}\n"


@lru_cache(maxsize=16)
def digest(text: str) -> str:
    """A text as a Content-Security-Policy names it (CSP 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """What a page may load and run: the styles and scripts given, which stand in it, and nothing else at all."""
    told = [("style-src", list(dict.fromkeys(map(digest, styles)))),
            ("script-src", list(dict.fromkeys(map(digest, scripts))))]
    return "; ".join([
        "default-src 'none'", *(f"{name} {' '.join(allowed)}" for name, allowed in told if allowed),
        "img-src data:", "base-uri 'none'", "form-action 'none'",
    ])


@cache
def environment() -> Environment:
    """The templates, with escaping on, and no value missing unnoticed."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_gated, auto_reload=False,
    )
    made.filters.update(date=_date, every=_every, kind=kind_of, spaced=lambda text: text.replace("_", " "))
    return made


def _gated(value: Any) -> Any:
    """A value on its way into a page: text from outside without what hides or turns it round."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return _passed(value)
    return value


_passed = lru_cache(maxsize=65_536)(gates.html)  # names and words come again on many pages


def _date(text: str | None) -> str:
    return date_words(text) if text else ""


def _every(text: str | None) -> str:
    return every_words(text) if text else ""


def markup(text: str) -> Markup:
    """A text that is markup of our own making."""
    from markupsafe import Markup

    return Markup(text)  # our own templates, styles, scripts and pictures; no text from outside comes here


def data_text(value: Any) -> str:
    """JSON for an element of a page: no sign that could end the element or begin another, ASCII throughout."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def page(
    template: str, address: str, site: Mapping[str, Any], title: str, description: str, *,
    data: Any = None, scripts: tuple[str, ...] = (), with_pictures: bool = False,
    alternates: Iterable[tuple[str, str, str]] = (), **values: Any,
) -> bytes:
    """A page. `data` is shipped with it for its `scripts`; `with_pictures`: inline SVG stands in it."""
    theme = script(THEME)
    own = script(scripts) if scripts else ""
    own_style = style() + picture_style() if with_pictures else style()
    text = environment().get_template(template).render(
        address=address, root=addresses.root_from(address), site=site, title=title, description=description,
        policy=markup(policy([own_style], [theme, own] if own else [theme])),  # quotes of its own stand as they are
        style=markup(own_style), theme=markup(theme), script=markup(own),
        data=markup(data_text(data)) if data is not None else None, alternates=list(alternates), **values,
    )
    return text.encode()
