"""Text made to be scanned again and again is scanned once, and what is scanned for is found however it is written."""

import subprocess
import sys

import pytest

from niangjia.dossiers.intake.archive import _broken_cells

SECONDS = 60  # a megabyte takes a fraction of one; scanned again from every tag it would take many minutes
SCAN = """
import sys
from niangjia.dossiers.intake import archive
xml = sys.stdin.buffer.read()
archive._broken_cells("s", xml)
archive._sheets({"xl/workbook.xml": xml, "xl/_rels/workbook.xml.rels": xml})
"""
MEGABYTE = 1_000_000


def repeated(text: bytes, *, first: bytes = b"") -> bytes:
    return first + text * (MEGABYTE // len(text))


HOSTILE = {
    "errors that are not closed": repeated(b'<c r="A1" t="e">', first=b"<worksheet>"),
    "tags that are not closed": repeated(b"<c ", first=b"<f "),
    "tags that are not closed, of errors": repeated(b"<c ", first=b'"e"'),
    "errors that are not closed, in one place": repeated(b'<c r="A1" t="e"', first=b"<f>"),
    "formulas that are not closed": repeated(b'<c r="A1"><f'),
    "formulas without their tag's end": repeated(b"<f ", first=b'<c r="A1">'),
    "blanks in a cell": repeated(b" ", first=b'<f><c r="A1"><f>'),
    "blanks behind a formula": repeated(b" ", first=b'<c r="A1"><f></f>'),
    "blanks in a tag": repeated(b" ", first=b'<f><c r="A1"'),
    "blanks before a sign": repeated(b"r   ", first=b"<f><c "),
    "quotes": repeated(b"\"'", first=b"<f><c "),
    "quotes that are not closed": repeated(b'<c r="', first=b"<f>"),
    "a long name": repeated(b"a", first=b"<f><"),
    "far cells": repeated(b'<c r="XFD1048576"/>'),
    "far cells that are not closed": repeated(b'<c r="XFD1048576" ', first=b'<c r="A1"/>'),
    "values": repeated(b"<v>", first=b'<c r="A1" t="e">'),
    "sheets that are not closed": repeated(b"<sheet "),
    "relations that are not closed": repeated(b"<Relationship "),
    "an attribute with a long name": repeated(b"a", first=b"<sheet ") + b">",
    "attributes without a value": repeated(b"a= ", first=b"<sheet ") + b">",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_scanned_in_time(name: str) -> None:
    subprocess.run([sys.executable, "-c", SCAN], input=HOSTILE[name], timeout=SECONDS, check=True)


def test_a_header_that_is_all_brackets_is_no_header() -> None:
    script = "import sys; from niangjia.dossiers.intake.layout import header_key; header_key(sys.stdin.read())"
    subprocess.run([sys.executable, "-c", script], input=repeated(b"(x)"), timeout=SECONDS, check=True)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (b'<c r="B3" t="e"><v>#REF!</v></c>', {(2, 1): "#REF!"}),
        (b"<c t='e' s = '1' r = 'B3'><f>1/0</f><v>#DIV/0!</v></c>", {(2, 1): "#DIV/0!"}),
        (b'<x:c r="B3" t="e"><x:v> </x:v></x:c>', {(2, 1): "#"}),
        (b'<c r="B3" x=">" t="e"><v>#N/A</v></c>', {(2, 1): "#N/A"}),
        (b'<c r="B3"><f>1+1</f></c>', {(2, 1): "="}),
        (b'<c r="B3"> <f t="shared" ref="B3:B9" si="0"/> <v/> </c>', {(2, 1): "="}),
        (b'<x:c r="B3"><x:f>A1&gt;2</x:f><x:v></x:v></x:c>', {(2, 1): "="}),
        (b'<c r="B3" t="str"><f>""</f><v></v></c>', {}),
        (b'<c r="B3"><f>1+1</f><v>2</v></c>', {}),
        (b'<c r="B3" t="e"/><c r="C3"><v>"e"</v></c>', {}),
        (b'<cols r="B3" t="e"><v>#REF!</v></cols>', {}),
        (b'<c r="B0" t="e"><v>#REF!</v></c>', {}),
        (b'<c r="AAAAAAAAAAAA1" t="e"><v>#REF!</v></c>', {}),
        (b'<c t="e"><v>#REF!</v></c>', {}),
    ],
)
def test_errors_and_formulas_without_a_value_are_found(cell: bytes, found: dict[tuple[int, int], str]) -> None:
    around = b'<row r="3"><c r="A3" t="s"><v>0</v></c>%s<c r="D3"/><c r="E3"><v>1</v></c></row>'
    assert _broken_cells("s", around % cell) == found
