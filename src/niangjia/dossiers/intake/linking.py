"""Which member row belongs to which head, and who stands in the file twice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from niangjia.dossiers.intake.faults import Notes
from niangjia.dossiers.intake.layout import Section
from niangjia.dossiers.intake.numbers import identity_text
from niangjia.dossiers.intake.reading import Cell
from niangjia.dossiers.intake.rows import ReadRow, open_row

LOST = 1000
"""A number cell keeps 15 significant digits: the 18 of an identity number come back less than this far away."""


@dataclass(frozen=True, slots=True)
class Link:
    """A member row and the head it belongs to, if one was found; `is_ambiguous`: several could be meant."""

    section: Section
    row: int
    head: ReadRow | None
    is_ambiguous: bool = False


@dataclass(slots=True)
class Heads:
    """The heads of a file, found by the identity number as it is written, right or wrong."""

    rows: list[ReadRow]
    _by_text: dict[str, list[ReadRow]] = field(default_factory=lambda: defaultdict(list))
    _by_size: dict[int, list[tuple[int, ReadRow]]] = field(default_factory=lambda: defaultdict(list))
    _unsound: list[tuple[str, ReadRow]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for head in self.rows:
            text = head.written_identity()
            if text:
                self._by_text[text].append(head)
                if head.identity() is None:
                    self._unsound.append((text, head))
            value = _value(head.cell("identity_number"), text)
            if value is not None:
                self._by_size[value // LOST].append((value, head))

    def with_number(self, text: str) -> list[ReadRow]:
        """Heads whose number is written like this; for none, the head whose faulty number must be meant."""
        if same := self._by_text.get(text):
            return same
        numeric = [head for head in self._near(_value("", text)) if not head.written_identity()]
        return numeric or [head for other, head in self._unsound if _is_slip(text, other)]

    def near_number(self, value: int) -> list[ReadRow]:
        """Heads whose number could be the one that a number cell has lost the end of."""
        return self._near(value)

    def _near(self, value: int | None) -> list[ReadRow]:
        if value is None:
            return []
        keys = range(value // LOST - 1, value // LOST + 2)
        return [head for key in keys for other, head in self._by_size.get(key, ()) if abs(other - value) < LOST]


def _value(cell: Cell, text: str) -> int | None:
    """The size of a number: of a number cell as it is, of a written one its first 17 digits with 0 behind."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if abs(cell) < 10**19 else None
    return int(text[:17]) * 10 if len(text) == 18 and text.isascii() and text[:17].isdigit() else None


def _is_slip(one: str, other: str) -> bool:
    """Whether one character was changed, left out or put in, or two neighbours were exchanged."""
    if len(one) < len(other):
        one, other = other, one
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) == len(other):
        first, second = [*differing, 0, 0][:2]
        swapped = second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(differing) == 1 or (len(differing) == 2 and swapped)
    at = differing[0] if differing else len(other)
    return len(one) - len(other) == 1 and one[at + 1 :] == other[at:]


def link_members(heads: Heads, sections: Iterable[Section]) -> list[Link]:
    """Every member row with its head, in the order of the file.

    A number that several heads have belongs to the first, unless the sizes they state share out the rows exactly.
    """
    links: list[Link] = []
    shared: dict[int, tuple[list[ReadRow], list[int]]] = {}
    for section in sections:
        for row in section.rows:
            candidates, is_exact = _candidates(heads, section, row)
            if is_exact and len(candidates) > 1:
                shared.setdefault(id(candidates), (candidates, []))[1].append(len(links))
            head = candidates[0] if len(candidates) == 1 or (is_exact and candidates) else None
            links.append(Link(section, row, head, is_ambiguous=head is None and bool(candidates)))
    for candidates, places in shared.values():
        _share_out(links, candidates, places)
    return links


def _candidates(heads: Heads, section: Section, row: int) -> tuple[list[ReadRow], bool]:
    """Heads that a member row can belong to, and whether the number is written as theirs is."""
    cell = open_row(section, row).cell("head_identity_number")
    notes: Notes = []
    text = identity_text(cell, notes)
    if text:
        found = heads.with_number(text)
        return found, bool(found) and found[0].written_identity() == text
    value = _value(cell, "")
    return (heads.near_number(value) if value is not None else []), False


def _share_out(links: list[Link], heads: list[ReadRow], places: list[int]) -> None:
    sizes = [head.values.get("size") for head in heads]
    wanted = [size - 1 for size in sizes if size is not None]
    if len(wanted) < len(heads) or sum(wanted) != len(places):
        return
    owners = [head for head, count in zip(heads, wanted, strict=True) for _each in range(count)]
    for place, owner in zip(places, owners, strict=True):
        links[place] = Link(links[place].section, links[place].row, owner)


def report_duplicates(rows: Iterable[tuple[ReadRow, ReadRow | None]]) -> dict[int, ReadRow]:
    """Report everyone who stood in the file before. `rows` are (row, its head or None), heads first.

    Answers the earlier row for each repeated one, by `id`.
    """
    first: dict[str, tuple[ReadRow, ReadRow | None]] = {}
    repeated: dict[int, ReadRow] = {}
    for row, head in rows:
        identity = row.identity()
        if identity is None:
            continue
        earlier, earlier_head = first.setdefault(identity.number, (row, head))
        if earlier is not row:
            repeated[id(row)] = earlier
            text = "duplicate-person/same-household" if head is not None and head is earlier_head else ""
            place = {"sheet": earlier.sheet, "row": earlier.row + 1}
            row.report("identity_number", "duplicate-person", place, text=text)
    return repeated
