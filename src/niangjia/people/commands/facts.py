"""Confirming one fact that rules until then had to assume."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.periods import add_years
from niangjia.people.models import AssetLine, HardshipEvent, Household, IncomeLine, Membership, Person
from niangjia.people.rules import FACTS, OF_A_MEMBER, Fact, fits

Value = bool | int | date | str


@transaction.atomic
def confirm_fact(
    household: Household, *, name: str, value: Value, applied_on: date, by: User, person: Person | None = None
) -> Household:
    """Write what a clerk has found out about one fact (people.rules.FACTS). Locks the household row.

    Money is in fen; aid received is that of the 12 months before `applied_on`. The record names the fact, not the
    answer. Raises InvalidInput for an unknown fact, a value of another kind, a missing or foreign person, or an event
    that is not on file.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    fact = FACTS.get(name)
    if fact is None:
        raise InvalidInput(_("There is no such fact."), code="unknown-fact")
    if not fits(name, value):
        raise InvalidInput(
            _("This cannot be the value of this fact."),
            remedy=_("Check the digits and the unit (yuan)."),
            code="wrong-value",
        )
    membership = _membership(household, person) if name in OF_A_MEMBER else None
    _write(household, membership, fact, value, applied_on)
    whose = {"member": str(membership.person_id)} if membership else {}
    audit("people.fact.confirmed", household, by=by, unit=household.unit, fact=fact.question, **whose)
    return household


def _membership(household: Household, person: Person | None) -> Membership:
    in_force = household.memberships.select_related("person").filter(person=person, ended_on=None)
    found = in_force.first() if person else None
    if found is None:
        raise InvalidInput(_("This fact belongs to a member of the household."), code="member-missing")
    return found


def _write(household: Household, membership: Membership | None, fact: Fact, value: Value, applied_on: date) -> None:
    if fact.place == "household":
        setattr(household, fact.field, value)
        household.save(update_fields=[fact.field])
    elif fact.place == "membership" and membership:
        setattr(membership, fact.field, value)
        membership.save(update_fields=[fact.field])
    elif fact.place == "person" and membership:
        setattr(membership.person, fact.field, value)
        membership.person.save(update_fields=[fact.field])
    elif fact.place == "event":
        if not HardshipEvent.objects.filter(household=household, happened_on=None).update(happened_on=value):
            raise InvalidInput(_("No event without a day is on file."), code="event-missing")
    elif fact.place == "aid":
        _write_aid(household, fact.field, int(value), applied_on)  # type: ignore[arg-type] # money is an int
    else:
        column = "quantity" if fact.place == "asset-quantity" else "value_fen"
        AssetLine.objects.update_or_create(household=household, kind=fact.field, defaults={column: int(value)})  # type: ignore[arg-type] # a flag, a count or money


def _write_aid(household: Household, kind: str, amount_fen: int, applied_on: date) -> None:
    """One line for the accounting window, in place of those that end inside it."""
    window = (add_years(applied_on, -1) + timedelta(days=1), applied_on)
    household.incomelines.filter(kind=kind, to_on__range=window).delete()
    IncomeLine.objects.create(household=household, kind=kind, amount_fen=amount_fen, from_on=window[0], to_on=window[1])
