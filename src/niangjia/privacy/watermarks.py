"""Watermarks of what leaves the program: a line for the eye, and a mark that names the export to us alone.

The mark is 60 bits: the serial of an export (28 bits) and a keyed tag (32 bits). Nobody without the keys of this
installation can make one, and no chance pattern passes for one. It says nothing of any person.

It is carried three ways, each read without the others: in the shades of the cells and in the widths of empty columns of
a workbook (`cell_marks`), and in pale dots on every page of a sheet (`page_marks`). What each survives, and what none
does, stands in docs/exports.md.
"""

from dataclasses import dataclass

from niangjia.privacy.tags import tag

SERIAL_BITS = 28
TAG_BITS = 32
MARK_BITS = SERIAL_BITS + TAG_BITS
LABEL = "privacy.watermark"


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a file carries: the line people read, and the serial its invisible mark stands for."""

    line: str
    serial: int


def mark_of(serial: int) -> int:
    """The mark of a serial. Raises ValueError for one that does not fit."""
    if not 0 <= serial < 1 << SERIAL_BITS:
        raise ValueError(f"{serial} is no serial of {SERIAL_BITS} bits")
    return serial << TAG_BITS | _tag(serial)


def serial_of(mark: int) -> int | None:
    """The serial of a mark that this installation made; None for any other number."""
    serial, tag = mark >> TAG_BITS, mark & ((1 << TAG_BITS) - 1)
    return serial if 0 <= serial < 1 << SERIAL_BITS and tag == _tag(serial) else None


def bits_of(mark: int) -> list[int]:
    """The bits of a mark, the first one first."""
    return [mark >> place & 1 for place in reversed(range(MARK_BITS))]


def from_bits(bits: list[int]) -> int:
    """The mark of its bits."""
    return sum(bit << place for place, bit in zip(reversed(range(MARK_BITS)), bits, strict=True))


def _tag(serial: int) -> int:
    return int(tag(LABEL, str(serial))[: TAG_BITS // 4], 16)
