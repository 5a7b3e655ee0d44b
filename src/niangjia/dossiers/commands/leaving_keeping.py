"""What the acts of exit, watch, relapse and temporary dossiers rest on, and what is kept with their steps."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.commands.hanging import hang_notice, require_hangable, require_notice_over
from niangjia.dossiers.commands.stepping import Check, Keep, Press, day_of_last, set_due
from niangjia.dossiers.errors import NotReady
from niangjia.dossiers.models import DossierState, Finding, FollowUp, FollowUpHow
from niangjia.dossiers.queries_of_leaving import (
    LEAVING,
    exit_test_of,
    latest_finding,
    next_follow_up,
    planned_follow_up,
    tapers_until,
    temporary_until,
)
from niangjia.dossiers.step_records import ExitNoticeRecord, FollowUpRecord, Plain
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.limits.queries import limits_of

BEGIN_WATCH = ("start-watch", "watch")
"""The acts with which a household begins to be watched."""


def _check_proposal(press: Press, record: Plain) -> None:
    if not record.note.strip():
        raise InvalidInput(_("Say what the hardship came from, and that it is over."), code="causes-missing")
    test = exit_test_of(press.dossier)
    if not test.is_met:
        raise NotReady(
            test.sentence,
            remedy=_("State the income of the months that count, or leave the household on file: help goes on."),
            code="exit-not-met",
        )


def _check_exit_notice(press: Press, record: ExitNoticeRecord) -> None:
    require_hangable(press, record, day_of_last(press, "confirm-exit"))


def _check_approval(press: Press, _record: Plain) -> None:
    require_notice_over(
        press,
        after=_("The exit is approved after its last day."),
        cut_short=_("Keep the household on file for now; an exit may be proposed again later."),
        upheld=_("Keep the household on file, and look at what was objected."),
    )
    _require_still_met(press)


def _require_still_met(press: Press) -> None:
    """The months that the proposal rested on, with their incomes and lines as they are known now."""
    proposals = [step for step in press.steps if step.act == "propose-exit"]
    months = proposals[-1].details.get("months", []) if proposals else []
    if months:
        test = exit_test_of(press.dossier, [date.fromisoformat(f"{each}-01") for each in months])
        if not test.is_met:
            raise NotReady(
                test.sentence,
                remedy=_("What the exit rested on was stated anew: correct it, or keep the household on file for now."),
                code="exit-not-met",
            )


def _keep_tapering(press: Press, _record: Plain) -> None:
    [until] = limits_of(LEAVING)["tapering"].days_after(clock.today())
    set_due(press, until)


def _check_tapered(press: Press, _record: Plain) -> None:
    until = tapers_until(press.dossier)
    if until is not None and clock.today() < until:
        raise NotReady(
            in_both_languages(_("The tapering period ends on %(until)s."), until=until.isoformat()),
            remedy=_("The watch begins on that day."),
            code="still-tapering",
        )


def _plan(code: str) -> Keep:
    """Write the follow-ups of a schedule, counted from today."""

    def keep(press: Press, _record: Plain) -> None:
        days = limits_of(LEAVING)[code].days_after(clock.today())
        FollowUp.objects.bulk_create(FollowUp(dossier=press.dossier, due_on=day) for day in days)
        set_due(press, days[0])

    return keep


def _check_follow_up(press: Press, record: FollowUpRecord) -> None:
    began_on = day_of_last(press, *BEGIN_WATCH)
    require_past_day(record.done_on, since=began_on, ahead=_("A follow-up is recorded once it has been made."))
    if record.how not in FollowUpHow.values or record.finding not in Finding.values or not record.words.strip():
        raise InvalidInput(_("Say how you asked after the household, and how you found it."), code="not-clear")
    if record.planned is not None:
        _require_near_its_day(press, record.planned, record.done_on)


def _require_near_its_day(press: Press, pk: UUID, done_on: date) -> None:
    """A year of follow-ups takes a year: what is made long before the day of a planned one does not stand for it."""
    planned = planned_follow_up(press.dossier, pk)
    if planned is None:
        raise NotReady(
            _("This follow-up has been recorded already."), remedy=_("Choose another, or one that was not planned.")
        )
    from_on = planned.due_on - timedelta(days=limits_of(LEAVING)["follow-up-ahead"].value)
    if done_on < from_on:
        days = {"due": planned.due_on.isoformat(), "from": from_on.isoformat()}
        raise InvalidInput(
            in_both_languages(_("The follow-up planned for %(due)s is made from %(from)s on."), **days),
            remedy=_("Record this one as not planned: the planned one stays open until its time."),
            code="too-early",
        )


def _keep_follow_up(press: Press, record: FollowUpRecord) -> None:
    planned = planned_follow_up(press.dossier, record.planned) if record.planned else None
    row = planned or FollowUp(dossier=press.dossier, due_on=record.done_on)
    row.done_on, row.how, row.finding, row.words = record.done_on, record.how, record.finding, record.words
    row.step = press.last
    row.save()
    if following := next_follow_up(press.dossier):
        set_due(press, following.due_on)


def _check_end_of_watch(press: Press, _record: Plain) -> None:
    if still := next_follow_up(press.dossier):
        raise NotReady(
            in_both_languages(_("A follow-up is still to be made (%(on)s)."), on=still.due_on.isoformat()),
            remedy=_("The watch ends after the last one."),
            code="follow-up-open",
        )
    if latest_finding(press.dossier) == Finding.TROUBLE:
        raise NotReady(
            _("The last follow-up found the household in trouble again."),
            remedy=_("Propose help again, or follow up once more."),
            code="in-trouble",
        )


def _keep_former_deadline(press: Press, _record: Plain) -> None:
    """Back to tapering or watch: what was due there is due again."""
    if press.dossier.state == DossierState.TAPERING:
        set_due(press, tapers_until(press.dossier))
    elif following := next_follow_up(press.dossier):
        set_due(press, following.due_on)


def keep_term(press: Press) -> None:
    """By whatever act it came back on file, a temporary dossier has the term that it had. Call after the act."""
    is_on_file = press.dossier.state == DossierState.OPEN
    if is_on_file and (until := temporary_until(press.dossier)):
        set_due(press, until)


def _drop_follow_ups(press: Press, _record: Plain) -> None:
    """The schedule ends with the watch; what was found stays."""
    press.dossier.follow_ups.filter(done_on=None).delete()


def _check_temporary(press: Press, record: Plain) -> None:
    if not press.dossier.is_temporary:
        raise NotReady(_("This is no temporary dossier."), code="not-temporary")
    require_reason(record)


def require_reason(record: Plain) -> None:
    """Raises InvalidInput without a reason."""
    if not record.note.strip():
        raise InvalidInput(_("Say why."), code="reason-missing")


def _check_reason(_press: Press, record: Plain) -> None:
    require_reason(record)


def _keep_regular(press: Press, _record: Plain) -> None:
    press.dossier.is_temporary = False
    press.dossier.save(update_fields=["is_temporary"])


LEAVING_CHECKS: dict[str, Check] = {
    "propose-exit": _check_proposal,
    "post-exit-notice": _check_exit_notice,
    "approve-exit": _check_approval,
    "start-watch": _check_tapered,
    "record-follow-up": _check_follow_up,
    "end-watch": _check_end_of_watch,
    "return-exit": _check_reason,
    "propose-relapse": _check_reason,
    "return-relapse": _check_reason,
    "regularise": _check_temporary,
    "end-temporary": _check_temporary,
}
LEAVING_KEEPS: dict[str, Keep] = {
    "post-exit-notice": hang_notice,
    "approve-exit": _keep_tapering,
    "start-watch": _plan("follow-ups"),
    "record-follow-up": _keep_follow_up,
    "approve-relapse": _drop_follow_ups,
    "return-relapse": _keep_former_deadline,
    "watch": _plan("early-follow-ups"),
    "resume": _drop_follow_ups,
    "regularise": _keep_regular,
}
