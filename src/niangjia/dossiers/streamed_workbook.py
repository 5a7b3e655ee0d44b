"""An .xlsx written row by row: the memory it takes is that of the finished file, and nothing lies unsealed on a disk.

Libraries that write as little into memory keep the rows in plain files meanwhile; these rows are people's. Every text
is an inline string, so that none is ever a formula or a link.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

KINDS = ("text", "yuan", "count", "day")
_FORMATS = {"text": 49, "yuan": 4, "count": 1, "day": 164}
"""Numbers of formats that every spreadsheet program knows; 164 is our own, yyyy-mm-dd."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it the programs do not agree about the number of a day: such a day is a text."""
_ZERO = date(1899, 12, 30)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""_x0041_ is how a spreadsheet writes a character by its number."""
_CHUNK = 1 << 16

Value = str | int | date | None
"""Amounts are whole fen, counts whole numbers; nothing is left empty."""


@dataclass(slots=True)
class Sheet:
    """One sheet: what stands above its rows, and its rows, packed as they come. `marked`: column widths in pixels."""

    name: str
    title: str
    heads: Sequence[str]
    kinds: Sequence[str]
    widths: Sequence[int]
    marked: Mapping[int, int] = field(default_factory=dict)
    rows: int = 2
    _packer: Any = field(default_factory=lambda: zlib.compressobj(6), repr=False)
    _packed: BytesIO = field(default_factory=BytesIO, repr=False)

    def write(self, values: Sequence[Value], looks: Sequence[int]) -> None:
        """Add a row; `looks` are the places of the colours of its texts in the palette of the workbook."""
        self.rows += 1
        cells = (
            _cell(_name(place, self.rows), kind, value, _style(kind, look))
            for place, (kind, value, look) in enumerate(zip(self.kinds, values, looks, strict=True))
        )
        self._pack(f'<row r="{self.rows}">{"".join(cells)}</row>')

    def _pack(self, text: str) -> None:
        self._packed.write(self._packer.compress(text.encode()))

    def parts(self, header: str) -> Iterator[bytes]:
        """The XML of the sheet, piece by piece. Once."""
        self._packed.write(self._packer.flush())
        self._packed.seek(0)
        yield self._beginning().encode()
        opener = zlib.decompressobj()
        while chunk := self._packed.read(_CHUNK):
            yield opener.decompress(chunk)
        yield opener.flush()
        line = escape(header.replace("&", "&&"))
        yield (
            f"</sheetData><pageMargins left='0.4' right='0.4' top='0.7' bottom='0.7' header='0.3' footer='0.3'/>"
            f"<pageSetup paperSize='9' orientation='landscape'/>"
            f"<headerFooter><oddHeader>&amp;C{line}</oddHeader>"
            f"<oddFooter>&amp;L{line}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
        ).encode()

    def _beginning(self) -> str:
        widths = {place: float(width) for place, width in enumerate(self.widths)}
        widths |= {place: (pixels - 5) / 7 for place, pixels in self.marked.items()}
        columns = "".join(
            f'<col min="{place + 1}" max="{place + 1}" width="{width:.4f}" customWidth="1"/>'
            for place, width in sorted(widths.items())
        )
        heads = "".join(_cell(_name(place, 2), "text", text, _BOLD) for place, text in enumerate(self.heads))
        return (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="2" '
            f'topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{columns}</cols>'
            f'<sheetData><row r="1">{_cell("A1", "text", self.title, _PALE)}</row><row r="2">{heads}</row>'
        )


_PALE, _BOLD, _FIRST_LOOK = 1, 2, 3


def workbook(sheets: Iterable[Sheet], palette: Sequence[str], *, title: str, told: str) -> bytes:
    """The file. `palette` are the colours (#rrggbb) of texts; `told` stands in header, footer and properties."""
    sheets = list(sheets)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _types(len(sheets)))
        book.writestr("_rels/.rels", _rels((("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml"))))
        book.writestr("docProps/core.xml", _properties(title, told))
        book.writestr("xl/workbook.xml", _book([each.name for each in sheets]))
        named = [("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)]
        book.writestr("xl/_rels/workbook.xml.rels", _rels((*named, ("styles", "styles.xml"))))
        book.writestr("xl/styles.xml", _styles(palette))
        for place, sheet in enumerate(sheets, start=1):
            with book.open(f"xl/worksheets/sheet{place}.xml", "w", force_zip64=True) as entry:
                for part in sheet.parts(told[:200]):
                    entry.write(part)
    return made.getvalue()


def _cell(name: str, kind: str, value: Value, style: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date) and value >= _FIRST_DAY:
        return f'<c r="{name}" s="{style}"><v>{(value - _ZERO).days}</v></c>'
    if isinstance(value, int):
        sign, fen = "-" if value < 0 else "", abs(value)
        told = f"{sign}{fen // 100}.{fen % 100:02d}" if kind == "yuan" else str(value)
        return f'<c r="{name}" s="{style}"><v>{told}</v></c>'
    text = str(value)
    kept = "" if text == " ".join(text.split()) else ' xml:space="preserve"'
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t{kept}>{_text(text)}</t></is></c>'


def _text(text: str) -> str:
    return escape(_LIKE_AN_ESCAPE.sub("_x005F_", _UNREADABLE.sub("", text)))


def _name(place: int, row: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _style(kind: str, look: int) -> int:
    return _FIRST_LOOK + look * len(KINDS) + KINDS.index(kind)


def _styles(palette: Sequence[str]) -> str:
    colours = "".join(f'<font><sz val="11"/><color rgb="FF{each[1:].upper()}"/></font>' for each in palette)
    looks = "".join(
        f'<xf numFmtId="{_FORMATS[kind]}" fontId="{place + 3}" fillId="0" borderId="0" xfId="0" applyFont="1" '
        f'applyNumberFormat="1"/>'
        for place in range(len(palette))
        for kind in KINDS
    )
    plain = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/>'
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        f'</numFmts><fonts count="{len(palette) + 3}"><font><sz val="11"/></font><font><sz val="11"/>'
        f'<color rgb="FF8A5A00"/></font><font><b/><sz val="11"/></font>{colours}</fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{_FIRST_LOOK + len(palette) * len(KINDS)}">{plain.format(0, 0)}{plain.format(49, 1)}'
        f"{plain.format(49, 2)}{looks}</cellXfs><cellStyles count='1'><cellStyle name='Normal' xfId='0' builtinId='0'/>"
        "</cellStyles></styleSheet>"
    )


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>' for place, name in enumerate(names, 1)
    )
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>{sheets}</sheets></workbook>'


def _rels(targets: Sequence[tuple[str, str]]) -> str:
    kinds = {"core": f"{_PACKAGE}/relationships/metadata/core-properties"}
    told = "".join(
        f'<Relationship Id="rId{place}" Type="{kinds.get(kind, f"{_OFFICE}/relationships/{kind}")}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _types(sheets: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    told = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{base}.worksheet+xml"/>'
        for place in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{base}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{base}.styles+xml"/><Override PartName="/docProps/core.xml" '
        f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{told}</Types>'
    )


def _properties(title: str, told: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_text(title)}</dc:title>'
        f"<dc:description>{_text(told)}</dc:description></cp:coreProperties>"
    )
