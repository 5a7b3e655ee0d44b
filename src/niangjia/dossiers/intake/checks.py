"""From a workbook to households, each of them whole, accepted or refused, with everything that was found."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from niangjia.dossiers.intake.findings import Finding, HouseholdNumber
from niangjia.dossiers.intake.layout import Section
from niangjia.dossiers.intake.linking import Heads, Link, link_members, report_duplicates
from niangjia.dossiers.intake.reading import Book
from niangjia.dossiers.intake.rows import HeadRow, MemberRow, ReadRow, open_row, read_columns, typed
from niangjia.dossiers.intake.tables import main_and_members, no_members
from niangjia.dossiers.intake.texts import as_text, shown
from niangjia.kernel import clock
from niangjia.people import codes
from niangjia.privacy.masking import mask_identity

Progress = Callable[[int, int], None]
PROGRESS_EVERY = 200
FINGERPRINT_VERSION = 1
"""Goes into every fingerprint: to be raised when the columns change, so that a file is then read as changed."""
HEAD_NUMBER = frozenset({"head_identity_number"})


@dataclass(frozen=True, slots=True)
class CheckedHousehold:
    """A household of the file. `number` is its 序号, `row` the row of its head as the spreadsheet numbers it.

    Every required value of an accepted household is there; of a refused one any value may be None or "".
    `fingerprint` changes when anything that is read of the household changes, not with its place in the file.
    """

    number: HouseholdNumber
    name: str
    sheet: str
    row: int
    head: HeadRow
    members: tuple[MemberRow, ...]
    findings: tuple[Finding, ...]
    places: dict[str, tuple[str, int, str]]

    @property
    def is_refused(self) -> bool:
        """Whether something keeps it out; notes do not."""
        return any(not finding.accepted for finding in self.findings)

    @property
    def region(self) -> str | None:
        """Division code of the household register."""
        return self.head.region

    @property
    def fingerprint(self) -> str:
        """sha256 of all that is read of it, as hex; the order of the member rows does not count."""
        members = sorted(repr(_values(member)) for member in self.members)
        return sha256(repr((FINGERPRINT_VERSION, _values(self.head), members)).encode()).hexdigest()

    def finding_about(self, identity_number: str, code: str, message: str | Promise) -> Finding:
        """A refusal that concerns a person of this household, found outside this package, at that person's row."""
        sheet, row, column = self.places.get(identity_number, self.places[""])
        found = mask_identity(identity_number)
        return Finding(sheet, row, self.number, self.name, column, code, found, message)


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """All households, and all findings in the order of the file, those of member rows without a household included.

    `ignored_columns` are (sheet, header) of columns that were not read because they are none of ours.
    """

    households: list[CheckedHousehold]
    findings: list[Finding]
    ignored_columns: list[tuple[str, str]]


def _values(row: HeadRow | MemberRow) -> tuple[object, ...]:
    return tuple(getattr(row, each.name) for each in fields(row))


def check_workbook(book: Book, progress: Progress | None = None) -> CheckedWorkbook:
    """Check every household of a workbook. `progress` is called with rows read and rows in all.

    Raises UnreadableWorkbook when the file as a whole cannot be taken.
    """
    mains, member_sections = main_and_members(book)
    count = _counter(progress, sum(len(section.rows) for section in (*mains, *member_sections)))
    heads = [_read_head(section, row, count) for section in mains for row in section.rows]
    if not member_sections and any((head.values.get("size") or 1) > 1 for head in heads):
        raise no_members(book)
    links = link_members(Heads(heads), member_sections)
    members = [(_read_member(link, count), link.head) for link in links]
    repeated = report_duplicates([*((head, head) for head in heads), *members])
    by_head: dict[int, list[ReadRow]] = {id(head): [] for head in heads}
    for member, owner in members:
        if owner is not None:
            by_head[id(owner)].append(member)
    households = [_household(head, by_head[id(head)], repeated) for head in heads]
    for member, owner in members:
        if owner is None:
            _settle(member, is_repeated=id(member) in repeated)
    order = {sheet.name: index for index, sheet in enumerate(book.sheets)}
    rows = sorted((*heads, *(member for member, _owner in members)), key=lambda each: (order[each.sheet], each.row))
    tables = (*mains, *member_sections)
    ignored = [(table.sheet.name, header) for table in tables for header in table.unknown_headers()]
    return CheckedWorkbook(households, [finding for row in rows for finding in row.findings], ignored)


def sample_names(book: Book, most: int = 3) -> list[str]:
    """Names of the first heads, to see whether the characters came through. Raises UnreadableWorkbook."""
    mains, _members = main_and_members(book)
    cells = (open_row(section, row).cell("name") for section in mains for row in section.rows)
    return [name for cell in cells if (name := shown(as_text(cell)))][:most]


def _counter(progress: Progress | None, total: int) -> Callable[[], None]:
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if progress and (done % PROGRESS_EVERY == 0 or done == total):
            progress(done, total)

    return count


def _read_head(section: Section, row: int, count: Callable[[], None]) -> ReadRow:
    read = open_row(section, row)
    read_columns(read)
    count()
    return read


def _read_member(link: Link, count: Callable[[], None]) -> ReadRow:
    """Read a member row. A head's number that leads nowhere, or to a head with a wrong number, is one fault only."""
    read = open_row(link.section, link.row, link.head)
    written = read.written_identity("head_identity_number")
    if link.head is not None and written and written == link.head.written_identity():
        read.values["head_identity_number"] = link.head.identity()
        is_plain = link.head.identity() is None or read.cell("head_identity_number") == written
        read_columns(read, but=HEAD_NUMBER if is_plain else frozenset())
    elif link.head is None and written:
        read_columns(read, but=HEAD_NUMBER)
        text = "household-not-found/ambiguous" if link.is_ambiguous else ""
        read.report("head_identity_number", "household-not-found", text=text)
    else:
        read_columns(read)
    count()
    return read


def _household(head: ReadRow, members: list[ReadRow], repeated: dict[int, ReadRow]) -> CheckedHousehold:
    if id(head) not in repeated:
        _check_size(head, members, repeated)
    head_row = HeadRow(**_settle(head, is_repeated=id(head) in repeated))
    member_rows = tuple(MemberRow(**_settle(member, is_repeated=id(member) in repeated)) for member in members)
    rows = (head, *members)
    places = {_number(row): (row.sheet, row.row + 1, row.header("identity_number")) for row in reversed(rows)}
    places[""] = (head.sheet, head.row + 1, head.header("identity_number"))
    return CheckedHousehold(
        number=head.number,
        name=head.household_name,
        sheet=head.sheet,
        row=head.row + 1,
        head=head_row,
        members=member_rows,
        findings=tuple(finding for row in rows for finding in row.findings),
        places=places,
    )


def _number(row: ReadRow) -> str:
    identity = row.identity()
    return identity.number if identity else ""


def _check_size(head: ReadRow, members: list[ReadRow], repeated: dict[int, ReadRow]) -> None:
    """Head and member rows make the stated size; a row that repeats one of the same household may count or not."""
    stated = head.values.get("size")
    if stated is None:
        return
    household = {id(row) for row in (head, *members)}
    again = sum(id(member) in repeated and id(repeated[id(member)]) in household for member in members)
    counted = 1 + len(members)
    if stated not in {counted, counted - again}:
        head.report("size", "household-size-mismatch", {"stated": stated, "counted": counted})


def _settle(row: ReadRow, *, is_repeated: bool) -> dict[str, Any]:
    """Compare birth date and sex with the identity number, which decides, and answer the typed values of the row.

    When the number itself is in doubt (faulty, or someone else's), a difference says nothing and is not reported.
    """
    identity = row.identity()
    born: tuple[date, bool] | None = row.values.pop("born_on", None)
    sex: str = row.values.pop("sex", None) or ""
    if identity is None or is_repeated:
        if born and born[0] > clock.today():
            row.report("born_on", "out-of-range", text="out-of-range/future")
        return typed(row, born[0] if born else None, sex)
    if born and not _same_birth(row, born, identity.born_on):
        days = {"number": identity.born_on.isoformat(), "value": born[0].isoformat()}
        row.report("born_on", "birth-date-mismatch", days)
    own = "female" if identity.is_female else "male"
    if sex and sex != own:
        row.report("sex", "sex-mismatch", {"number": codes.SEXES.label(own)})
    return typed(row, identity.born_on, own)


def _same_birth(row: ReadRow, born: tuple[date, bool], by_number: date) -> bool:
    """A cell that gives the month only (or a column of months, where the day is the 1st) is compared by month."""
    day, is_whole = born
    if not is_whole or (day.day == 1 and row.header("born_on") == "出生年月"):
        return (day.year, day.month) == (by_number.year, by_number.month)
    return day == by_number
