"""From a checked household of a workbook to the record that is written.

The workbook gives monthly income and yearly spending; both become lines over the 12 months before the application.
What it does not give stays unstated, and the rules then take a marked assumption.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from niangjia.dossiers.intake import CheckedHousehold, HeadRow, MemberRow
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel.periods import add_years
from niangjia.people.models import AssetKind, IncomeKind, SpendingKind
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord, HouseholdRecord, PersonRecord

PENSIONED = {"retired", "veteran-retired"}
WITHOUT_WAGE = {"student", "below-school-age", "other"}
MONTHS = 12


def dossier_record(household: CheckedHousehold) -> DossierRecord:
    """The record of an accepted household (every required value is there)."""
    head = household.head
    if head.applied_on is None:
        raise ValueError("an accepted household has a day of application")
    period = _Period(head.applied_on)
    tuition = _tuition(head, household.members)
    rehabilitated = _rehabilitated(head, household.members)
    members = [
        _member(member, period, fen, _rehab(head, is_theirs=rehabilitated == place))
        for place, (member, fen) in enumerate(zip(household.members, tuition, strict=True))
    ]
    return DossierRecord(
        household=HouseholdRecord(
            persons=(_head(head, period, _rehab(head, is_theirs=rehabilitated is None)), *members),
            particulars=_home(head),
            incomes=period.amount(IncomeKind.SHARED, head.other_income_fen),
            assets=_assets(head),
            events=_events(head),
            period=(period.from_on, period.to_on),
        ),
        applied_on=head.applied_on,
        particulars={
            "level": head.level,
            "stated_category": head.stated_category,
            "main_cause": head.main_cause,
            "secondary_causes": list(head.secondary_causes) if head.secondary_causes else None,
            "is_single_parent": head.is_single_parent,
            "is_zero_employment": head.is_zero_employment,
            "has_self_reliance": head.has_self_reliance,
            "note": head.note,
        },
        fingerprint=household.fingerprint,
    )


class _Period:
    """The accounting window: the 12 months up to the application."""

    def __init__(self, applied_on: date) -> None:
        self.from_on = add_years(applied_on, -1) + timedelta(days=1)
        self.to_on = applied_on

    def amount(self, kind: str, fen: int | None) -> tuple[AmountRecord, ...]:
        """One line, or none for nothing."""
        return (AmountRecord(kind, fen, self.from_on, self.to_on),) if fen else ()


def _head(head: HeadRow, period: _Period, rehab_fen: int | None) -> PersonRecord:
    names = (
        "other_contact",
        "model_worker",
        "started_work_on",
        "employer",
        "employer_kind",
        "employer_condition",
        "industry",
    )
    return PersonRecord(
        name=head.name,
        identity_number=head.identity_number,
        born_on=_birth_date(head),
        sex=head.sex,
        relation="self",
        is_head=True,
        particulars=_person(head) | {name: getattr(head, name) for name in names},
        bank={"bank": head.bank or "", "branch": head.branch or "", "card_number": head.card_number or ""},
        incomes=_income(head, head.monthly_wage_fen, period),
        spending=period.amount(SpendingKind.MEDICAL, head.medical_fen)
        + period.amount(SpendingKind.REHABILITATION, rehab_fen),
    )


def _member(member: MemberRow, period: _Period, tuition_fen: int | None, rehab_fen: int | None) -> PersonRecord:
    names = ("stage", "school_kind", "school", "entered_school_in", "school_years", "note")
    return PersonRecord(
        name=member.name,
        identity_number=member.identity_number,
        born_on=_birth_date(member),
        sex=member.sex,
        relation=member.relation or "other",
        particulars=_person(member) | {name: getattr(member, name) for name in names},
        incomes=_income(member, member.monthly_income_fen, period),
        spending=period.amount(SpendingKind.MEDICAL, member.medical_fen)
        + period.amount(SpendingKind.TUITION, tuition_fen)
        + period.amount(SpendingKind.REHABILITATION, rehab_fen),
    )


def _birth_date(row: HeadRow | MemberRow) -> date:
    if row.born_on is None:
        raise ValueError("an accepted person has a birth date")
    return row.born_on


def _person(row: HeadRow | MemberRow) -> dict[str, object]:
    names = (
        "ethnicity", "political_status", "health", "disability_type", "disability_grade", "marital_status", "hukou",
        "phone", "work_status", "medical_insurance",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _income(row: HeadRow | MemberRow, monthly_fen: int | None, period: _Period) -> tuple[AmountRecord, ...]:
    """The workbook does not say what a monthly income is; the work status does."""
    kind = IncomeKind.WAGE
    if row.work_status in PENSIONED:
        kind = IncomeKind.PENSION
    elif row.work_status in WITHOUT_WAGE:
        kind = IncomeKind.OTHER
    return period.amount(kind, (monthly_fen or 0) * MONTHS)


def _tuition(head: HeadRow, members: Sequence[MemberRow]) -> list[int | None]:
    """Tuition of each member; a household sum that no member row repeats is the first student's."""
    stated = [member.tuition_fen for member in members]
    students = [place for place, member in enumerate(members) if member.stage and member.stage != "none"]
    if head.education_fen and students and not any(stated):
        stated[students[0]] = head.education_fen
    return stated


def _rehabilitated(head: HeadRow, members: Sequence[MemberRow]) -> int | None:
    """Whose the household's rehabilitation spending is: the place of the first disabled member, None for the head."""
    if head.disability_grade:
        return None
    return next((place for place, member in enumerate(members) if member.disability_grade), None)


def _rehab(head: HeadRow, *, is_theirs: bool) -> int | None:
    return head.rehabilitation_fen if is_theirs else None


def _home(head: HeadRow) -> dict[str, object]:
    return {name: getattr(head, name) for name in ("region", "address", "postcode", "housing", "floor_area")}


def _assets(head: HeadRow) -> tuple[AssetRecord, ...]:
    stated = {
        AssetKind.DWELLING: head.homes,
        AssetKind.VEHICLE: head.has_private_car,
        AssetKind.BUSINESS: head.has_registered_business,
    }
    return tuple(AssetRecord(kind, int(value)) for kind, value in stated.items() if value is not None)


def _events(head: HeadRow) -> tuple[EventRecord, ...] | None:
    """One event without a day; none where the workbook says 0; not stated where it says nothing."""
    if head.event_cost_fen is None:
        return None
    return (EventRecord(head.event_cost_fen, head.event_compensation_fen or 0),) if head.event_cost_fen else ()
