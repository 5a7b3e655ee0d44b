"""A dossier goes over to another unit: proposed by the one that has it, accepted or declined by the other.

Until it is accepted nothing changes: the unit that proposed it stays responsible, and the other reads nothing of it.
All lock the row of the dossier first. Notices name nobody.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import require_open
from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Unit, User
from niangjia.accounts.unit_kinds import OF_HOUSEHOLDS
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.chain_access import require_not_own
from niangjia.dossiers.commands.stepping import begin_press, lock_dossier, write_step
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.errors import NeedsAnother, NotDue, TransferDecided, TransferUnderWay
from niangjia.dossiers.models import Dossier, DossierState, Transfer, TransferReason, TransferState
from niangjia.dossiers.queries_of_transfers import open_transfer_of
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.limits.queries import limits_of
from niangjia.people import commands as people
from niangjia.workdays.calendar import add_working_days


@transaction.atomic
def propose_transfer(dossier: Dossier, *, to: Unit, reason: str, words: str = "", by: User) -> Transfer:
    """Ask another unit to take a dossier on file over. The same proposal sent twice is one.

    Raises NotDue unless the dossier is on file or watched, TransferUnderWay while another unit has not answered,
    InvalidInput for its own unit, for one that keeps no households, and without a reason; Conflict for a closed unit;
    Forbidden.
    """
    dossier = lock_dossier(dossier)
    access.require(by, "transfer", dossier.unit)
    _require_on_file(dossier)
    known = open_transfer_of(dossier)
    if known is not None:
        if (known.to_unit_id, known.proposed_by_id) == (to.pk, by.pk):
            return known
        raise TransferUnderWay(
            _("This dossier is already to go over to %(unit)s.") % {"unit": known.to_unit},
            remedy=_("Wait for the answer, or take that back first."),
        )
    if to.pk == dossier.unit_id or to.kind not in OF_HOUSEHOLDS:
        raise InvalidInput(_("Choose another unit that keeps dossiers."), code="wrong-unit")
    if reason not in TransferReason.values or (reason == TransferReason.OTHER and not words.strip()):
        raise InvalidInput(_("Say why the dossier goes over."), code="no-reason")
    require_open(to)
    require_readable(words)
    transfer = Transfer.objects.create(
        dossier=dossier,
        from_unit=dossier.unit,
        to_unit=to,
        reason=reason,
        words=words.strip(),
        due_on=add_working_days(clock.today(), limits_of("transfers")["answer"].value),
        proposed_by=by,
        proposed_at=clock.now(),
    )
    audit("dossiers.transfer.proposed", dossier, by=by, unit=dossier.unit, number=dossier.number, to=to.title)
    text = in_both_languages(
        gettext_lazy("%(unit)s asks %(to)s to take over a dossier. Answer until %(day)s."),
        unit=dossier.unit.name,
        to=to.name,
        day=transfer.due_on.isoformat(),
    )
    _tell(transfer, nearest_holders(to, access.RIGHTS["accept-transfer"].roles, besides=by), text, by=by)
    return transfer


@versioned("dossiers.transfer.accepted")
def accept_transfer(transfer: Transfer, *, by: User) -> Dossier:
    """Take a dossier over: it and its household belong to the other unit from now on. The same press twice is one.

    Raises NeedsAnother for who proposed it and for one's own household, TransferDecided, NotDue when the dossier is not
    on file any more, Conflict for a closed unit, Forbidden.
    """
    under_way = begin_press(transfer.dossier, by=by)
    dossier, transfer = under_way.dossier, _locked(transfer)
    access.require(by, "accept-transfer", transfer.to_unit)
    require_not_own(by, [dossier.household_id], act=access.RIGHTS["accept-transfer"].label)
    if transfer.state == TransferState.ACCEPTED and transfer.decided_by_id == by.pk:
        return dossier
    _require_open_transfer(transfer)
    if transfer.proposed_by_id == by.pk:
        raise NeedsAnother(
            _("You proposed this yourself, so that someone else has to accept it."),
            remedy=_("An officer of %(unit)s does this.") % {"unit": transfer.to_unit.name},
        )
    _require_on_file(dossier)
    if dossier.unit_id != transfer.from_unit_id:
        raise NotDue(
            _("This dossier went to another unit meanwhile."), remedy=_("Have its unit propose the transfer anew.")
        )
    before, to = transfer.from_unit, transfer.to_unit
    people.move_household(dossier.household, to=to, by=by)
    dossier.unit = to
    dossier.save(update_fields=["unit"])
    write_step(under_way, "transfer", details={"from": str(before.pk), "to": str(to.pk)})
    _decide(transfer, TransferState.ACCEPTED, by=by)
    audit("dossiers.transfer.left", dossier, by=by, unit=before, number=dossier.number, to=to.title)
    audit("dossiers.transfer.accepted", dossier, by=by, unit=to, number=dossier.number, before=before.title)
    text = in_both_languages(gettext_lazy("%(to)s accepted a dossier of %(unit)s."), unit=before.name, to=to.name)
    _tell(transfer, [transfer.proposed_by], text, by=by)
    return dossier


@transaction.atomic
def decline_transfer(transfer: Transfer, *, answer: str, by: User) -> Transfer:
    """Say that a dossier is not taken over, and why: it stays where it is.

    Raises InvalidInput without a reason, TransferDecided, Forbidden.
    """
    dossier = lock_dossier(transfer.dossier)
    transfer = _locked(transfer)
    access.require(by, "accept-transfer", transfer.to_unit)
    if not _is_repeated(transfer, TransferState.DECLINED, answer, by=by):
        to = transfer.to_unit
        audit("dossiers.transfer.declined", dossier, by=by, unit=transfer.from_unit, number=dossier.number, to=to.title)
        text = in_both_languages(
            gettext_lazy("%(to)s did not accept a dossier of %(unit)s."), unit=transfer.from_unit.name, to=to.name
        )
        _tell(transfer, [transfer.proposed_by], text, by=by)
    return transfer


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, answer: str, by: User) -> Transfer:
    """Take back what was proposed, and say why: the dossier stays where it is.

    Raises InvalidInput without a reason, TransferDecided, Forbidden.
    """
    dossier = lock_dossier(transfer.dossier)
    transfer = _locked(transfer)
    access.require(by, "transfer", transfer.from_unit)
    if not _is_repeated(transfer, TransferState.WITHDRAWN, answer, by=by):
        unit, to = transfer.from_unit, transfer.to_unit
        audit("dossiers.transfer.withdrawn", dossier, by=by, unit=unit, number=dossier.number, to=to.title)
        text = in_both_languages(
            gettext_lazy("%(unit)s took back that a dossier goes over to %(to)s."), unit=unit.name, to=to.name
        )
        _tell(transfer, nearest_holders(to, access.RIGHTS["accept-transfer"].roles, besides=by), text, by=by)
    return transfer


def follow_successor(unit: Unit, *, to: Unit, by: User) -> None:
    """A part of a merger: what waits at the unit waits at its successor; between the two nothing is left to answer."""
    waiting = Transfer.objects.filter(state=TransferState.PROPOSED)
    if not waiting.filter(Q(from_unit=unit) | Q(to_unit=unit)).exists():
        return
    decided = {"state": TransferState.WITHDRAWN, "decided_by": by, "decided_at": clock.now()}
    waiting.filter(from_unit=unit, to_unit=to).update(**decided)
    waiting.filter(from_unit=to, to_unit=unit).update(**decided)
    waiting.filter(from_unit=unit).update(from_unit=to)
    waiting.filter(to_unit=unit).update(to_unit=to)


def _locked(transfer: Transfer) -> Transfer:
    return lock(Transfer.objects.select_related("from_unit", "to_unit", "proposed_by"), transfer.pk)


def _is_repeated(transfer: Transfer, state: TransferState, answer: str, *, by: User) -> bool:
    """Decide, unless the same person decided the same already."""
    if transfer.state == state and transfer.decided_by_id == by.pk:
        return True
    _require_open_transfer(transfer)
    if not answer.strip():
        raise InvalidInput(_("Say why."), code="no-reason")
    require_readable(answer)
    _decide(transfer, state, answer=answer.strip(), by=by)
    return False


def _decide(transfer: Transfer, state: TransferState, *, by: User, answer: str = "") -> None:
    transfer.state, transfer.answer = state, answer
    transfer.decided_by, transfer.decided_at = by, clock.now()
    transfer.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _require_on_file(dossier: Dossier) -> None:
    if not access.RIGHTS["transfer"].allows_state(dossier.state):
        raise NotDue(
            _("A dossier at “%(state)s” does not go over to another unit.")
            % {"state": DossierState(dossier.state).label},
            remedy=_("It is taken over while it is on file or watched; what is under way comes to its end first."),
        )


def _require_open_transfer(transfer: Transfer) -> None:
    if transfer.state != TransferState.PROPOSED:
        raise TransferDecided(
            _("%(name)s decided this already: %(state)s.")
            % {"name": transfer.decided_by, "state": TransferState(transfer.state).label},
            remedy=_("Look at the transfer as it is now."),
        )


def _tell(transfer: Transfer, receivers: Iterable[User], text: object, *, by: User) -> None:
    others = [each for each in receivers if each != by and not each.is_system]
    send_notice(others, text=text, by=by, address=reverse("dossiers:show-transfer", args=[transfer.pk]))  # type: ignore[arg-type] # a Text
