"""Printed sheets: a typst template and data become a PDF (A4, tagged, PDF/A-2a and PDF/UA-1) in the product's own font.

Data reach the template as JSON, never as markup: `#read("/etc/passwd")` in a name prints as it stands. A template reads
nothing but itself and the common layout, `layout.typ` beside this file. Needs no database and no settings.

The font would drop a character it lacks without a word, so every text is held against it first; what it lacks prints as
〓, and the sheet says which characters are to be written in by hand.
"""

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from niangjia.kernel.text import Text

LAYOUT = Path(__file__).parent / "layout.typ"
FONTS = Path(__file__).parents[1] / "fonts"
"""Put there by the build (assets.mjs), outside the static files: no browser needs ten megabytes of it."""
REGULAR = FONTS / "NotoSansSC_400Regular.ttf"
STANDARDS = ["a-2a", "ua-1"]
STAND_IN = "〓"
EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" width="1mm" height="1mm"/>'
LONGEST = 200_000
"""Characters of data that one sheet may have: some hundred pages, a few seconds. Typst cannot be stopped half-way."""

_UNBROKEN = re.compile(r"[!-~]{24}(?=[!-~])")
_MAY_BREAK = "\u200b"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""They ask for a variant of the character before, which then prints in its usual form."""


def render(template: Path, data: Mapping[str, Any], *, printed_on: date, under: bytes = b"") -> bytes:
    """The PDF of a template filled with data; the same bytes for the same template, data and day.

    `under` is a picture (SVG) of a whole page, which the template finds as `under.svg` to lay beneath its text.

    The template finds the data in `sys.inputs.data`, among them `missing`: a note on characters that the font lacks, ""
    when it has them all. What the layout asks for stands in layout.typ. Raises ValueError for more than LONGEST
    characters, typst.TypstError for a faulty template.
    """
    text = json.dumps(_cleaned(data), ensure_ascii=False)
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are too many for a sheet: at most {LONGEST}")
    lacking = missing_in(text)
    told = {**json.loads(text.translate(_stand_ins(lacking))), "missing": _note(lacking)}
    midnight = datetime(printed_on.year, printed_on.month, printed_on.day, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="niangjia-sheet-") as nowhere:  # the root: there is nothing in it to read
        made: object = typst.compile(  # type: ignore[call-overload] # its stub leaves out files by name
            {"main.typ": template.read_bytes(), "layout.typ": LAYOUT.read_bytes(), "under.svg": under or EMPTY},
            root=nowhere,
            font_paths=_fonts(),
            package_path=nowhere,
            package_cache_path=nowhere,
            sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=midnight,
        )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} in place of one PDF")
    return made


def picture_of(pdf: bytes, page: int = 1, *, dots_to_the_inch: int = 150) -> bytes:
    """A page of any PDF as a picture (PNG), drawn as it would print. Raises ValueError for what cannot be drawn."""
    shown = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("/sheet.pdf", page: {page})'
    with tempfile.TemporaryDirectory(prefix="niangjia-sheet-") as folder:
        (Path(folder) / "sheet.pdf").write_bytes(pdf)
        try:
            made: object = typst.compile(  # type: ignore[call-overload] # its stub wants root and input alike
                shown.encode(), root=folder, font_paths=_fonts(), format="png", ppi=dots_to_the_inch
            )
        except (typst.TypstError, RuntimeError) as error:
            raise ValueError(f"page {page} of this PDF cannot be drawn") from error
    if not isinstance(made, bytes):
        raise ValueError(f"page {page} of this PDF cannot be drawn")
    return made


def missing_in(text: str) -> list[str]:
    """The characters of a text that the font has no picture of, each once, in the order they come in."""
    covered = _covered()
    return [character for character in dict.fromkeys(text) if ord(character) not in covered]


@cache
def _fonts() -> typst.Fonts:
    """Our font and no other: a sheet looks the same on every machine. Read from disk when first used."""
    _covered()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _covered() -> frozenset[int]:
    """What the font can draw; 0.1 s once in a process. Raises FileNotFoundError with the remedy."""
    if not REGULAR.is_file():
        raise FileNotFoundError(f"the font of printed sheets is not at {REGULAR}: `python3 nj setup` puts it there")
    with TTFont(REGULAR, lazy=True) as font:
        return frozenset((*font.getBestCmap(), ord("\n"), ord(_MAY_BREAK)))


def _cleaned(value: Any) -> Any:
    """The data without what is not for the eye, and with places to break runs of letters wider than a line."""
    if isinstance(value, str):
        seen = (_visible(character) for character in _SELECTORS.sub("", value))
        return _UNBROKEN.sub(lambda run: run[0] + _MAY_BREAK, "".join(seen))
    if isinstance(value, Mapping):
        return {name: _cleaned(each) for name, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list | tuple) else value


def _visible(character: str) -> str:
    """Control characters and strange line ends become spaces; marks of direction and joining go."""
    if character == "\n":
        return character
    category = unicodedata.category(character)
    return " " if category in {"Cc", "Zl", "Zp", "Zs"} else "" if category == "Cf" else character


def _marks(lacking: list[str]) -> list[str]:
    """What prints for each character the font lacks: 〓, numbered when there are several."""
    return [STAND_IN] if len(lacking) == 1 else [f"{STAND_IN}{place}" for place in range(1, len(lacking) + 1)]


def _stand_ins(lacking: list[str]) -> dict[int, str]:
    return {ord(character): mark for character, mark in zip(lacking, _marks(lacking), strict=True)}


def _note(lacking: list[str]) -> str:
    """What to write in by hand, in the reader's language."""
    if not lacking:
        return ""
    codes = [f"{mark} = U+{ord(character):04X}" for character, mark in zip(lacking, _marks(lacking), strict=True)]
    zh, en = "；".join(codes), "; ".join(codes)
    return str(
        Text(
            f"有 {len(lacking)} 个字本机字库里没有，以“{STAND_IN}”代替，请用笔补上（{zh}）。",
            f"The font lacks {len(lacking)} characters, shown as {STAND_IN}; please write them in by hand ({en}).",
        )
    )
