"""The facts of one household, checked as they are made: what the rules then read can be trusted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from niangjia.policies.errors import FactError
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS, MEMBERS_LIMIT, Column

Bounds = tuple[tuple[str, int, int], ...]


def _bounds(columns: tuple[Column, ...]) -> Bounds:
    return tuple((c.name, c.lowest, c.highest) for c in columns if c.lowest is not None and c.highest is not None)


_HOUSEHOLD_NUMBERS = _bounds(HOUSEHOLD_COLUMNS)
_MEMBER_NUMBERS = _bounds(MEMBER_COLUMNS)
_HOUSEHOLD_FLAGS = tuple(column.name for column in HOUSEHOLD_COLUMNS if column.unit == "flag")
_MEMBER_FLAGS = tuple(column.name for column in MEMBER_COLUMNS if column.unit == "flag")
_CODES = frozenset(column.name for column in MEMBER_COLUMNS if column.unit == "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """One member over the 12 months before the application; amounts in fen, codes as in `policies.codes`.

    `is_counted`: lives together and counts. `business_fen` and `other_fen` may be a loss. `medical_fen` is what the
    member paid at designated hospitals after every insurance and aid. Raises FactError naming field and value.
    """

    born_on: date
    is_female: bool
    is_counted: bool
    identity: int
    is_able: bool
    wage_fen: int
    business_fen: int
    pension_fen: int
    resident_pension_fen: int
    other_fen: int
    social_insurance_fen: int
    stage: int
    school: int
    tuition_fen: int
    medical_fen: int
    rehab_fen: int
    has_serious_illness: bool
    disability_grade: int

    def __post_init__(self) -> None:
        _check_day("born_on", self.born_on)
        _check_flags(self, _MEMBER_FLAGS)
        _check_numbers(self, _MEMBER_NUMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFacts:
    """One household on the day it applies; amounts in fen over the 12 months before, `event_on` None without an event.

    `region` is a division code of six digits. Raises FactError naming field and value; with the codes `no-member` and
    `no-counted-member` when there is nobody to count.
    """

    household_id: int
    region: str
    is_rural: bool
    applied_on: date
    is_union_member: bool
    is_migrant: bool
    contract_months: int
    receives_dibao: bool
    homes: int
    has_commercial_property: bool
    has_private_car: bool
    has_registered_business: bool
    savings_fen: int
    other_income_fen: int
    union_aid_fen: int
    government_aid_fen: int
    event_on: date | None
    event_cost_fen: int
    event_compensation_fen: int
    members: tuple[MemberFacts, ...]

    def __post_init__(self) -> None:
        check_region(self.region)
        _check_day("applied_on", self.applied_on)
        if self.event_on is not None:
            _check_day("event_on", self.event_on)
        _check_flags(self, _HOUSEHOLD_FLAGS)
        _check_numbers(self, _HOUSEHOLD_NUMBERS)
        _check_members(self.members)


def _check_numbers(facts: object, bounds: Bounds) -> None:
    for name, lowest, highest in bounds:
        value = getattr(facts, name)
        if type(value) is not int or not lowest <= value <= highest:
            _refuse_number(name, value, lowest, highest)


def _refuse_number(name: str, value: object, lowest: int, highest: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FactError(_("{field} must be a whole number, not {value}."), code="not-a-number", field=name, value=value)
    if lowest <= value <= highest:  # a subclass of int, such as a choice
        return
    if name in _CODES:
        raise FactError(_("{field} has no code {value}."), code="unknown-code", field=name, value=value)
    if value < lowest == 0:
        raise FactError(_("{field} cannot be negative: {value}."), code="negative", field=name, value=value)
    raise FactError(_("{field} is out of range: {value}."), code="out-of-range", field=name, value=value)


def _check_flags(facts: object, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(facts, name)
        if value is not True and value is not False:
            raise FactError(_("{field} must be yes or no, not {value}."), code="not-a-flag", field=name, value=value)


def _check_day(name: str, value: object) -> None:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FactError(_("{field} must be a day, not {value}."), code="not-a-date", field=name, value=value)


def check_region(value: object) -> None:
    """Raises FactError for what is no division code."""
    if not (isinstance(value, str) and len(value) == 6 and value.isascii() and value.isdigit()):
        raise FactError(
            _("{field} must be a division code of six digits, not {value}."), code="region", field="region", value=value
        )


def _check_members(members: object) -> None:
    if not isinstance(members, tuple) or not all(isinstance(member, MemberFacts) for member in members):
        raise FactError(
            _("{field} must be a tuple of members, not {value}."), code="not-members", field="members", value=members
        )
    if not members:
        raise FactError(_("A household needs at least one member."), code="no-member", field="members", value=members)
    if len(members) > MEMBERS_LIMIT:
        raise FactError(
            _("{field} has too many entries: {value}."), code="out-of-range", field="members", value=len(members)
        )
    if not any(member.is_counted for member in members):
        raise FactError(
            _("No member of the household counts, so nothing can be worked out per head."),
            code="no-counted-member",
            field="members",
            value=[member.is_counted for member in members],
            remedy=_("Mark at least the worker as living in the household."),
        )
