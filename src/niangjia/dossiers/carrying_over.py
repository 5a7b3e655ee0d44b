"""What a household that comes back brings along from its earlier dossier, as the record of a new one."""

from collections.abc import Iterable
from datetime import date

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel.periods import in_window
from niangjia.people.models import Household, IncomeLine, Membership, Person, SpendingLine
from niangjia.people.records import AmountRecord, AssetRecord, HouseholdRecord, PersonRecord

OF_THE_HOME = (
    "region",
    "postcode",
    "housing",
    "floor_area",
    "is_rural",
    "is_union_member",
    "is_migrant",
    "contract_months",
    "receives_dibao",
)
OF_THE_CASE = ("level", "main_cause", "secondary_causes", "is_single_parent", "is_zero_employment", "has_self_reliance")


def record_from(dossier: Dossier, today: date) -> DossierRecord:
    """The record of a dossier loaded by `queries.whole`, applied for today.

    Its members of the last day, without those who died or belong to another household by now; home, causes and what is
    owned; income and spending of the twelve months before today alone. Persons keep what is known of them.
    """
    household = dossier.household
    members: list[Membership] = list(household.members)  # type: ignore[attr-defined] # set by queries.whole
    elsewhere = set(
        Membership.objects.filter(person__in=[each.person_id for each in members], ended_on=None).values_list(
            "person_id", flat=True
        )
    )
    gone = elsewhere | {each.person_id for each in members if each.person.died_on}
    stays = [each for each in members if each.is_head or each.person_id not in gone]
    home = HouseholdRecord(
        persons=tuple(_person(each, household, today) for each in stays),
        particulars={name: getattr(household, name) for name in OF_THE_HOME} | {"address": household.address.reveal()},
        incomes=_amounts(household.incomelines.all(), None, today),
        assets=tuple(AssetRecord(each.kind, each.quantity, each.value_fen) for each in household.assetlines.all()),
    )
    return DossierRecord(home, today, {name: getattr(dossier, name) for name in OF_THE_CASE})


def _person(member: Membership, household: Household, today: date) -> PersonRecord:
    person = member.person
    return PersonRecord(
        name=person.name,
        identity_number=person.identity_number.reveal(),
        born_on=person.born_on,
        sex=person.sex,
        relation=member.relation,
        is_head=member.is_head,
        is_counted=member.is_counted,
        incomes=_amounts(household.incomelines.all(), person, today),
        spending=_amounts(household.spendinglines.all(), person, today),
    )


def _amounts(
    lines: Iterable[IncomeLine | SpendingLine], person: Person | None, today: date
) -> tuple[AmountRecord, ...]:
    return tuple(
        AmountRecord(each.kind, each.amount_fen, each.from_on, each.to_on)
        for each in lines
        if each.person_id == (person.pk if person else None) and in_window(each.to_on, today)
    )
