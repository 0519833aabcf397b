"""One HTML page with a picture in it, that needs nothing else.

The rule kept here: the page allows itself its own stylesheet and nothing more (Content-Security-Policy, level 3, by
hash), every text passes the `xml` gate, and what the picture shows stands below it in words.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from tracker.gates import xml
from tracker.pictures.theme import DARK, FONT, LIGHT, stylesheet

_STYLE = (
    "{pictures}body{{margin:1rem auto;padding:0 1rem;max-width:{width}px;font:14px/1.5 {font};"
    "background:{paper};color:{ink}}}.picture{{overflow-x:auto}}svg{{display:block;height:auto}}"
    "summary{{cursor:pointer;padding:.5rem 0}}li{{margin:.25rem 0;overflow-wrap:anywhere}}"
    "@media (prefers-color-scheme:dark){{body{{background:{dark_paper};color:{dark_ink}}}}}"
)


def page(title: str, svg: str, told: Iterable[str], width: int) -> str:
    """A page with an inline picture, `width` pixels wide, and what it shows in words, a sentence or more for each
    subject."""
    style = _STYLE.format(pictures=stylesheet(), width=width, font=FONT, paper=LIGHT["paper"], ink=LIGHT["ink"],
                          dark_paper=DARK["paper"], dark_ink=DARK["ink"])
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    listed = "".join(f"<li>{xml(sentence)}</li>\n" for sentence in told)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{xml(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="picture" tabindex="0" role="region" aria-label="{xml(title)}">\n{svg}</div>\n'
        f"<details>\n<summary>In words</summary>\n<ul>\n{listed}</ul>\n</details>\n</main>\n</body>\n</html>\n"
    )
