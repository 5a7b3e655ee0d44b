"""Emergency access: one dossier outside one's own units, for hours, told to two others and reviewed afterwards."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, Urgent, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access, looking
from niangjia.dossiers.commands.limits import SUPERIORS, count_look, looking_of, time_in_words
from niangjia.dossiers.commands.reading import check_reason
from niangjia.dossiers.errors import NobodyToTell
from niangjia.dossiers.models import BreakGlass, Dossier, Verdict
from niangjia.dossiers.queries import names_in
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.kernel.ids import new_id
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text, in_both_languages, without
from niangjia.people.queries import persons_by_number
from niangjia.workdays.calendar import add_working_days

LENGTH = timedelta(hours=4)
DAYS_TO_REVIEW = 3
"""Working days."""

IDENTITY_LENGTH = 18


def open_break_glass(number: str, *, reason: str, device: str, by: User) -> BreakGlass:
    """Let someone with a case role read one dossier outside their units for LENGTH, from now on; two others are told.

    `number` is that of the dossier, or an identity number (18 characters that hold together); each try counts as a look
    at a person. Pressed twice, it is one access. Raises Forbidden, InvalidInput for the reason or a number that is not
    on file, TooManyLooks, Conflict when the dossier may be read anyway or was opened so within the last day, and
    NobodyToTell; and NotRecorded. What is refused after the number was looked up is recorded too.
    """
    if not holds(by, access.RIGHTS["break-glass"]):
        raise Forbidden(_("Emergency access is for those who work with cases."))
    check_reason(reason)
    with looking_of(by):
        dossier, about = _dossier_of(number)
        told = _to_tell(dossier, by) if dossier else []
        known = looking.renewed_too_soon(by, dossier) if dossier else None
        refusal: NiangjiaError | None = (
            count_look(by, about) or _refusal(dossier, known, told, by) or _refusal_of_names(reason, dossier)
        )
        if refusal is not None:
            told_why = without(reason.strip(), _named(reason, dossier))
            audit("dossiers.break-glass.refused", by, by=by, reason=told_why, device=device, result=refusal.code)
        elif dossier is not None and known is None:
            known = _open(dossier, reason.strip(), device, by)
            until = time_in_words(known.ends_at)
            audit(
                "dossiers.break-glass.opened",
                dossier,
                by=by,
                unit=dossier.unit,
                number=dossier.number,
                reason=known.reason,
                until=until,
                device=device,
                told=[each.username for each in told],
            )
            _tell(dossier, until, told, by)
    if refusal is not None:
        raise refusal
    if known is None:
        raise RuntimeError("neither refused nor opened")
    return known


@transaction.atomic
def review_break_glass(glass: BreakGlass, *, verdict: str, note: str, by: User) -> BreakGlass:
    """Say whether an emergency access was justified, once, as someone else than who had it. Locks its row.

    Raises Forbidden, InvalidInput for an unknown verdict or a missing note, Conflict when it has been reviewed.
    """
    glass = lock(BreakGlass.objects.select_related("dossier", "unit", "user"), glass.pk)
    access.require(by, "review-break-glass", glass.unit)
    if glass.user_id == by.pk:
        raise Forbidden(_("Nobody reviews their own emergency access."), remedy=_("Leave it to a colleague."))
    if glass.reviewed_at is not None:
        raise Conflict(_("This emergency access has been reviewed already."), code="reviewed-already")
    if verdict not in Verdict.values:
        raise InvalidInput(_("Say whether it was justified."), code="no-verdict")
    check_reason(note, about=Dossier.objects.filter(number=glass.number))
    glass.verdict, glass.review_note = verdict, note.strip()
    glass.reviewed_by, glass.reviewed_at = by, clock.now()
    glass.save(update_fields=["verdict", "review_note", "reviewed_by", "reviewed_at"])
    label, number = in_both_languages(Verdict(verdict).label), glass.number
    audit(
        "dossiers.break-glass.reviewed",
        glass.dossier or glass,
        by=by,
        unit=glass.unit,
        number=number,
        verdict=label,
        note=glass.review_note,
    )
    text = in_both_languages(
        _("Your emergency access to dossier %(number)s was reviewed: %(verdict)s."), number=number, verdict=label
    )
    send_notice([glass.user], text=text, by=by)
    return glass


def _dossier_of(number: str) -> tuple[Dossier | None, UUID]:
    """The dossier, and the person whom the look counts for: an id that is nobody's when nothing is on file."""
    everywhere = Dossier.objects.select_related("unit")
    if len(number) == IDENTITY_LENGTH:
        found = looking.dossiers_of_number(everywhere, number).first()
        return found, persons_by_number([number])[number].pk if found else new_id()
    found = everywhere.filter(number=number).first()
    return found, found.worker_id if found else new_id()


def _named(reason: str, dossier: Dossier | None) -> list[str]:
    return names_in(reason, Dossier.objects.filter(pk=dossier.pk)) if dossier else []


def _refusal_of_names(reason: str, dossier: Dossier | None) -> NiangjiaError | None:
    """The reason goes on the record for good: it names nobody of the household. Told after the try was counted."""
    if not _named(reason, dossier):
        return None
    return InvalidInput(
        _("The reason names somebody of the household."),
        remedy=_("The record outlives the dossier: write “the worker” or the number of the dossier instead."),
        code="name-in-reason",
    )


def _to_tell(dossier: Dossier, by: User) -> list[User]:
    """The approvers and leaders and the security administrators nearest above a dossier, each once."""
    superiors = nearest_holders(dossier.unit, SUPERIORS, besides=by)
    security = nearest_holders(dossier.unit, [Role.SECURITY_ADMINISTRATOR], besides=by)
    return list(dict.fromkeys([*superiors, *security]))


def _refusal(dossier: Dossier | None, known: BreakGlass | None, told: list[User], by: User) -> NiangjiaError | None:
    if dossier is None:
        return InvalidInput(
            _("Nothing is on file under this number."), remedy=_("Check the digits."), code="not-on-file"
        )
    if access.may(by, "read", dossier.unit):
        return Conflict(
            _("This dossier is within your own units."), remedy=_("Open it from the list."), code="own-dossier"
        )
    if known is not None:
        if known.is_open(clock.now()):
            return None
        again = time_in_words(known.ends_at + looking.NO_SELF_RENEWAL)
        return Conflict(
            in_both_languages(_("You had emergency access to this dossier lately; not again before %(at)s."), at=again),
            remedy=_("Ask the clerk of its unit, or a colleague who may read it."),
            code="renewed-too-soon",
        )
    if len(told) < 2:
        return NobodyToTell(
            in_both_languages(
                _("Two others must be told of an emergency access, and %(count)s could be found."), count=len(told)
            ),
            remedy=_("Have a chair or leader and a security administrator appointed for this unit."),
        )
    return None


def _open(dossier: Dossier, reason: str, device: str, by: User) -> BreakGlass:
    now = clock.now()
    return BreakGlass.objects.create(
        user=by,
        dossier=dossier,
        number=dossier.number,
        unit=dossier.unit,
        reason=reason,
        opened_at=now,
        ends_at=now + LENGTH,
        review_due_on=add_working_days(clock.today(), DAYS_TO_REVIEW),
        device=device,
    )


def _tell(dossier: Dossier, until: str, told: list[User], by: User) -> None:
    """Notices at once: to those who watch, and to those who will review."""
    auditors = nearest_holders(dossier.unit, [Role.SECURITY_AUDITOR], besides=by)
    text: Text = in_both_languages(
        _("%(name)s opened dossier %(number)s outside their own units in an emergency, until %(until)s."),
        name=str(by),
        number=dossier.number,
        until=until,
    )
    everyone = list(dict.fromkeys([*told, *auditors]))
    reviewers = [each for each in everyone if access.may(each, "review-break-glass", dossier.unit)]
    send_notice([each for each in everyone if each not in reviewers], text=text, urgent=Urgent.BREAK_GLASS, by=by)
    send_notice(reviewers, text=text, address=reverse("dossiers:list-break-glass"), urgent=Urgent.BREAK_GLASS, by=by)
