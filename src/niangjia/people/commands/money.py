"""Stating what a household earns, spends and owns, amount by amount."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.people.models import AssetKind, AssetLine, Household, IncomeKind, IncomeLine, SpendingKind, SpendingLine
from niangjia.people.models.lines import HOUSEHOLD_KINDS
from niangjia.people.records import MoneyKey, MoneyRecord
from niangjia.people.rules import MOST_FEN

L = TypeVar("L", IncomeLine, SpendingLine)


@transaction.atomic
def state_money(household: Household, stated: MoneyRecord, *, by: User) -> Household:
    """Put the amounts stated in place of the lines of the same person and kind that end in the period. Locks the
    household row.

    An amount that its lines come to already leaves them as they are. Raises Conflict when the household is closed,
    InvalidInput for somebody who is no member, a kind that fits nobody, or an amount that cannot be.
    """
    household = lock(Household.objects.all(), household.pk)
    if household.closed_on is not None:
        raise Conflict(_("This household is closed."), remedy=_("Register it anew."), code="household-closed")
    _require_fitting(household, stated)
    changed = _state(IncomeLine, household, stated.incomes, stated.period)
    changed += _state(SpendingLine, household, stated.spending, stated.period)
    for kind, asset in stated.assets.items():
        lines = household.assetlines.filter(kind=kind)
        if asset is None:
            changed += bool(lines.delete()[0])
        elif not lines.filter(quantity=asset.quantity, value_fen=asset.value_fen).exists():
            said = {"quantity": asset.quantity, "value_fen": asset.value_fen}
            AssetLine.objects.update_or_create(household=household, kind=kind, defaults=said)
            changed += 1
    if changed:
        audit("people.money.stated", household, by=by, unit=household.unit, count=changed)
    return household


def _require_fitting(household: Household, stated: MoneyRecord) -> None:
    members = set(household.memberships.filter(ended_on=None).values_list("person_id", flat=True))
    fits = all(
        kind in IncomeKind and (whose is None if kind in HOUSEHOLD_KINDS else whose in members)
        for whose, kind in stated.incomes
    ) and all(kind in SpendingKind and whose in members for whose, kind in stated.spending)
    if not fits or any(kind not in AssetKind for kind in stated.assets):
        raise InvalidInput(
            _("An amount is of somebody who does not belong to the household, or of no kind."),
            remedy=_("Open the page again: the household may have changed."),
            code="no-member",
        )
    losses = [amount for (_whose, kind), amount in stated.incomes.items() if kind == IncomeKind.BUSINESS]
    others = [amount for (_whose, kind), amount in stated.incomes.items() if kind != IncomeKind.BUSINESS]
    others += [*stated.spending.values(), *(asset.value_fen for asset in stated.assets.values() if asset)]
    if any(amount is not None and amount < 0 for amount in others):
        raise InvalidInput(_("An amount is not below 0; only a business can make a loss."), code="amount-negative")
    if any(amount is not None and abs(amount) > MOST_FEN for amount in (*losses, *others)):
        raise InvalidInput(_("An amount is too large to be meant."), code="amount-too-large")


def _state(
    model: type[L], household: Household, stated: Mapping[MoneyKey, int | None], period: tuple[date, date]
) -> int:
    """Write the amounts of one table; how many were not on file already."""
    known: dict[tuple[UUID | None, str], list[L]] = {}
    for line in model.objects.filter(household=household, to_on__range=period):
        known.setdefault((line.person_id, line.kind), []).append(line)
    changed = [
        (key, amount)
        for key, amount in stated.items()
        if amount != (sum(line.amount_fen for line in known[key]) if key in known else None)
    ]
    gone = [line.pk for key, _amount in changed for line in known.get(key, [])]
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(
        model(household=household, person_id=key[0], kind=key[1], amount_fen=amount, from_on=period[0], to_on=period[1])
        for key, amount in changed
        if amount is not None
    )
    return len(changed)
