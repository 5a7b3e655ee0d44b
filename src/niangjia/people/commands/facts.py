"""Confirming one fact that rules until then had to assume."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import InvalidInput
from niangjia.people.models import AssetLine, HardshipEvent, Household, Membership, Person
from niangjia.people.rules import FACTS, OF_A_MEMBER, Fact, fits, written


@transaction.atomic
def confirm_fact(
    household: Household, *, name: str, value: bool | int | date, by: User, person: Person | None = None
) -> Household:
    """Write what a clerk has found out about one fact (people.rules.FACTS). Locks the household row.

    Money is in fen. Raises InvalidInput for an unknown fact, a value of another kind, or a missing or foreign person.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    fact = FACTS.get(name)
    if fact is None:
        raise InvalidInput(_("There is no fact called %(name)s.") % {"name": name}, code="unknown-fact")
    if not fits(fact.kind, value):
        raise InvalidInput(_("%(value)s cannot be the value of this fact.") % {"value": value}, code="wrong-value")
    membership = _membership(household, person) if name in OF_A_MEMBER else None
    _write(household, membership, fact, value)
    whose = f"{membership.person.name}: " if membership else ""
    audit(
        "people.fact.confirmed",
        household,
        by=by,
        unit=household.unit,
        whose=whose,
        fact=fact.question,
        value=written(fact.kind, value),
    )
    return household


def _membership(household: Household, person: Person | None) -> Membership:
    found = (
        household.memberships.select_related("person").filter(person=person, ended_on=None).first() if person else None
    )
    if found is None:
        raise InvalidInput(_("This fact belongs to a member of the household."), code="member-missing")
    return found


def _write(household: Household, membership: Membership | None, fact: Fact, value: bool | int | date) -> None:  # noqa: FBT001 (a value, not a switch)
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
        HardshipEvent.objects.filter(household=household).update(happened_on=value)
    else:
        column = "quantity" if fact.place == "asset-quantity" else "value_fen"
        AssetLine.objects.update_or_create(household=household, kind=fact.field, defaults={column: int(value)})  # type: ignore[arg-type] # a day never comes here
