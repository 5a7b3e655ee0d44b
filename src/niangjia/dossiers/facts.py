"""From a household as it is written down to the facts the rule book asks for, and what had to be assumed on the way.

A fact nobody has stated takes the assumption named here, is marked as assumed, and stands as an open question until a
clerk confirms it (people.commands.confirm_fact).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from niangjia.kernel.periods import completed_years, in_window
from niangjia.people import codes
from niangjia.people.consent_rules import ADULT_FROM
from niangjia.people.models import (
    AssetKind,
    Household,
    IncomeKind,
    IncomeLine,
    Membership,
    Person,
    SpendingKind,
    SpendingLine,
)
from niangjia.people.queries import members_in_force
from niangjia.policies import HouseholdFacts, MemberFacts

T = TypeVar("T", bool, int, str)
Lines = Iterable[IncomeLine] | Iterable[SpendingLine]

IDENTITIES = {
    "on-post": 0,
    "off-post": 1,
    "unemployed": 2,
    "retired": 3,
    "sick-leave": 4,
    "early-retired": 5,
    "student": 6,
    "below-school-age": 7,
    "migrant-worker": 0,
    "flexible": 0,
    "farming": 0,
    "veteran-retired": 3,
}
"""Work status to the rule book's `identity`; everything else is 8, other."""

SERIOUS = frozenset(
    {
        "malignant-tumour",
        "end-stage-kidney-disease",
        "deep-coma",
        "permanent-paralysis",
        "severe-alzheimer",
        "severe-parkinson",
        "severe-motor-neurone-disease",
    }
)
"""Health codes that stand on the serious-illness list by their very name (domain.md L6)."""

HARMLESS = frozenset({"good", "ordinary-illness", "disability"})
"""Health codes that are not an illness of that list; the others depend on how severe it is, so they are asked."""

OWNED_HOUSING = frozenset({"bought", "self-built", "commodity", "affordable", "price-capped"})
"""Kinds of housing that are the household's own."""

ASKED_FROM_AGE, ASKED_TO_AGE = 16, 60
"""Ability to work is asked of members of these ages only: no rule looks at it outside the working age."""

STAGE_BY_AGE = ((6, "kindergarten"), (11, "primary"), (14, "junior"), (17, "senior"))
"""Up to which age someone is taken to be at which stage, until it is stated; above them all, a bachelor."""

LONG_ENOUGH_MONTHS = 12
"""What a migrant worker's contract is taken to run for until someone has looked."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact of the rule book that nobody has stated: its name there, whose, and the value taken instead."""

    name: str
    value: bool | int | date | str
    person_id: UUID | None = None
    member: int | None = None
    person_name: str = ""


@dataclass(frozen=True, slots=True)
class AssembledFacts:
    """The facts, the persons behind the members (same order), and the assumptions among them."""

    facts: HouseholdFacts
    persons: tuple[Person, ...]
    assumed: tuple[Assumption, ...]


def assemble(household: Household, applied_on: date) -> AssembledFacts:
    """The facts of a household loaded by `people.queries.with_everything`, for an application on the day."""
    return _Assembly(household, applied_on).result()


def without_income(household: Household, applied_on: date) -> list[Person]:
    """Those of a household of whom nobody has said what they earned in the 12 months before the application.

    Asked are the worker, and every adult who counts and is not at school; 0 is an answer. What has not been asked is
    not none: it would make of nearly every household one in deep hardship. Two queries, none of one that is loaded.
    """
    told = {line.person_id for line in household.incomelines.all() if in_window(line.to_on, applied_on)}
    members: Iterable[Membership] = getattr(household, "members", None) or members_in_force(household)
    return [each.person for each in members if _is_asked(each, applied_on) and each.person_id not in told]


def _is_asked(member: Membership, applied_on: date) -> bool:
    person = member.person
    is_adult = completed_years(person.born_on, applied_on) >= ADULT_FROM
    return member.is_head or (is_adult and not is_at_school(person) and member.is_counted is not False)


def is_at_school(person: Person) -> bool:
    """Whether somebody goes to school, be the stage stated or not."""
    return person.stage != "none" or person.work_status == "student"


def without_stage(household: Household, applied_on: date) -> list[Person]:
    """The members who are at school, or for whom fees are on file, and of whom nobody has said at which stage.

    No query of a household that is loaded by `people.queries.with_everything`.
    """
    pay = {
        line.person_id
        for line in household.spendinglines.all()
        if line.kind == SpendingKind.TUITION and line.amount_fen and in_window(line.to_on, applied_on)
    }
    members: Iterable[Membership] = getattr(household, "members", None) or members_in_force(household)
    persons = [each.person for each in members]
    return [each for each in persons if each.stage == "none" and (is_at_school(each) or each.pk in pay)]


class _Assembly:
    """Walks over one household once, noting each assumption where it is made."""

    def __init__(self, household: Household, applied_on: date) -> None:
        self.household = household
        self.applied_on = applied_on
        self.members: list[Membership] = list(household.members)  # type: ignore[attr-defined] # set by with_everything
        self.assumed: list[Assumption] = []
        self.unstaged = {person.pk for person in without_stage(household, applied_on)}

    def result(self) -> AssembledFacts:
        facts = self._household_facts(tuple(self._member_facts(i, m) for i, m in enumerate(self.members)))
        return AssembledFacts(facts, tuple(m.person for m in self.members), tuple(self.assumed))

    def _stated(self, name: str, value: T | None, *, otherwise: T, member: int | None = None) -> T:
        """The value stated, or the assumption, noted as such."""
        if value is not None:
            return value
        person = None if member is None else self.members[member].person
        self.assumed.append(
            Assumption(name, otherwise, person.pk if person else None, member, person.name if person else "")
        )
        return otherwise

    def _sum(self, lines: Lines, kind: str, person: Person | None) -> int:
        """Fen of one kind of one person (None: of the household as a whole) whose period ends inside the window."""
        return sum(
            line.amount_fen
            for line in lines
            if line.kind == kind
            and line.person_id == (person.pk if person else None)
            and in_window(line.to_on, self.applied_on)
        )

    def _household_facts(self, members: tuple[MemberFacts, ...]) -> HouseholdFacts:
        home = self.household
        owned = {line.kind: line for line in home.assetlines.all()}
        quantities = {kind: line.quantity for kind, line in owned.items()}

        def owns(kind: str) -> bool | None:
            return None if kind not in quantities else quantities[kind] > 0

        savings = owned[AssetKind.SAVINGS].value_fen if AssetKind.SAVINGS in owned else None
        event_on, cost, compensation = self._event()
        is_migrant = self._is_migrant()
        return HouseholdFacts(
            household_id=0,
            region=home.region,
            is_rural=self._is_rural(),
            applied_on=self.applied_on,
            is_union_member=self._stated("is_union_member", home.is_union_member, otherwise=True),
            is_migrant=is_migrant,
            contract_months=self._contract_months() if is_migrant else 0,
            receives_dibao=self._stated("receives_dibao", home.receives_dibao, otherwise=False),
            homes=self._stated(
                "homes", quantities.get(AssetKind.DWELLING), otherwise=int(home.housing in OWNED_HOUSING)
            ),
            has_commercial_property=self._stated(
                "has_commercial_property", owns(AssetKind.COMMERCIAL_PROPERTY), otherwise=False
            ),
            has_private_car=self._stated("has_private_car", owns(AssetKind.VEHICLE), otherwise=False),
            has_registered_business=self._stated("has_registered_business", owns(AssetKind.BUSINESS), otherwise=False),
            savings_fen=self._stated("savings_fen", savings, otherwise=0),
            other_income_fen=self._sum(home.incomelines.all(), IncomeKind.SHARED, None),
            union_aid_fen=self._stated("union_aid_fen", self._aid(IncomeKind.UNION_AID), otherwise=0),
            government_aid_fen=self._stated("government_aid_fen", self._aid(IncomeKind.GOVERNMENT_AID), otherwise=0),
            event_on=event_on,
            event_cost_fen=cost,
            event_compensation_fen=compensation,
            members=members,
        )

    def _is_rural(self) -> bool:
        """The registration of the head decides between the two lines where it says so clearly."""
        if self.household.is_rural is not None:
            return self.household.is_rural
        hukou = next((m.person.hukou for m in self.members if m.is_head), "")
        if hukou in {"agricultural", "non-agricultural"}:
            return hukou == "agricultural"
        return self._stated("is_rural", None, otherwise=False)

    def _is_migrant(self) -> bool:
        """The work status of the head says so where it says anything."""
        if self.household.is_migrant is not None:
            return self.household.is_migrant
        if any(member.is_head and member.person.work_status == "migrant-worker" for member in self.members):
            return True
        return self._stated("is_migrant", None, otherwise=False)

    def _contract_months(self) -> int:
        """Until it is known, the contract is taken to be long enough: nobody is left out by an assumption."""
        return self._stated("contract_months", self.household.contract_months, otherwise=LONG_ENOUGH_MONTHS)

    def _aid(self, kind: str) -> int | None:
        """Aid of one kind inside the window; None when nobody has said whether there was any."""
        lines = [
            line.amount_fen
            for line in self.household.incomelines.all()
            if line.kind == kind and in_window(line.to_on, self.applied_on)
        ]
        return sum(lines) if lines else None

    def _event(self) -> tuple[date | None, int, int]:
        """Day, cost and compensation of events in the window; one without a day is taken to lie in it, and asked."""
        events = list(self.household.events.all())
        recent = [e for e in events if e.happened_on is None or in_window(e.happened_on, self.applied_on)]
        if not recent:
            return None, 0, 0
        if any(event.happened_on is None for event in recent):
            self.assumed.append(Assumption("event_on", self.applied_on))
        days = [event.happened_on or self.applied_on for event in recent]
        return max(days), sum(e.cost_fen for e in recent), sum(e.compensation_fen for e in recent)

    def _stage(self, index: int, person: Person) -> str:
        """The stage stated; of who goes to school without one, that of their age, and it is asked."""
        if person.pk not in self.unstaged:
            return person.stage
        age = completed_years(person.born_on, self.applied_on)
        likely = next((stage for up_to, stage in STAGE_BY_AGE if age <= up_to), "bachelor")
        return self._stated("stage", None, otherwise=likely, member=index)

    def _school(self, index: int, person: Person) -> str:
        """The kind of school of someone in school; it matters to nobody else."""
        if person.stage == "none" and person.pk not in self.unstaged:
            return "public"
        return self._stated("school", person.school_kind or None, otherwise="public", member=index)

    def _member_facts(self, index: int, member: Membership) -> MemberFacts:
        person, incomes = member.person, self.household.incomelines.all()
        spending = self.household.spendinglines.all()
        return MemberFacts(
            born_on=person.born_on,
            is_female=person.sex == "female",
            is_counted=self._stated("is_counted", member.is_counted, otherwise=True, member=index),
            identity=IDENTITIES.get(person.work_status, 8),
            is_able=self._is_able(index, person),
            wage_fen=self._sum(incomes, IncomeKind.WAGE, person),
            business_fen=self._sum(incomes, IncomeKind.BUSINESS, person),
            pension_fen=self._sum(incomes, IncomeKind.PENSION, person),
            resident_pension_fen=self._sum(incomes, IncomeKind.RESIDENT_PENSION, person),
            other_fen=self._sum(incomes, IncomeKind.OTHER, person),
            social_insurance_fen=0,
            stage=codes.STAGES.codes.index(self._stage(index, person)),
            school=codes.SCHOOL_KINDS.codes.index(self._school(index, person)),
            tuition_fen=self._sum(spending, SpendingKind.TUITION, person),
            medical_fen=self._sum(spending, SpendingKind.MEDICAL, person),
            rehab_fen=self._sum(spending, SpendingKind.REHABILITATION, person),
            has_serious_illness=self._has_serious_illness(index, person),
            disability_grade=person.disability_grade,
        )

    def _is_able(self, index: int, person: Person) -> bool:
        """Assumed of members of working age unless illness, sick leave or a severe disability speaks against it."""
        if person.is_able is not None:
            return person.is_able
        likely = (
            person.work_status != "sick-leave"
            and person.health not in SERIOUS
            and person.disability_grade not in {1, 2}
        )
        if ASKED_FROM_AGE <= completed_years(person.born_on, self.applied_on) < ASKED_TO_AGE:
            return self._stated("is_able", None, otherwise=likely, member=index)
        return likely

    def _has_serious_illness(self, index: int, person: Person) -> bool:
        if person.has_serious_illness is not None:
            return person.has_serious_illness
        if person.health in SERIOUS or person.health in HARMLESS:
            return person.health in SERIOUS
        return self._stated("has_serious_illness", None, otherwise=False, member=index)
