"""One row of a table as typed values. Amounts are whole fen, lists are codes (people.codes), None means not given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.dossiers.intake.cells import read_cell
from niangjia.dossiers.intake.columns import Column, Kind
from niangjia.dossiers.intake.faults import CellFault, Notes
from niangjia.dossiers.intake.findings import Finding, HouseholdNumber, fill
from niangjia.dossiers.intake.layout import Section
from niangjia.dossiers.intake.messages import TEXTS
from niangjia.dossiers.intake.numbers import identity_text
from niangjia.dossiers.intake.reading import BrokenCell, Cell
from niangjia.dossiers.intake.texts import as_text, shown, shown_label
from niangjia.kernel.resident_numbers import ResidentNumber
from niangjia.privacy.masking import MASKS


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """What both tables say of a person. Of an accepted household name, number, birth date and sex are always there."""

    name: str
    identity_number: str
    born_on: date | None
    sex: str
    ethnicity: str | None
    political_status: str | None
    health: str | None
    disability_type: str | None
    disability_grade: int | None
    marital_status: str | None
    hukou: str | None
    phone: str | None
    work_status: str | None
    medical_insurance: str | None
    medical_fen: int | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow(PersonRow):
    """A row of the main table: the head, and what is said of the household."""

    level: str | None
    stated_category: str | None
    model_worker: str | None
    housing: str | None
    floor_area: str | None
    other_contact: str | None
    postcode: str | None
    started_work_on: date | None
    industry: str | None
    address: str | None
    employer: str | None
    employer_kind: str | None
    employer_condition: str | None
    is_single_parent: bool | None
    monthly_wage_fen: int | None
    other_income_fen: int | None
    annual_income_fen: int | None
    size: int | None
    monthly_per_head_fen: int | None
    education_fen: int | None
    rehabilitation_fen: int | None
    event_cost_fen: int | None
    event_compensation_fen: int | None
    region: str | None
    has_self_reliance: bool | None
    is_zero_employment: bool | None
    main_cause: str | None
    secondary_causes: tuple[str, ...] | None
    bank: str | None
    branch: str | None
    card_number: str | None
    homes: int | None
    has_private_car: bool | None
    has_registered_business: bool | None
    applied_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow(PersonRow):
    """A row of the members' table."""

    head_identity_number: str
    relation: str | None
    monthly_income_fen: int | None
    stage: str | None
    entered_school_in: int | None
    school_years: int | None
    school: str | None
    school_kind: str | None
    tuition_fen: int | None


ALWAYS_TEXT = ("name", "identity_number", "sex", "head_identity_number")
"""Fields that are "" rather than None when a refused row does not give them."""

_NAMES = {kind: tuple(each.name for each in fields(kind)) for kind in (HeadRow, MemberRow)}
_MASKED: dict[Kind, str] = {
    "identity": "identity",
    "card": "card",
    "phone": "phone",
    "address": "address",
    "note": "note",
}
_LABELS = frozenset({"code", "codes", "grade", "area", "flag", "region"})
"""Kinds of columns in which labels or codes of lists stand."""


@dataclass(slots=True)
class ReadRow:
    """A row while it is being checked: where it stands, what was read, and what was found."""

    section: Section
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    number: HouseholdNumber = None
    household_name: str = ""

    @property
    def sheet(self) -> str:
        """Name of the sheet it stands on."""
        return self.section.sheet.name

    def cell(self, key: str) -> Cell:
        """What stands in a column of the row, or "" when the table does not have it."""
        at = self.section.at.get(key)
        if at is None:
            return ""
        row = self.section.sheet.rows[self.row]
        cell = row[at] if at < len(row) else ""
        return self.section.sheet.filled.get((self.row, at), "") if cell == "" else cell

    def identity(self, key: str = "identity_number") -> ResidentNumber | None:
        """The sound identity number in a column, if there is one."""
        found: ResidentNumber | None = self.values.get(key)
        return found

    def written_identity(self, key: str = "identity_number") -> str:
        """The identity number in a column in its normal form, right or wrong; "" when it is no text."""
        return identity_text(self.cell(key), [])

    def header(self, key: str) -> str:
        """The header of a column as findings name it."""
        return self.section.header(self.section.table.by_key[key])

    def report(
        self, key: str, code: str, values: Mapping[str, object] | None = None, *, text: str = "", accepted: bool = False
    ) -> None:
        """Add a finding about a column of the row; `text` is the message's key where it is not the code."""
        finding = Finding(
            sheet=self.sheet,
            row=self.row + 1,
            household_no=self.number,
            household_name=self.household_name,
            column=self.header(key),
            code=code,
            found=found_in(self.cell(key), self.section.table.by_key[key]),
            message=fill(TEXTS[text or code], values or {}),
            accepted=accepted,
        )
        self.findings.append(finding)

    @property
    def is_refused(self) -> bool:
        """Whether something was found that keeps its household out."""
        return any(not finding.accepted for finding in self.findings)


def found_in(cell: Cell, column: Column) -> str:
    """What a finding quotes of a cell: masked where it tells who someone is, short, "" when empty."""
    if column.kind in _MASKED:
        text = as_text(cell) if isinstance(cell, str | BrokenCell) else as_text(_whole(cell))
        return shown(MASKS[_MASKED[column.kind]](text)) if text else ""
    text = as_text(cell)
    return shown_label(text) if column.kind in _LABELS else shown(text)


def _whole(cell: Cell) -> Cell:
    """A large number as the 15 digits that Excel keeps of it, with zeros behind, not as the float nearest to them."""
    return int(Decimal(repr(cell))) if isinstance(cell, float) and cell.is_integer() else cell


def open_row(section: Section, row: int, household: "ReadRow | None" = None) -> ReadRow:
    """A row before its columns are read; a member's row goes under the number and name of its household."""
    opened = ReadRow(section, row)
    if household:
        opened.number, opened.household_name = household.number, household.household_name
    elif not section.is_members:
        if "number" in section.at:
            opened.number = read_cell(opened.cell("number"), section.table.by_key["number"], [])
        opened.household_name = shown(as_text(opened.cell("name")))
    return opened


def read_columns(read: ReadRow, *, but: frozenset[str] = frozenset()) -> None:
    """Read every column that the table has, `but` some; each cell that cannot be taken becomes a finding."""
    row, filled = read.section.sheet.rows[read.row], read.section.sheet.filled
    for column, at in read.section.plan:
        cell = row[at] if at < len(row) else ""
        if cell == "" and filled:
            cell = filled.get((read.row, at), "")
        if (cell != "" or column.required) and column.key not in but:
            _read_column(read, column, cell)


def _read_column(read: ReadRow, column: Column, cell: Cell) -> None:
    notes: Notes = []
    try:
        read.values[column.key] = read_cell(cell, column, notes)
    except CellFault as fault:
        values = dict(fault.values)
        if fault.code == "unknown-code":
            nearest = values.get("nearest")
            values["offer"] = fill(TEXTS["unknown-code/offer"], {"labels": nearest}) if nearest else ""
        read.report(column.key, fault.code, values, text=fault.text_key)
        return
    for note in notes:
        read.report(column.key, note.code, note.values, accepted=True)


def typed(read: ReadRow, born_on: date | None, sex: str) -> dict[str, Any]:
    """The values for HeadRow or MemberRow; birth date and sex as they were settled between number and cells."""
    kind = MemberRow if read.section.is_members else HeadRow
    values: dict[str, Any] = dict.fromkeys(_NAMES[kind])
    values |= {key: value for key, value in read.values.items() if key in values}
    for key in ("identity_number", "head_identity_number"):
        if key in values:
            sound = read.identity(key)
            values[key] = sound.number if sound else ""
    values |= {"born_on": born_on, "sex": sex}
    return values | {key: values[key] or "" for key in ALWAYS_TEXT if key in values}
