"""Joint meetings: entered, decided, followed up, closed, printed."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.chain_access import require_not_own
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.purposes import holds_a_number
from niangjia.dossiers.queries import names_in
from niangjia.kernel import clock
from niangjia.kernel.days import require_day_to_come, require_past_day
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.referrals import access
from niangjia.referrals.commands.steps import checked
from niangjia.referrals.minutes_sheet import minutes_sheet
from niangjia.referrals.models import OPEN, Meeting, MeetingDecision, Referral


@transaction.atomic
def open_meeting(unit: Unit, *, held_on: date, texts: Mapping[str, str], by: User) -> Meeting:
    """Enter a joint meeting of a unit; `texts` are place, chair, present and notes. The same again is the one there is.
    Locks the unit.

    Raises Forbidden, InvalidInput for a day to come or a text that names somebody of a household, Conflict for a closed
    unit.
    """
    access.require(by, "hold-meetings", unit)
    require_open(unit)
    require_past_day(held_on, ahead=_("The meeting is still to come."), code="day")
    told = {
        name: checked(text, what=_("The text"), is_needed=name in {"chair", "present"}) for name, text in texts.items()
    }
    for text in told.values():
        _refuse_names(text, unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    known = Meeting.objects.filter(unit=unit, held_on=held_on, made_by=by, closed_at=None, **told).first()
    if known is not None:
        return known
    meeting = Meeting(unit=unit, held_on=held_on, made_by=by, made_at=clock.now(), **told)
    meeting.save(force_insert=True)
    audit("referrals.meeting.opened", meeting, by=by, unit=unit, day=held_on.isoformat())
    return meeting


@transaction.atomic
def record_decision(
    meeting: Meeting, *, text: str, owner: Unit, due_on: date, referral: Referral | None = None, by: User
) -> MeetingDecision:
    """Enter what a meeting decided, the unit that sees to it, and by when. Locks the meeting.

    The same again is the one there is. Raises Forbidden, NeedsAnother for a matter of the own household, Conflict when
    the minutes are closed, InvalidInput for a text
    that names somebody, a day before the meeting, or an owner or referral that is out of its reach.
    """
    access.require(by, "hold-meetings", meeting.unit)
    meeting = _lock_meeting(meeting)
    said = checked(text, what=_("The decision"))
    _refuse_names(said, meeting.unit)
    if due_on < meeting.held_on:
        raise InvalidInput(_("The day to be done by lies before the meeting."), code="day")
    require_day_to_come(due_on, code="day")
    if not access.owners_near(meeting.unit).filter(pk=owner.pk).exists():
        raise InvalidInput(_("%(unit)s is not among those that meet here.") % {"unit": owner}, code="owner")
    if referral is not None and not access.matters_seen_by(by).filter(pk=referral.pk).exists():
        raise InvalidInput(_("This matter is no longer open."), code="referral")
    if referral is not None:
        require_not_own(by, [referral.dossier.household_id], act=access.RIGHTS["hold-meetings"].label)
    same = {"text": said, "owner": owner, "due_on": due_on, "referral": referral}
    if (known := meeting.decisions.filter(done_on=None, **same).first()) is not None:
        return known
    decision = MeetingDecision(meeting=meeting, made_by=by, made_at=clock.now(), **same)
    decision.save(force_insert=True)
    told = {"day": meeting.held_on.isoformat(), "owner": owner.title, "due": due_on.isoformat()}
    audit("referrals.decision.recorded", meeting, by=by, unit=meeting.unit, **told)
    return decision


@transaction.atomic
def finish_decision(decision: MeetingDecision, *, outcome: str, by: User) -> MeetingDecision:
    """Note what came of a decision; closed minutes do not keep from it. Locks its row.

    Raises Forbidden, Conflict when it is done already, InvalidInput for a text that is missing or names somebody.
    """
    decision = lock(MeetingDecision.objects.select_related("meeting__unit", "owner"), decision.pk)
    unit = decision.meeting.unit
    access.require(by, "hold-meetings", unit)
    if decision.done_on is not None:
        raise Conflict(_("This was carried out already."), code="done")
    decision.outcome = checked(outcome, what=_("What came of it"))
    _refuse_names(decision.outcome, unit)
    decision.done_on, decision.done_by = clock.today(), by
    decision.save(update_fields=["outcome", "done_on", "done_by"])
    told = {"day": decision.meeting.held_on.isoformat(), "owner": decision.owner.title}
    audit("referrals.decision.finished", decision.meeting, by=by, unit=unit, **told)
    return decision


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Close the minutes: nothing is entered any more, decisions are still followed up. Raises Forbidden, Conflict."""
    access.require(by, "hold-meetings", meeting.unit)
    meeting = _lock_meeting(meeting)
    meeting.closed_at = clock.now()
    meeting.save(update_fields=["closed_at"])
    audit("referrals.meeting.closed", meeting, by=by, unit=meeting.unit, day=meeting.held_on.isoformat())
    return meeting


def print_minutes(meeting: Meeting, *, by: User) -> bytes:
    """The minutes as a PDF in the reader's language. Raises Forbidden. Made outside the transaction of the record."""
    access.require(by, "print-minutes", meeting.unit)
    sheet = minutes_sheet(meeting)
    with transaction.atomic():
        audit("referrals.minutes.printed", meeting, by=by, unit=meeting.unit, day=meeting.held_on.isoformat())
    return sheet


def _lock_meeting(meeting: Meeting) -> Meeting:
    locked = lock(Meeting.objects.select_related("unit"), meeting.pk)
    if locked.closed_at is not None:
        raise Conflict(
            _("The minutes of this meeting are closed."), remedy=_("Enter another meeting."), code="meeting-closed"
        )
    return locked


def _refuse_names(text: str, unit: Unit) -> None:
    """Raise InvalidInput for a text that names somebody of a household on the table, or holds a long number: minutes
    are read by many.
    """
    if not text:
        return
    if holds_a_number(text):
        raise InvalidInput(_("There is a long number in the text."), remedy=_("Leave numbers out."), code="number")
    on_the_table = Dossier.objects.filter(
        pk__in=Referral.objects.filter(state__in=OPEN, dossier__unit__path__startswith=unit.path).values("dossier")
    )
    if named := names_in(text, on_the_table):
        raise InvalidInput(
            in_both_languages(_("This text names %(names)s."), names="、".join(named)),
            remedy=_("Minutes go round: say which matter it is, without names."),
            code="name-in-text",
        )
