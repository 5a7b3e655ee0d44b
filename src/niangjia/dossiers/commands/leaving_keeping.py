"""What the acts of exit, watch, relapse and temporary dossiers rest on, and what is kept with their steps."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.case_days import since_of_case
from niangjia.dossiers.commands.hanging import hang_notice, require_hangable, require_notice_over
from niangjia.dossiers.commands.stepping import Check, Keep, Press, set_due
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
    require_hangable(press, record, _day_of_last(press, "confirm-exit"))


def _day_of_last(press: Press, act: str) -> date:
    days = [step.at.astimezone(clock.SHANGHAI).date() for step in press.steps if step.act == act]
    return days[-1] if days else press.dossier.opened_on


def _check_approval(press: Press, _record: Plain) -> None:
    require_notice_over(
        press,
        after=_("The exit is approved after its last day."),
        upheld=_("Keep the household on file, and look at what was objected."),
    )


def _keep_tapering(press: Press, _record: Plain) -> None:
    [until] = limits_of(LEAVING)["tapering"].days_after(clock.today())
    set_due(press, until)


def _check_tapered(press: Press, _record: Plain) -> None:
    until = tapers_until(press.dossier)
    if until is not None and clock.today() < until:
        raise NotReady(
            in_both_languages(_("The tapering period runs until %(until)s."), until=until.isoformat()),
            remedy=_("The watch begins when it is over."),
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
    require_past_day(
        record.done_on, since=since_of_case(press.dossier), ahead=_("A follow-up is recorded once it has been made.")
    )
    if record.how not in FollowUpHow.values or record.finding not in Finding.values or not record.words.strip():
        raise InvalidInput(_("Say how you asked after the household, and how you found it."), code="not-clear")
    if record.planned is not None and planned_follow_up(press.dossier, record.planned) is None:
        raise NotReady(
            _("This follow-up has been recorded already."), remedy=_("Choose another, or one that was not planned.")
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


def _keep_former_term(press: Press, _record: Plain) -> None:
    """Back on file: a temporary dossier has the term that it had."""
    if until := temporary_until(press.dossier):
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
    "return-exit": _keep_former_term,
    "return-relapse": _keep_former_deadline,
    "watch": _plan("early-follow-ups"),
    "resume": _drop_follow_ups,
    "regularise": _keep_regular,
}
