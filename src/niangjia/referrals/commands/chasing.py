"""Reminding, and going up the ladder: the work of each day, which may be begun as often as one likes."""

import logging
from uuid import UUID

from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice, system_user
from niangjia.accounts.models import User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.referrals.catalogue import Step
from niangjia.referrals.commands.steps import tell, tell_asker, told
from niangjia.referrals.ladder import next_day, steps_to_come
from niangjia.referrals.models import WITH_PARTNER, Escalation, Referral
from niangjia.referrals.queries import RELATED, due_to_chase

logger = logging.getLogger("niangjia.referrals")

SOON = _("“%(item)s”: an answer of %(partner)s is due by %(due)s.")
LATE = _("“%(item)s”: the answer of %(partner)s was due by %(due)s and is late (%(step)s).")


def chase_referrals() -> int:
    """Take the steps of the ladder that are due today or were missed, each once. How many were taken.

    Each referral is a transaction of its own that locks its row: begun twice at once, or again after a stop, every
    step is still taken once.
    """
    taken = 0
    for pk in list(due_to_chase(clock.today()).values_list("pk", flat=True)):
        try:
            taken += chase_referral(pk)
        except (DatabaseError, NiangjiaError):  # the others go on; this one is tried again with the next round
            logger.exception("The ladder of referral %s did not go on.", pk)
    return taken


@transaction.atomic
def chase_referral(pk: UUID) -> int:
    """The steps of one referral that are due. How many were taken; none when it was answered meanwhile."""
    today, by = clock.today(), system_user()
    referral = lock(Referral.objects.select_related(*RELATED, "sent_by"), pk)
    is_due = referral.state in WITH_PARTNER and referral.next_step_on is not None and referral.next_step_on <= today
    if not is_due or referral.due_on is None:
        return 0
    done = set(referral.escalations.filter(round=referral.round).values_list("step", flat=True))
    due = [step for step, day in steps_to_come(referral.due_on, done) if day <= today]
    for step in due:
        is_pointless = step.after < 0 and today > referral.due_on
        count = 0 if is_pointless else _tell(referral, step, by)
        Escalation.objects.create(referral=referral, round=referral.round, step=step.code, at=clock.now(), told=count)
        audit(
            "referrals.referral.chased",
            referral,
            by=by,
            unit=referral.dossier.unit,
            step=step.label,
            told=count,
            **told(referral),
        )
        referral.step = step.code
    referral.next_step_on = next_day(referral.due_on, done | {each.code for each in due}, today)
    referral.save(update_fields=["step", "next_step_on"])
    return len(due)


def _tell(referral: Referral, step: Step, by: User) -> int:
    """Tell who is to be told: responders with the way to the request, leaders with the way to the figures."""
    text = in_both_languages(
        SOON if step.after < 0 else LATE,
        item=referral.label,
        partner=referral.partner.title,
        due=referral.due_on.isoformat() if referral.due_on else "",
        step=step.label,
    )
    unit = referral.dossier.unit if step.at == "union" else referral.partner
    people = nearest_holders(unit, step.roles)
    if step.at == "partner-only":
        people = [each for each in people if _is_at(each, referral, step)]
    count = (
        tell(people, referral, text, by=by)
        if step.roles == ("responder",)
        else len(send_notice(people, text=text, by=by, address=reverse("referrals:list-meetings")))
    )
    if step.tells_asker or not count:
        tell_asker(referral, text, by=by)
    return count


def _is_at(user: User, referral: Referral, step: Step) -> bool:
    """Whether someone holds a role of the step at the very unit asked."""
    held = user.appointments.in_force(clock.today()).filter(unit=referral.partner, role__in=step.roles)
    return bool(held.exists())
