"""The union's side: drafting, sending, withdrawing, and taking the answer or sending it back."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people.access import require_consent
from niangjia.people.consent_texts import THIRD_PARTY
from niangjia.people.models import Person
from niangjia.people.queries import members_in_force
from niangjia.privacy.files import read_sealed
from niangjia.referrals import access
from niangjia.referrals.catalogue import ITEMS, Item
from niangjia.referrals.commands.steps import (
    checked,
    end_links,
    stop_clock,
    tell_partner,
    told,
    under_lock_for,
)
from niangjia.referrals.ladder import next_day
from niangjia.referrals.limits import days_to_answer
from niangjia.referrals.models import Answer, Outcome, Referral, State, WhyOver
from niangjia.referrals.queries import partners_near
from niangjia.referrals.sharing import Case, facts_of, freeze
from niangjia.workdays.calendar import add_working_days


@transaction.atomic
def draft_referral(
    dossier: Dossier, *, item: str, partner: Unit, person: Person, facts: Collection[str], request: str, by: User
) -> Referral:
    """Draft a referral of an open dossier; nothing is shared yet. The same draft again is the one there is.

    Raises Forbidden, Conflict for a closed dossier or partner, InvalidInput for what does not go together.
    """
    access.require(by, "draft", dossier.unit)
    dossier = _lock_dossier(dossier)
    wanted = _checked(dossier, item, partner, person, facts)
    text = checked(request, what=_("What is asked for"))
    same = {"dossier": dossier, "item": item, "partner": partner, "person": person, "state": State.DRAFT, "made_by": by}
    for known in Referral.objects.filter(**same):
        if known.facts == wanted and known.request and known.request.reveal() == text:
            return known
    referral = Referral(**same, facts=wanted, request=text, made_at=clock.now(), changed_at=clock.now())
    referral.save(force_insert=True)
    audit("referrals.referral.drafted", referral, by=by, unit=dossier.unit, **told(referral))
    return referral


@transaction.atomic
def revise_referral(
    referral: Referral, *, item: str, partner: Unit, person: Person, facts: Collection[str], request: str, seen: str,
    by: User,
) -> Referral:  # fmt: skip
    """Change a draft that is as it was when `seen` (its changed_at, ISO). Locks its row.

    Raises as draft_referral does, and Conflict when it was sent or someone else changed it meanwhile.
    """
    access.require(by, "revise", referral.dossier.unit)
    referral = under_lock_for(referral, "revise", by=by)
    if referral.changed_at.isoformat() != seen:
        raise Conflict(
            _("Someone else has changed this draft since you opened it."),
            remedy=_("Open it again: what you typed is below, to be copied."),
            code="changed",
        )
    wanted = _checked(referral.dossier, item, partner, person, facts)
    referral.item, referral.partner, referral.person, referral.facts = item, partner, person, wanted
    referral.request, referral.changed_at = checked(request, what=_("What is asked for")), clock.now()
    referral.save(update_fields=["item", "partner", "person", "facts", "request", "changed_at"])
    audit("referrals.referral.revised", referral, by=by, unit=referral.dossier.unit, **told(referral))
    return referral


@transaction.atomic
def send_referral(referral: Referral, *, by: User) -> Referral:
    """Freeze what the item needs, start the clock and tell the responders. Locks its row.

    Raises Forbidden, ConsentMissing for worker or member, Conflict when the dossier or the partner is closed or it was
    sent already, InvalidInput when the data no longer fit.
    """
    access.require(by, "send", referral.dossier.unit)
    dossier = _lock_dossier(referral.dossier)
    referral = under_lock_for(referral, "send", by=by)
    item = ITEMS.get(referral.item)
    wanted = _checked(dossier, referral.item, referral.partner, referral.person, referral.facts)
    for person in {dossier.worker_id: dossier.worker, referral.person_id: referral.person}.values():
        require_consent(person, THIRD_PARTY)
    require_open(referral.partner)
    member = members_in_force(dossier.household).filter(person=referral.person).first()
    shared = facts_of(item, Case(dossier, referral.person, member), wanted)  # type: ignore[arg-type] # _checked
    today = clock.today()
    referral.share, referral.sent_by, referral.sent_on = freeze(shared), by, today
    _start_clock(referral, State.SENT, today)
    referral.save()
    labels = Text("、".join(each.label.zh for each in shared), ", ".join(each.label.en for each in shared))
    audit(
        "referrals.referral.sent",
        referral,
        by=by,
        unit=dossier.unit,
        due=referral.due_on.isoformat(),  # type: ignore[union-attr] # set above
        shared=labels,
        facts=wanted,
        **told(referral),
    )
    _tell_of(referral, _("You are asked for “%(item)s”; please answer by %(due)s."), by)
    return referral


@transaction.atomic
def withdraw_referral(referral: Referral, *, reason: str, by: User) -> Referral:
    """Take a referral back; its link ends. A draft needs no reason. Locks its row. Raises Forbidden, Conflict,
    InvalidInput without a reason.
    """
    access.require(by, "withdraw", referral.dossier.unit)
    referral = under_lock_for(referral, "withdraw", by=by)
    was_sent = referral.sent_on is not None
    referral.reason = checked(reason, what=_("The reason"), is_needed=was_sent)
    referral.ended_on = clock.today()
    stop_clock(referral, State.WITHDRAWN, "reason", "ended_on")
    end_links(referral, WhyOver.ENDED)
    audit("referrals.referral.withdrawn", referral, by=by, unit=referral.dossier.unit, **told(referral))
    if was_sent:
        _tell_of(
            referral, _("“%(item)s” was withdrawn; nothing more is to be done. Do not use what you were told."), by
        )
    return referral


@transaction.atomic
def approve_answer(referral: Referral, *, by: User) -> Referral:
    """Accept the answer of the partner. Locks its row. Raises Forbidden, Conflict."""
    access.require(by, "approve-answer", referral.dossier.unit)
    referral = under_lock_for(referral, "approve-answer", by=by)
    stop_clock(referral, State.SETTLED)
    end_links(referral, WhyOver.ENDED)
    audit("referrals.answer.approved", referral, by=by, unit=referral.dossier.unit, **told(referral))
    _tell_of(referral, _("Your answer to “%(item)s” was accepted. Thank you."), by)
    return referral


@transaction.atomic
def return_answer(referral: Referral, *, why: str, by: User) -> Referral:
    """Send an answer back, once, saying what is missing; the clock runs anew. Locks its row.

    Raises Forbidden, InvalidInput without a reason, Conflict when it was sent back before.
    """
    access.require(by, "return-answer", referral.dossier.unit)
    referral = under_lock_for(referral, "return-answer", by=by)
    if referral.round:
        raise Conflict(
            _("This was sent back once already."),
            remedy=_("Accept the answer and close it, or bring it to the joint meeting."),
            code="returned-already",
        )
    answer = referral.answers.select_for_update().get(round=referral.round)
    answer.returned_why = checked(why, what=_("What is missing"))
    answer.save(update_fields=["returned_why"])
    referral.round, referral.step = 1, ""
    _start_clock(referral, State.RETURNED, clock.today())
    referral.save()
    due = referral.due_on.isoformat()  # type: ignore[union-attr] # set above
    audit("referrals.answer.returned", referral, by=by, unit=referral.dossier.unit, due=due, **told(referral))
    _tell_of(referral, _("The union asks once more about “%(item)s”; please answer by %(due)s."), by)
    return referral


@transaction.atomic
def close_referral(referral: Referral, *, outcome: str, note: str, by: User) -> Referral:
    """End a referral with what came of it for the household. Locks its row.

    Raises Forbidden, Conflict, InvalidInput for an unknown outcome.
    """
    access.require(by, "close", referral.dossier.unit)
    referral = under_lock_for(referral, "close", by=by)
    if outcome not in Outcome.values:
        raise InvalidInput(_("Say what came of it for the household."), code="no-outcome")
    referral.outcome, referral.ended_on = outcome, clock.today()
    referral.result_note = checked(note, what=_("Note"), is_needed=False)
    stop_clock(referral, State.CLOSED, "outcome", "result_note", "ended_on")
    words = in_both_languages(Outcome(outcome).label)
    audit("referrals.referral.closed", referral, by=by, unit=referral.dossier.unit, outcome=words, **told(referral))
    return referral


@transaction.atomic
def download_answer(referral: Referral, answer: Answer, *, by: User) -> bytes:
    """The file of an answer, its reading recorded. Raises Forbidden, UnreadableValue."""
    access.require(by, "read", referral.dossier.unit)
    audit("referrals.answer.downloaded", referral, by=by, unit=referral.dossier.unit, **told(referral))
    return read_sealed(answer.sealed_name)


def _start_clock(referral: Referral, state: State, today: date) -> None:
    due = add_working_days(today, days_to_answer(referral.item))
    referral.state, referral.due_on, referral.changed_at = state, due, clock.now()
    referral.next_step_on = next_day(due, (), today)


def _tell_of(referral: Referral, sentence: object, by: User) -> None:
    due = referral.due_on.isoformat() if referral.due_on else ""
    tell_partner(referral, in_both_languages(sentence, item=referral.label, due=due), by=by)


def _lock_dossier(dossier: Dossier) -> Dossier:
    locked = lock_dossier(dossier)
    if locked.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": locked.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    return locked


def _checked(dossier: Dossier, code: str, partner: Unit, person: Person, facts: Collection[str]) -> list[str]:
    """The wanted facts in the order of the item. Raises InvalidInput for what does not go together."""
    item: Item | None = ITEMS.get(code)
    if item is None:
        raise InvalidInput(_("Choose what is asked for."), code="no-item")
    if partner.kind not in item.kinds or partner not in partners_near(dossier.unit):
        raise InvalidInput(
            _("%(unit)s does not answer “%(item)s”.") % {"unit": partner, "item": item.label},
            remedy=_("Choose another department or partner."),
            code="wrong-partner",
        )
    is_known = person.pk == dossier.worker_id or members_in_force(dossier.household).filter(person=person).exists()
    if not is_known or (not item.is_about_member and person.pk != dossier.worker_id):
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")
    wanted = [each for each in item.facts if each in set(facts)]
    if not wanted:
        raise InvalidInput(_("Choose at least one fact that the partner needs."), code="no-facts")
    return wanted
