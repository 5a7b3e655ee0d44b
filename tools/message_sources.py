"""Where the product's messages stand: Python sources and templates, read without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract_from_file
from django.utils.translation.template import templatize

from tools.launcher.state import ROOT

SOURCES = ROOT / "src/niangjia"
NOT_SHOWN = {"tests", "migrations"}
_NAMES = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
KEYWORDS = {"_": None, "gettext_noop": None, **_NAMES, **{f"{name}_lazy": spec for name, spec in _NAMES.items()}}

_LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_CALL = re.compile(rf"\b(_|n?p?gettext)\((\s*{_LITERAL}(?:\s*,\s*{_LITERAL})*\s*)(?:,\s*count\s*)?\)")
_EXPRESSION = re.compile(r"(?<=\s):([\w.-]+)=\"([^\"]*\b_\([^\"]*)\"|(?<=\s):([\w.-]+)='([^']*\b_\([^']*)'")

Id = str | tuple[str, str]


class Found(NamedTuple):
    """One message at one place; `id` is a pair where it has a plural."""

    file: str
    id: Id
    context: str | None


def find_all() -> Iterator[Found]:
    """Every message of the product, in the order of the files."""
    for file in sorted(SOURCES.rglob("*")):
        place = file.relative_to(ROOT)
        if NOT_SHOWN.intersection(place.parts):
            continue
        if file.suffix == ".py":
            yield from _in_python(file, place.as_posix())
        elif file.suffix in {".html", ".txt"} and "templates" in place.parts:
            yield from in_template(file.read_text(encoding="utf-8"), place.as_posix())


def _in_python(file: Path, place: str) -> Iterator[Found]:
    for _line, message, _comments, context in extract_from_file("python", file, keywords=KEYWORDS):
        yield Found(place, message if isinstance(message, str) else (message[0], message[1]), context)


def in_template(text: str, place: str) -> Iterator[Found]:
    """The messages of a template: translate and blocktranslate tags, `_("...")`, and cotton's `:name="_('...')"`."""
    plain = _EXPRESSION.sub(lambda found: f"{{{{ {found[2] or found[4]} }}}}", text)
    for call in _CALL.finditer(templatize(plain, place)):
        words = [*ast.literal_eval(f"({call[2].strip()},)")]
        context = words.pop(0) if call[1] in {"pgettext", "npgettext"} else None
        yield Found(place, words[0] if len(words) == 1 else (words[0], words[1]), context)
