"""Registering, revising and closing a household."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.access import require_open, where_may
from niangjia.accounts.models import Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.kernel.names import search_keys
from niangjia.kernel.rows import lock
from niangjia.people.errors import OtherName, PersonDied, PersonElsewhere, PersonInTwoHouseholds
from niangjia.people.models import (
    AID_KINDS,
    AssetLine,
    BankAccount,
    HardshipEvent,
    Household,
    IncomeLine,
    Membership,
    Person,
    SearchKey,
    SpendingLine,
)
from niangjia.people.queries import identity_index, open_memberships_of, persons_by_number
from niangjia.people.records import AmountRecord, HouseholdRecord, PersonRecord
from niangjia.privacy.fields import Sealed


@transaction.atomic
def register_household(record: HouseholdRecord, *, unit: Unit, on: date, by: User) -> Household:
    """Write a new household with its members and lines.

    Raises PersonElsewhere for somebody on file who was never in the user's units, OtherName for a known number with
    another name, PersonInTwoHouseholds when a member belongs to another open household, PersonDied, Conflict when the
    unit is closed.
    """
    household = Household(unit=unit, opened_on=on)
    _set_stated(household, record.particulars)
    household.save(force_insert=True)
    require_open(unit)
    persons = _write_members(household, record.persons, on=on, by=by, is_new=True)
    _write_lines(household, record, persons, is_new=True)
    audit("people.household.registered", household, by=by, unit=unit, members=len(record.persons))
    return household


@transaction.atomic
def revise_household(household: Household, record: HouseholdRecord, *, unit: Unit, on: date, by: User) -> Household:
    """Bring an open household up to date. Locks the household row.

    What the record does not state stays; members it does not name leave on the day; lines of the periods it covers are
    replaced. Raises as `register_household` does of those who join, and Conflict when the household or unit is closed.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    refuse_closed(household)
    household.unit = unit
    _set_stated(household, record.particulars)
    household.save()
    require_open(unit)
    persons = _write_members(household, record.persons, on=on, by=by)
    _write_lines(household, record, persons)
    audit("people.household.revised", household, by=by, unit=unit, members=len(record.persons))
    return household


@transaction.atomic
def close_household(household: Household, *, on: date, by: User) -> Household:
    """Close a household and end its memberships on the day, so that its people may join another. Locks its row."""
    household = Household.objects.select_for_update().get(pk=household.pk)
    if household.closed_on is not None:
        raise Conflict(_("This household is closed already."), code="household-closed")
    household.closed_on = on
    household.save(update_fields=["closed_on"])
    household.memberships.filter(ended_on=None).update(ended_on=on)
    audit("people.household.closed", household, by=by, unit=household.unit)
    return household


@transaction.atomic
def move_household(household: Household, *, to: Unit, by: User) -> Household:
    """Give an open household to another unit, which stays open until the transaction ends. Locks its row.

    Raises Conflict when the household or the unit is closed.
    """
    household = lock(Household.objects.select_related("unit"), household.pk)
    refuse_closed(household)
    require_open(to)
    before, household.unit = household.unit, to
    household.save(update_fields=["unit"])
    audit("people.household.moved", household, by=by, unit=to, before=before.title, to=to.title)
    return household


@transaction.atomic
def move_households(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every household of a unit, open or closed, to its successor; how many. A part of a merger of units."""
    count = Household.objects.filter(unit=unit).update(unit=to)
    if count:
        details = {"count": count, "before": unit.title, "to": to.title}
        audit("people.households.moved", unit, by=by, unit=to, **details)
    return count


def refuse_closed(household: Household) -> None:
    """Raises Conflict for a household that is closed."""
    if household.closed_on is not None:
        raise Conflict(_("This household is closed."), remedy=_("Register it anew."), code="household-closed")


def _set_stated(row: object, particulars: dict[str, object]) -> bool:
    """Set fields by name; what is not stated (None or empty) leaves what is known. Whether anything changed."""
    has_changed = False
    for name, value in particulars.items():
        known = getattr(row, name)
        if isinstance(known, Sealed):
            known = known.reveal()
        if value is not None and value != "" and value != known:
            setattr(row, name, value)
            has_changed = True
    return has_changed


def _write_members(
    household: Household, records: Sequence[PersonRecord], *, on: date, by: User, is_new: bool = False
) -> dict[str, Person]:
    """Write persons and memberships; those present before and not named now leave on the day. Persons by number."""
    numbers = [record.identity_number for record in records]
    known = persons_by_number(numbers)
    in_force = [] if is_new else list(household.memberships.filter(ended_on=None))
    present = {membership.person_id: membership for membership in in_force}
    if joining := {number: person for number, person in known.items() if person.pk not in present}:
        _refuse_strangers(joining, by)
        _refuse_members_of_others(household, joining)
        _refuse_the_dead(joining)
        _refuse_other_names(records, joining)
    persons = _write_persons(records, known)
    heads = {person.pk for record, person in zip(records, persons, strict=True) if record.is_head}
    if any(membership.is_head and membership.person_id not in heads for membership in in_force):
        household.memberships.filter(ended_on=None, is_head=True).update(
            is_head=False
        )  # one at a time, says the database
    gone = set(present) - {person.pk for person in persons}
    if gone:
        household.memberships.filter(person_id__in=gone, ended_on=None).update(ended_on=on)
    new = []
    for position, (record, person) in enumerate(zip(records, persons, strict=True)):
        membership = present.get(person.pk) or _joined(household, person, on)
        stated = {"relation": record.relation, "is_head": record.is_head, "position": position}
        has_changed = _set_stated(membership, stated | {"is_counted": record.is_counted})
        if person.pk not in present:
            new.append(membership)
        elif has_changed:
            membership.save()
    Membership.objects.bulk_create(new)
    return dict(zip(numbers, persons, strict=True))


def _joined(household: Household, person: Person, on: date) -> Membership:
    return Membership(household=household, person=person, started_on=on, consents_from=clock.now())


def _refuse_strangers(known: dict[str, Person], by: User) -> None:
    """Who was never in a household of one's units is not taken over by typing their number."""
    theirs = where_may(by, rights_of("people")["keep"]).units()
    seen = set(Membership.objects.filter(person__in=known.values(), household__unit__in=theirs).values_list("person"))
    for number, person in known.items():
        if (person.pk,) not in seen:
            raise PersonElsewhere(number)


def _refuse_other_names(records: Sequence[PersonRecord], known: dict[str, Person]) -> None:
    """A name is changed in the dossier of the person; with a number of somebody else's it is a mistake, or worse."""
    for record in records:
        person = known.get(record.identity_number)
        if person is not None and person.name != record.name:
            raise OtherName(record.identity_number, name=person.name)


def _refuse_members_of_others(household: Household, known: dict[str, Person]) -> None:
    for number, membership in open_memberships_of(known).items():
        if membership.household_id != household.pk:
            other = membership.household
            raise PersonInTwoHouseholds(number, household=other.pk, unit=other.unit)


def _refuse_the_dead(known: dict[str, Person]) -> None:
    for number, person in known.items():
        if person.died_on is not None:
            raise PersonDied(number, name=person.name)


def _write_persons(records: Sequence[PersonRecord], known: dict[str, Person]) -> list[Person]:
    """The persons of the records in their order: known ones brought up to date, others made."""
    persons, new, named, changed = [], [], [], []
    for record in records:
        person = known.get(record.identity_number)
        if person is None:
            person = Person(
                identity_number=record.identity_number, identity_index=identity_index(record.identity_number)
            )
            new.append(person)
        if person.name != record.name:
            named.append(person)
        stated = {"name": record.name, "born_on": record.born_on, "sex": record.sex}
        if _set_stated(person, stated | record.particulars):
            changed.append(person)
        persons.append(person)
    Person.objects.bulk_create(new)
    fresh = {person.pk for person in new}
    for person in changed:
        if person.pk not in fresh:
            person.save()
    _write_search_keys(named, renamed={person.pk for person in named} - fresh)
    _write_bank_accounts(zip(records, persons, strict=True), fresh)
    return persons


def _write_search_keys(persons: Iterable[Person], *, renamed: set[UUID]) -> None:
    if renamed:
        SearchKey.objects.filter(person_id__in=renamed).delete()
    SearchKey.objects.bulk_create(
        SearchKey(person=person, key=key) for person in persons for key in sorted(search_keys(person.name))
    )


def _write_bank_accounts(pairs: Iterable[tuple[PersonRecord, Person]], fresh: set[UUID]) -> None:
    stated = {person: record.bank for record, person in pairs if any(record.bank.values())}  # so a new one has changes
    earlier = [person for person in stated if person.pk not in fresh]
    known = (
        {account.person_id: account for account in BankAccount.objects.filter(person__in=earlier)} if earlier else {}
    )
    for person, bank in stated.items():
        account = known.get(person.pk) or BankAccount(person=person)
        if _set_stated(account, dict(bank)):
            account.save()


def _write_lines(
    household: Household, record: HouseholdRecord, persons: dict[str, Person], *, is_new: bool = False
) -> None:
    """Replace the lines of the periods the record covers; earlier periods stay as history."""
    incomes = [IncomeLine(household=household, **_amount(line)) for line in record.incomes]
    spending: list[SpendingLine] = []
    for each in record.persons:
        person = persons[each.identity_number]
        incomes += [IncomeLine(household=household, person=person, **_amount(line)) for line in each.incomes]
        spending += [SpendingLine(household=household, person=person, **_amount(line)) for line in each.spending]
    if not is_new:
        _remove_replaced(household, record)
    IncomeLine.objects.bulk_create(incomes)
    SpendingLine.objects.bulk_create(spending)
    AssetLine.objects.bulk_create(
        AssetLine(household=household, kind=asset.kind, quantity=asset.quantity, value_fen=asset.value_fen)
        for asset in record.assets
    )
    _write_events(household, record, is_new=is_new)


def _remove_replaced(household: Household, record: HouseholdRecord) -> None:
    """Income and spending of the period now stated, and assets of the kinds now stated.

    Aid received stays unless the record speaks of it: it is found out by asking, not by the form.
    """
    if record.period:
        stated = {line.kind for line in record.incomes}
        of_period = household.incomelines.filter(to_on__range=record.period)
        of_period.exclude(kind__in=AID_KINDS - stated).delete()
        household.spendinglines.filter(to_on__range=record.period).delete()
    household.assetlines.filter(kind__in=[asset.kind for asset in record.assets]).delete()


def _write_events(household: Household, record: HouseholdRecord, *, is_new: bool) -> None:
    """Replace the events when the record speaks of them; a day confirmed for the same event stays with it."""
    if record.events is None:
        return
    known_day = None
    if not is_new:
        known = list(household.events.all())
        if len(known) == len(record.events) == 1 and known[0].cost_fen == record.events[0].cost_fen:
            known_day = known[0].happened_on
        household.events.all().delete()
    HardshipEvent.objects.bulk_create(
        HardshipEvent(
            household=household,
            happened_on=event.happened_on or known_day,
            cost_fen=event.cost_fen,
            compensation_fen=event.compensation_fen,
        )
        for event in record.events
    )


def _amount(line: AmountRecord) -> dict[str, object]:
    return {"kind": line.kind, "amount_fen": line.amount_fen, "from_on": line.from_on, "to_on": line.to_on}
