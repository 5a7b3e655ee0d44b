"""What happens to families: somebody dies, some leave and become a household of their own, two households become one.

Parts of the commands of dossiers, which lock the dossiers first. Households are locked here in the order of their ids.
No fen is counted twice or lost: all households together have the same amounts afterwards, but for the lines of which
people said, in a merger, that both households had told the same.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.periods import completed_years
from niangjia.kernel.rows import lock
from niangjia.people import codes
from niangjia.people.commands.accounts import end_account
from niangjia.people.commands.households import refuse_closed
from niangjia.people.consent_rules import ADULT_FROM
from niangjia.people.models import (
    AssetKind,
    AssetLine,
    Consent,
    Evidence,
    HardshipEvent,
    Household,
    IncomeLine,
    Membership,
    Person,
    PersonAccount,
    SpendingLine,
)
from niangjia.people.queries import signed_as_guardian
from niangjia.people.records import Heir, Joining, Parting, Share
from niangjia.people.rules import told_twice

MOST_THINGS = 32767
"""More of one kind no line of assets holds."""


@transaction.atomic
def record_death(household: Household, person: UUID, *, on: date, heirs: Collection[Heir], by: User) -> date:
    """Keep the day on which a member died, and end the membership; the day it ends, which is not before it began.

    When it was the head, `heirs` says who follows and what all who stay are to them, the head an adult where there is
    one; without heirs the caller closes the household on that day. Consents that this person signed as a guardian are
    to be signed anew; who signs in as this person sees nothing any more. Locks the household row.

    Raises Conflict when it is closed, InvalidInput for a stranger, a day before the birth, or heirs that do not fit.
    """
    household = _locked([household.pk])[household.pk]
    members = _members(household)
    if person not in members or on < members[person].person.born_on:
        raise InvalidInput(_("Name a member of the household, and a day after the birth."), code="wrong-member")
    gone = members.pop(person)
    ends_on = max(on, gone.started_on)
    Person.objects.filter(pk=person).update(died_on=on)
    Membership.objects.filter(pk=gone.pk).update(ended_on=ends_on, is_head=False)
    if heirs:
        _require_whole(heirs, members)
        _require_adult(heirs, members, on)
        _relate(members, heirs)
    _mark_consents(members, gone.person, on)
    account = PersonAccount.objects.select_related("user").filter(person=person).first()
    if account is not None:
        audit("people.worker.unlinked", gone.person, by=by, unit=household.unit, username=account.user.username)
        end_account(account, by=by)
    audit("people.death.recorded", household, by=by, unit=household.unit)
    return ends_on


@transaction.atomic
def split_household(household: Household, parting: Parting, *, on: date, by: User) -> Household:
    """Let some members become a household of their own on a day; the new one. Locks the household row.

    It has the place of the old one, and nothing stated but that: the rest is asked. Raises Conflict when it is closed,
    InvalidInput when the head leaves, nobody leaves, the new household has not one adult head, or more goes than there
    is.
    """
    household = _locked([household.pk])[household.pk]
    members = _members(household)
    leaving = {each.person: each for each in parting.leaving}
    if len({each.line for each in parting.shares}) != len(parting.shares):
        raise InvalidInput(_("Each line is shared once."), code="wrong-line")
    if len(leaving) != len(parting.leaving) or not leaving or set(leaving) - set(members):
        raise InvalidInput(_("Name those who leave: members of the household, each once."), code="wrong-member")
    if any(members[pk].is_head for pk in leaving):
        raise InvalidInput(
            _("The filed worker stays with the dossier."),
            remedy=_("Let the others leave instead, or merge later."),
            code="head-leaves",
        )
    if any(members[pk].started_on > on for pk in leaving):
        raise InvalidInput(_("Nobody leaves before the day they came."), code="wrong-day")
    _require_one_head(parting.leaving)
    _require_adult(parting.leaving, {pk: members[pk] for pk in leaving}, on, is_alone=True)
    new = Household.objects.create(unit=household.unit, region=household.region, opened_on=on)
    Membership.objects.filter(pk__in=[members[pk].pk for pk in leaving]).update(ended_on=on)
    Membership.objects.bulk_create(_joined(new, parting.leaving, members, on))
    for model in (IncomeLine, SpendingLine, Evidence):
        model.objects.filter(household=household, person__in=leaving).update(household=new)
    _share_lines(household, new, parting.shares)
    moved = HardshipEvent.objects.filter(household=household, pk__in=parting.events).update(household=new)
    if moved != len(parting.events):
        raise InvalidInput(_("No event of this household is among those that go."), code="wrong-event")
    audit("people.household.split", household, by=by, unit=household.unit, members=len(leaving))
    return new


@transaction.atomic
def merge_households(household: Household, other: Household, joining: Joining, *, on: date, by: User) -> Household:
    """Let everybody of another household join one on a day, with lines, events and papers; the other is closed.

    Of somebody whom both know under two numbers, one row goes on. What both households told of that person counts
    twice unless `joining.twice` names the line that goes. Consents stay with whoever gave them. Locks both rows.

    Raises Conflict when one is closed, InvalidInput unless every member of the other is named once, and for a line that
    nothing of this household tells as well (`people.rules.told_twice`).
    """
    if household == other:
        raise InvalidInput(_("Name two households."), code="wrong-member")
    locked = _locked([household.pk, other.pk])
    household, other = locked[household.pk], locked[other.pk]
    here, there = _members(household), _members(other)
    same = dict(joining.same)
    named = [*(each.person for each in joining.joining), *(pk for pk, _kept in joining.same)]
    known = list(same.values())
    if sorted(named) != sorted(there) or set(known) - set(here) or len(set(known)) != len(known):
        raise InvalidInput(_("Name everybody of the other household once."), code="wrong-member")
    if any(each.is_head for each in joining.joining):
        raise InvalidInput(_("The head of this household stays its head."), code="one-head")
    if on < household.opened_on or any(member.started_on > on for member in there.values()):
        raise InvalidInput(
            _("Nobody joins before both households were on file, or before the day they came."), code="wrong-day"
        )
    _require_relations(joining.joining)
    Membership.objects.filter(pk__in=[member.pk for member in there.values()]).update(ended_on=on)
    Membership.objects.bulk_create(_joined(household, joining.joining, there, on, after=len(here)))
    _drop_told_twice(household, other, joining)
    for duplicate, kept in same.items():
        for told in (IncomeLine, SpendingLine, Evidence):
            told.objects.filter(household=other, person=duplicate).update(person=kept)
    for model in (IncomeLine, SpendingLine, HardshipEvent, Evidence):
        model.objects.filter(household=other).update(household=household)
    _add_assets(household, other)
    other.closed_on = on
    other.save(update_fields=["closed_on"])
    numbers = {"members": len(joining.joining), "same": len(same)}
    audit("people.households.merged", household, by=by, unit=household.unit, **numbers)
    return household


def _locked(pks: Iterable[UUID]) -> dict[UUID, Household]:
    """Open households by id, locked in the order of the ids."""
    found = {pk: lock(Household.objects.select_related("unit"), pk) for pk in sorted(pks)}
    for row in found.values():
        refuse_closed(row)
    return found


def _members(household: Household) -> dict[UUID, Membership]:
    in_force = household.memberships.filter(ended_on=None).select_related("person").order_by("position", "id")
    return {each.person_id: each for each in in_force}


def _mark_consents(members: Iterable[UUID], gone: Person, on: date) -> None:
    """Consents that somebody gave for those who stay, as their guardian: another guardian is to sign."""
    theirs = [each.pk for each in signed_as_guardian(gone, members) if each.guardian_died_on is None]
    Consent.objects.filter(pk__in=theirs).update(guardian_died_on=on)


def _require_whole(heirs: Collection[Heir], members: Mapping[UUID, Membership]) -> None:
    if len(heirs) != len(members) or {each.person for each in heirs} != set(members):
        raise InvalidInput(_("Say of everybody who stays what they are to the new head."), code="wrong-member")
    _require_one_head(heirs)


def _require_one_head(heirs: Collection[Heir]) -> None:
    if [each.relation for each in heirs if each.is_head] != ["self"]:
        raise InvalidInput(_("A household has one head, whose relation is “self”."), code="one-head")
    _require_relations([each for each in heirs if not each.is_head])


def _require_adult(
    heirs: Iterable[Heir], members: Mapping[UUID, Membership], on: date, *, is_alone: bool = False
) -> None:
    """The head is an adult; children whom no adult is left with may have a child for their head, unless `is_alone`."""
    adults = {pk for pk, each in members.items() if completed_years(each.person.born_on, on) >= ADULT_FROM}
    head = next(each.person for each in heirs if each.is_head)
    if head not in adults and (adults or is_alone):
        raise InvalidInput(
            _("The filed worker of a household is an adult."),
            remedy=_("Choose somebody of 18 years or more."),
            code="no-adult",
        )


def _require_relations(heirs: Iterable[Heir]) -> None:
    if any(each.relation not in codes.RELATIONS or each.relation == "self" for each in heirs):
        raise InvalidInput(_("Say what each of them is to the head."), code="relation-missing")


def _relate(members: Mapping[UUID, Membership], heirs: Iterable[Heir]) -> None:
    """Everybody's relation to the head, who stands first. Saved last: the database allows one head at a time."""
    for heir in heirs:
        members[heir.person].relation, members[heir.person].is_head = heir.relation, heir.is_head
    for place, member in enumerate(sorted(members.values(), key=lambda each: each.is_head), start=1):
        member.position = 0 if member.is_head else place
        member.save(update_fields=["relation", "is_head", "position"])


def _joined(
    household: Household, heirs: Iterable[Heir], before: Mapping[UUID, Membership], on: date, *, after: int = 0
) -> list[Membership]:
    """New memberships, the head first; whether somebody counts stays as it is known, and so do their consents."""
    return [
        Membership(
            household=household,
            person_id=heir.person,
            relation=heir.relation,
            is_head=heir.is_head,
            is_counted=before[heir.person].is_counted,
            position=after + place,
            started_on=on,
            consents_from=before[heir.person].consents_from,
        )
        for place, heir in enumerate(sorted(heirs, key=lambda each: not each.is_head))
    ]


def _share_lines(household: Household, new: Household, shares: Collection[Share]) -> None:
    incomes = {line.pk: line for line in household.incomelines.filter(person=None)}
    assets = {line.pk: line for line in household.assetlines.all()}
    for share in shares:
        if share.line in incomes:
            _share_income(incomes[share.line], new, share)
        elif share.line in assets:
            _share_asset(assets[share.line], new, share)
        else:
            raise InvalidInput(_("No line of this household is among those that go."), code="wrong-line")


def _share_income(line: IncomeLine, new: Household, share: Share) -> None:
    """A line of which nothing is left says that there was none."""
    if not 0 <= share.fen <= line.amount_fen or share.quantity:
        raise _too_much()
    if share.fen:
        IncomeLine.objects.create(
            household=new, kind=line.kind, amount_fen=share.fen, from_on=line.from_on, to_on=line.to_on
        )
        line.amount_fen -= share.fen
        line.save(update_fields=["amount_fen"])


def _share_asset(line: AssetLine, new: Household, share: Share) -> None:
    """Savings are divided by value, other things by number and value."""
    is_savings = line.kind == AssetKind.SAVINGS
    value = line.value_fen or 0
    quantity = (1 if share.fen else 0) if is_savings else share.quantity
    if not 0 <= share.fen <= value or not 0 <= quantity <= line.quantity or (is_savings and share.quantity):
        raise _too_much()
    if not quantity and not share.fen:
        return
    if not quantity or (not is_savings and quantity == line.quantity and share.fen != value):
        raise _too_much()  # a value without the thing
    worth = None if line.value_fen is None else share.fen
    AssetLine.objects.create(household=new, kind=line.kind, quantity=quantity, value_fen=worth)
    line.value_fen = None if line.value_fen is None else value - share.fen
    line.quantity = (1 if line.value_fen else 0) if is_savings else line.quantity - quantity
    line.save(update_fields=["quantity", "value_fen"])


def _too_much() -> InvalidInput:
    return InvalidInput(
        _("More would go than there is, or a value without the thing it belongs to."),
        remedy=_("Check the amounts that go with those who leave."),
        code="too-much",
    )


def _drop_told_twice(household: Household, other: Household, joining: Joining) -> None:
    """Of lines that both households told of one person, those that people said are the same go."""
    same, left = dict(joining.same), set(joining.twice)
    for model in (IncomeLine, SpendingLine):
        for line in model.objects.filter(household=other, pk__in=left, person__in=list(same)):
            known = model.objects.filter(household=household, person=same[line.person_id])  # type: ignore[index] # one of them
            if told_twice(line, known):
                left.discard(line.pk)
                line.delete()
    if left:
        raise InvalidInput(
            _("Only what both households told of the same person and time counts once."), code="not-told-twice"
        )


def _add_assets(household: Household, other: Household) -> None:
    """Of each kind one line: numbers and values added up, savings by value alone."""
    known = {line.kind: line for line in household.assetlines.all()}
    for line in other.assetlines.all():
        mine = known.get(line.kind)
        if mine is None:
            line.household = household
            line.save(update_fields=["household"])
            continue
        is_savings = line.kind == AssetKind.SAVINGS
        mine.quantity = max(mine.quantity, line.quantity) if is_savings else mine.quantity + line.quantity
        if mine.quantity > MOST_THINGS:
            raise InvalidInput(_("The number of things of one kind cannot be right."), code="too-much")
        values = [each for each in (mine.value_fen, line.value_fen) if each is not None]
        mine.value_fen = sum(values) if values else None
        mine.save(update_fields=["quantity", "value_fen"])
        line.delete()
