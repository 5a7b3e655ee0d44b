"""The partner's side, for responders who sign in: reading, taking on, declining, answering."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.audit.queries import entries_about
from niangjia.kernel import clock
from niangjia.kernel.text import in_both_languages
from niangjia.people.evidence_files import CleanFile
from niangjia.referrals import access
from niangjia.referrals.commands.steps import (
    checked,
    end_links,
    keep_answer,
    stop_clock,
    tell_asker,
    told,
    under_lock_for,
)
from niangjia.referrals.models import Answer, Referral, State, WhyOver


@transaction.atomic
def read_request(referral: Referral, *, by: User) -> None:
    """Record that a responder looked at what was shared: once a day. Raises Forbidden."""
    access.require(by, "respond", referral.partner)
    today = clock.now().astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if not entries_about([referral.pk]).filter(act="referrals.referral.read", by=by, at__gte=today).exists():
        audit("referrals.referral.read", referral, by=by, unit=referral.dossier.unit, **told(referral))


@transaction.atomic
def accept_referral(referral: Referral, *, by: User) -> Referral:
    """Take a request on. Locks its row. Raises Forbidden, Conflict."""
    access.require(by, "accept", referral.partner)
    referral = under_lock_for(referral, "accept", by=by)
    referral.state, referral.accepted_on, referral.changed_at = State.ACCEPTED, clock.today(), clock.now()
    referral.save(update_fields=["state", "accepted_on", "changed_at"])
    audit("referrals.referral.accepted", referral, by=by, unit=referral.dossier.unit, **told(referral))
    _tell(referral, _("%(partner)s took on “%(item)s”."), by)
    return referral


@transaction.atomic
def decline_referral(referral: Referral, *, reason: str, by: User) -> Referral:
    """Decline a request and say why; its link ends. Locks its row. Raises Forbidden, Conflict, InvalidInput."""
    access.require(by, "decline", referral.partner)
    referral = under_lock_for(referral, "decline", by=by)
    referral.reason = checked(reason, what=_("The reason"))
    stop_clock(referral, State.DECLINED, "reason")
    end_links(referral, WhyOver.ENDED)
    audit("referrals.referral.declined", referral, by=by, unit=referral.dossier.unit, **told(referral))
    _tell(referral, _("%(partner)s declined “%(item)s”."), by)
    return referral


@transaction.atomic
def answer_referral(referral: Referral, *, result: str, words: str, file: CleanFile | None = None, by: User) -> Answer:
    """Answer a request that was taken on or sent back; its link ends. `file` was cleaned before. Locks its row.

    Raises Forbidden, Conflict, InvalidInput for no result or no words.
    """
    access.require(by, "answer", referral.partner)
    referral = under_lock_for(referral, "answer", by=by)
    answer = keep_answer(referral, result=result, words=words, file=file, by=by)
    end_links(referral, WhyOver.ENDED)
    result_words = answer.result_label
    audit(
        "referrals.referral.answered",
        referral,
        by=by,
        unit=referral.dossier.unit,
        result=result_words,
        **told(referral),
    )
    _tell(referral, _("%(partner)s answered “%(item)s”: please look at it."), by)
    return answer


def _tell(referral: Referral, sentence: object, by: User) -> None:
    tell_asker(referral, in_both_languages(sentence, item=referral.label, partner=referral.partner.title), by=by)
