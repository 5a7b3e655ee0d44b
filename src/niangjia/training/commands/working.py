"""How work begins and ends: parts of the commands of placements, which record. Pay in fen a month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.people import codes
from niangjia.people.models import Person
from niangjia.training.commands.steps import code_of, fen, lock_profile, past
from niangjia.training.limits import follow_up_months
from niangjia.training.models import FollowUpState, Placement, PlacementState, SkillsProfile, WorkFollowUp
from niangjia.training.rules import due_days


@dataclass(frozen=True, slots=True)
class Start:
    """How work began: day, kind of contract (contracts), its term (official list; "" for none), pay before and now."""

    started_on: date
    contract: str
    contract_term: str = ""
    pay_before_fen: int = 0
    pay_fen: int = 0


def begin(placement: Placement, start: Start, profile: SkillsProfile | None) -> None:
    """Save that work began, plan the follow-ups, and let the locked profile say so. Raises Conflict, InvalidInput."""
    if start.contract_term and start.contract_term not in codes.CONTRACT_TERMS:
        raise InvalidInput(_("Choose the term of the contract from the list."), code="choice")
    _require_no_other_work(placement)
    placement.started_on = past(start.started_on, what=_("First day"), since=placement.agreed_on)
    placement.contract = code_of("contracts", start.contract, what=_("Contract"))
    placement.contract_term = start.contract_term
    placement.pay_before_fen = fen(start.pay_before_fen, what=_("Pay before"))
    placement.pay_fen = fen(start.pay_fen, what=_("Pay now"))
    placement.state = PlacementState.STARTED
    placement.save()
    WorkFollowUp.objects.bulk_create(
        WorkFollowUp(placement=placement, months=months, due_on=due_on)
        for months, due_on in due_days(placement.started_on, follow_up_months())
    )
    if profile is not None:
        profile.is_looking, profile.jobless_since, profile.pay_now_fen = False, None, placement.pay_fen
        profile.save(update_fields=["is_looking", "jobless_since", "pay_now_fen"])


def _at_work(besides: Placement) -> "QuerySet[Placement]":
    """Other work of the same person that goes on."""
    return Placement.objects.filter(person=besides.person_id, state=PlacementState.STARTED).exclude(pk=besides.pk)


def _require_no_other_work(placement: Placement) -> None:
    """Raises Conflict for whoever works elsewhere. Locks the person, so that two starts at once wait for each other."""
    lock(Person.objects.all(), placement.person_id, no_key=True)
    other = _at_work(placement).first()
    if other is not None:
        raise Conflict(
            _("This person works already: %(title)s, since %(day)s.")
            % {"title": other.title, "day": other.started_on.isoformat() if other.started_on else ""},
            remedy=_("Enter first that this work has ended, then the new one."),
            code="at-work",
        )


def leave(placement: Placement, on: date, why: str, note: str) -> None:
    """Save that work ended; the profile says so unless other work goes on. Raises InvalidInput; `note` was checked."""
    placement.ended_on = past(on, what=pgettext_lazy("course", "Last day"), since=placement.started_on)
    placement.why_left = code_of("why-left", why, what=pgettext_lazy("training", "Why"))
    placement.state, placement.post, placement.note = (
        PlacementState.ENDED,
        None,
        note,
    )
    placement.save()
    placement.follow_ups.filter(state=FollowUpState.WAITING).update(state=FollowUpState.VOID)
    found = SkillsProfile.objects.filter(person=placement.person).first()
    if found is not None and not _at_work(placement).exists():
        profile = lock_profile(found)
        profile.is_looking = placement.person.died_on is None
        profile.jobless_since, profile.pay_now_fen = placement.ended_on, 0
        profile.save(update_fields=["is_looking", "jobless_since", "pay_now_fen"])
