"""Every write to appointments.

Locks, in this order: the unit, the user. So no two overlap, no separation of duties is broken by two at once, and
nobody is appointed at a unit while it closes.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import access, rules
from niangjia.accounts.models import Appointment, Role, Unit, User
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text, in_both_languages

REASON, DOCUMENT = _("Reason"), _("Document")
STOOD_IN_FOR_ENDED = _("The appointment that was stood in for has ended.")
MERGED = _("The unit was merged into another.")


@transaction.atomic
def appoint_user(
    user: User,
    *,
    role: str,
    unit: Unit,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    is_acting: bool = False,
    stands_in_for: Appointment | None = None,
    document: str = "",
) -> Appointment:
    """Give someone a role at a unit and below, for a period (last day included).

    Acting (代理) is for a time, at most `rules.ACTING_DAYS`, in place of the holder of another appointment to the same
    role at the same unit, or of nobody where the post is vacant. Raises Forbidden (oneself too), InvalidInput for days
    and roles that cannot be, Conflict for what is held already, what one person may not hold, and a closed unit.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    access.require(by, "appoint", unit)
    if user.pk == by.pk:
        raise Forbidden(_("Nobody appoints himself."), remedy=_("Ask another security administrator."))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wanted = rules.Held(role, starts_on, ends_on)
    _check_person_and_place(user, role, unit)
    _check_days(wanted)
    if is_acting or stands_in_for is not None:
        _check_acting(wanted, user, unit, stands_in_for)
    _refuse_what_clashes(wanted, user, unit)
    appointment = Appointment.objects.create(
        user=user,
        unit=unit,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        is_acting=is_acting or stands_in_for is not None,
        stands_in_for=stands_in_for,
        document=rules.clean(document, what=DOCUMENT, limit=120, is_needed=False),
        appointed_by=by,
    )
    record("accounts.user.appointed", user, by=by, unit=unit, **_told(appointment))
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, last_on: date, reason: str, by: User) -> Appointment:
    """End an appointment early, with its last day (yesterday: it ends at once), and those who stand in for it with it.

    One that has not begun by then was never in force. Raises Forbidden (oneself too), InvalidInput for a day that is
    past or not earlier than its end, Conflict when it has ended already.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=appointment.unit_id)
    access.require(by, "appoint", unit)
    if appointment.user_id == by.pk:
        raise Forbidden(
            _("Your own appointment is ended by somebody else."), remedy=_("Ask another security administrator.")
        )
    stand_ins = appointment.stand_ins.in_force_or_to_come(clock.today()).exclude(ends_on__lte=last_on)
    _lock_users([appointment.user_id, *stand_ins.values_list("user_id", flat=True)])
    appointment = _lock_in_force(appointment)
    reason = rules.reason_about(reason, appointment.user.display_name, what=REASON, limit=200)
    if last_on < clock.today() - timedelta(days=1):
        raise InvalidInput(
            _("What was done in office stays done: an appointment ends yesterday at the earliest."),
            remedy=_("Give yesterday as the last day to end it at once."),
        )
    if appointment.ends_on is not None and last_on >= appointment.ends_on:
        raise InvalidInput(
            format_lazy(_("It ends on {day} by itself."), day=appointment.ends_on.isoformat()),
            remedy=_("Give an earlier last day."),
        )
    _end(appointment, last_on, reason)
    told = _told_end(appointment, last_on, reason)
    record("accounts.appointment.ended", appointment, by=by, unit=appointment.unit, **told)
    for stand_in in stand_ins:
        _end_stand_in(stand_in, last_on, by)
    return appointment


def _end_stand_in(stand_in: Appointment, last_on: date, by: User) -> None:
    """Nobody acts for one who no longer holds the post."""
    stand_in, why = _lock_in_force(stand_in), in_both_languages(STOOD_IN_FOR_ENDED)
    _end(stand_in, last_on, why.zh)
    record("accounts.appointment.ended", stand_in, by=by, unit=stand_in.unit, **_told_end(stand_in, last_on, why))


def hand_over(unit: Unit, *, to: Unit, by: User) -> None:
    """A part of a merger: what is held at a unit goes on at another from today, with the same people and days.

    Whoever holds the same there already does not hold it twice. The old rows end yesterday and stay. Nothing goes up to
    a unit above: there it would reach far more than it was given for, and who changes the tree appoints nobody.
    """
    today = clock.today()
    rows = Appointment.objects.in_force_or_to_come(today).filter(unit=unit).order_by("is_acting", "user_id", "id")
    successors: dict[object, Appointment] = {}
    _lock_users(rows.values_list("user_id", flat=True))
    for row in list(rows):
        old = _lock_in_force(row)
        starts_on, ends_on = max(old.starts_on, today), old.ends_on
        _end(old, today - timedelta(days=1), in_both_languages(MERGED).zh)
        if unit.path.startswith(to.path):
            told = _told_end(old, today - timedelta(days=1), in_both_languages(MERGED))
            record("accounts.appointment.ended", old, by=by, unit=old.unit, **told)
            continue
        held = Appointment.objects.overlapping(starts_on, ends_on).filter(user=old.user, unit=to, role=old.role)
        if held.exists():
            continue
        new = successors[old.pk] = Appointment.objects.create(
            user=old.user,
            unit=to,
            role=old.role,
            starts_on=starts_on,
            ends_on=ends_on,
            is_acting=old.is_acting,
            stands_in_for=successors.get(old.stands_in_for_id),
            document=old.document,
            appointed_by=by,
        )
        record("accounts.user.appointed", new.user, by=by, unit=to, **_told(new))


def role_words(appointment: Appointment) -> Text:
    """The role in both languages, and whether it is held for another."""
    role = in_both_languages(Role(appointment.role).label)
    return Text(f"{role.zh}（代理）", f"{role.en} (acting)") if appointment.is_acting else role


def _told(appointment: Appointment) -> dict[str, object]:
    """What the record says of an appointment."""
    unit, user = appointment.unit, appointment.user
    return {"username": user.username, "role": role_words(appointment), "unit_name": unit.title}


def _told_end(ended: Appointment, last_on: date, reason: str | Text) -> dict[str, object]:
    return _told(ended) | {"last_on": last_on.isoformat(), "reason": reason}


def _lock_users(ids: Iterable[UUID]) -> None:
    """Lock several users in one order, whoever else does the same."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk"))


def _lock_in_force(appointment: Appointment) -> Appointment:
    """Its row as it is now, locked with its user. Raises Conflict when it has ended."""
    User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    locked = lock(Appointment.objects.select_related("user", "unit"), appointment.pk)
    if locked.is_withdrawn or (locked.ends_on is not None and locked.ends_on < clock.today()):
        raise Conflict(_("This appointment has ended already."), code="ended")
    return locked


def _end(appointment: Appointment, last_on: date, reason: str) -> None:
    """Write the last day; one that would end before it begins is withdrawn and keeps its first day as its last."""
    appointment.is_withdrawn = last_on < appointment.starts_on
    appointment.ends_on = max(last_on, appointment.starts_on)
    appointment.end_reason = reason
    appointment.save(update_fields=["ends_on", "end_reason", "is_withdrawn"])


def _check_person_and_place(user: User, role: str, unit: Unit) -> None:
    if role not in Role.values:
        raise InvalidInput(format_lazy(_("There is no role “{role}”."), role=role[:20]), code="unknown-role")
    if user.is_system or not user.is_active:
        raise Conflict(format_lazy(_("{user} cannot sign in."), user=user), remedy=_("Enable the user first."))
    if unit.closed_on is not None:
        raise Conflict(format_lazy(_("{unit} is closed."), unit=unit), code="unit-closed")
    if not rules.may_be_held_at(role, unit.details.group):
        raise InvalidInput(
            format_lazy(_("There is no {role} at {unit}."), role=Role(role).label, unit=unit),
            remedy=_(
                "At departments and partners there are responders, leaders (their heads), counsellors and crisis duty."
            ),
        )


def _check_days(wanted: rules.Held) -> None:
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise InvalidInput(_("The last day lies before the first."), remedy=_("Give a later last day."))


def _check_acting(wanted: rules.Held, user: User, unit: Unit, other: Appointment | None) -> None:
    if other is None:
        rules.check_acting(wanted.starts_on, wanted.ends_on, None)
        return
    other = Appointment.objects.select_related("user").get(pk=other.pk)
    if other.user_id == user.pk or other.is_acting:
        raise InvalidInput(_("Nobody acts for himself, or for one who is only acting."))
    if (other.role, other.unit_id) != (wanted.role, unit.pk) or other.is_withdrawn:
        raise InvalidInput(
            _("The appointment stood in for is of another role or unit."),
            remedy=_("Choose an appointment to the same role at the same unit."),
        )
    rules.check_acting(wanted.starts_on, wanted.ends_on, rules.Held(other.role, other.starts_on, other.ends_on))


def _refuse_what_clashes(wanted: rules.Held, user: User, unit: Unit) -> None:
    """Raises Conflict for the same role at the same unit on the same day, and for what separation of duties forbids."""
    rows = list(Appointment.objects.overlapping(wanted.starts_on, wanted.ends_on).filter(user=user))
    same = next((row for row in rows if (row.role, row.unit_id) == (wanted.role, unit.pk)), None)
    if same is not None:
        raise Conflict(
            format_lazy(
                _("{user} holds this role at {unit} already: from {day}."),
                user=user,
                unit=unit,
                day=same.starts_on.isoformat(),
            ),
            remedy=_("End that appointment first, or give days that do not overlap."),
            code="overlap",
        )
    clash = rules.first_clash(wanted, [rules.Held(row.role, row.starts_on, row.ends_on) for row in rows])
    if clash is not None:
        held, separation = clash
        raise Conflict(
            format_lazy(
                _("{user} cannot be {wanted} and {held} at the same time. {why}"),
                user=user,
                wanted=Role(wanted.role).label,
                held=Role(held.role).label,
                why=separation.why,
            ),
            remedy=_("Appoint another person, or end the other appointment first."),
            code="separation",
        )
