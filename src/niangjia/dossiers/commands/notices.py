"""What happens to a public notice after it began: it is objected to, the objection is handled, it is taken down."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access, chain_access
from niangjia.dossiers.commands.stepping import begin_press
from niangjia.dossiers.errors import NeedsAnother, NotDue
from niangjia.dossiers.models import HANGING, OPEN_TO_OBJECTIONS, Objection, ObjectionOutcome, PublicNotice
from niangjia.dossiers.queries_of_chain import latest_notice
from niangjia.dossiers.queries_of_notices import standings
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages


@transaction.atomic
def remove_notice(notice: PublicNotice, *, by: User) -> PublicNotice:
    """Record that a notice was taken down today; nothing happens when it was already. Locks its row.

    Raises Conflict while it has to hang (it does not when the worker took the consent back), Forbidden.
    """
    notice = lock(PublicNotice.objects.select_related("dossier__unit", "dossier__worker"), notice.pk)
    dossier = notice.dossier
    access.require(by, "remove-notice", dossier.unit)
    if notice.removed_on is not None:
        return notice
    today = clock.today()
    if standings([notice], today)[0].is_open:
        raise Conflict(
            in_both_languages(_("The notice hangs until %(until)s."), until=notice.ends_on.isoformat()),
            remedy=_("It is taken down after its last day."),
            code="notice-running",
        )
    notice.removed_on, notice.removed_by = today, by
    notice.save(update_fields=["removed_on", "removed_by"])
    audit("dossiers.notice.removed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return notice


@transaction.atomic
def record_objection(notice: PublicNotice, *, received_on: date, told_by: str, text: str, by: User) -> Objection:
    """Keep what somebody said against a filing or an exit, sealed, and tell those who may look into it.

    Locks the dossier row. After the second review what was received until the last day of the notice is still taken,
    and the filing waits for it. Raises NotDue unless the dossier is on notice or has its second review behind it, and
    for an earlier notice of it; InvalidInput for a day before the notice, after it or to come, or without words. The
    same words of the same person again add nothing.
    """
    dossier = begin_press(notice.dossier, by=by).dossier
    access.require(by, "record-objection", dossier.unit)
    if dossier.state not in OPEN_TO_OBJECTIONS or notice != latest_notice(dossier):
        raise NotDue(_("Objections belong to a dossier on public notice."), remedy=_("Its page says where it stands."))
    last_on = clock.today() if dossier.state in HANGING else min(notice.ends_on, clock.today())
    if not text.strip() or not notice.starts_on <= received_on <= last_on:
        raise InvalidInput(_("Say what was objected, and on which day of the notice."), code="not-clear")
    require_readable(told_by, text)
    for known in notice.objections.filter(by=by, received_on=received_on):
        if known.text.reveal() == text:
            return known
    objection = Objection.objects.create(
        notice=notice, received_on=received_on, told_by=told_by, text=text, by=by, at=clock.now()
    )
    audit("dossiers.objection.recorded", dossier, by=by, unit=dossier.unit, number=dossier.number)
    told = in_both_languages(_("An objection to a notice of %(unit)s waits to be looked into."), unit=dossier.unit.name)
    send_notice(nearest_holders(dossier.unit, ["assistance-clerk"], besides=by), text=told, by=by)
    return objection


@transaction.atomic
def read_objection(objection: Objection, *, by: User) -> Objection:
    """Record that someone read an objection in full.

    Raises Forbidden, NeedsAnother for whoever belongs to the household: it does not learn who spoke up.
    """
    dossier = objection.notice.dossier
    access.require(by, "handle-objection", dossier.unit)
    chain_access.require_not_own(by, [dossier.household_id], act=access.RIGHTS["handle-objection"].label)
    audit("dossiers.objection.read", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return objection


@transaction.atomic
def handle_objection(objection: Objection, *, outcome: str, answer: str, by: User) -> Objection:
    """Keep what the inquiry found and what the objector was answered. Locks the dossier row.

    Raises NeedsAnother for whoever found, heard, posted or decided what it is about, or belongs to the household;
    NotDue unless the dossier is on notice or has its second review behind it, Conflict when it was handled by another
    or otherwise, InvalidInput for an unknown outcome or without an answer.
    """
    under_way = begin_press(objection.notice.dossier, by=by)
    dossier, chain = under_way.dossier, under_way.chain
    objection = Objection.objects.select_related("handled_by").get(pk=objection.pk)
    access.require(by, "handle-objection", dossier.unit)
    if objection.handled_by is not None:
        if objection.handled_by == by and (objection.outcome, objection.answer.reveal()) == (outcome, answer):
            return objection
        if objection.handled_by == by:
            raise Conflict(
                _("You have handled this objection already, in other words or with another outcome."),
                remedy=_("What was recorded first stays. Compare it with what you typed, which is kept here."),
                code="objection-handled",
            )
        raise Conflict(
            in_both_languages(_("%(name)s has handled this objection."), name=str(objection.handled_by)),
            code="objection-handled",
        )
    chain_access.require_not_own(by, [dossier.household_id], act=access.RIGHTS["handle-objection"].label)
    if mine := chain_access.step_in_the_way_of_inquiry(by, chain, under_way.steps, dossier.state):
        raise NeedsAnother(
            in_both_languages(
                _("You did “%(mine)s” on this dossier, so that someone else has to do “%(act)s”."),
                mine=chain.acts[mine.act].label,
                act=access.RIGHTS["handle-objection"].label,
            ),
            remedy=_("A colleague who proposed, reviewed and decided nothing of this does it."),
        )
    if dossier.state not in OPEN_TO_OBJECTIONS:
        raise NotDue(_("Objections belong to a dossier on public notice."), remedy=_("Its page says where it stands."))
    if outcome not in ObjectionOutcome.values or not answer.strip():
        raise InvalidInput(_("Say what the inquiry found, and what the objector was answered."), code="not-clear")
    require_readable(answer)
    objection.outcome, objection.answer = outcome, answer
    objection.handled_by, objection.handled_at = by, clock.now()
    objection.save(update_fields=["outcome", "answer", "handled_by", "handled_at"])
    label = in_both_languages(ObjectionOutcome(outcome).label)
    audit("dossiers.objection.handled", dossier, by=by, unit=dossier.unit, number=dossier.number, outcome=label)
    return objection
