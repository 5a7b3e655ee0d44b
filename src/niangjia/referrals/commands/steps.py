"""What several commands share: the lock, checks of texts, the end of a clock, telling people. No command of its own."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.dossiers.chain_access import require_not_own
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text
from niangjia.people.evidence_files import CleanFile
from niangjia.privacy.files import remove_sealed, write_sealed
from niangjia.referrals import access
from niangjia.referrals.catalogue import RESULTS
from niangjia.referrals.models import Answer, Referral, State, WhyOver
from niangjia.referrals.queries import RELATED

LONGEST = 1000


NEVER_FOR_OWN = frozenset(
    {"send", "issue-link", "approve-answer", "return-answer", "close", "accept", "decline", "answer"}
)
"""Acts that decide something about a household: nobody does them for their own. To ask and to take back is for all."""


def under_lock_for(referral: Referral, act: str, *, by: User) -> Referral:
    """The row as it is now, locked until the transaction ends.

    Raises NeedsAnother for what nobody decides about their own household, Conflict when its state forbids the act.
    """
    locked = lock(Referral.objects.select_related(*RELATED, "sent_by"), referral.pk)
    if act in NEVER_FOR_OWN:
        require_not_own(by, [locked.dossier.household_id], act=access.RIGHTS[act].label)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise Conflict(
            format_lazy(_("This is not possible any more: {state}."), state=State(locked.state).label),
            remedy=_("Look at where it stands now."),
            code="state",
        )
    return locked


def told(referral: Referral) -> dict[str, object]:
    """What every act on a referral says of it: nothing of the household."""
    return {"item": referral.label, "partner": referral.partner.title, "reference": referral.reference}


def checked(text: str, *, what: object, is_needed: bool = True) -> str:
    """What people typed without blank ends. Raises InvalidInput for none where needed, too long, unreadable."""
    text = text.strip()
    if is_needed and not text:
        raise InvalidInput(format_lazy(_("{what}: please say it in a few words."), what=what), code="empty")
    if len(text) > LONGEST:
        raise InvalidInput(format_lazy(_("At most {limit} characters fit."), limit=LONGEST), code="too-long")
    require_readable(text)
    return text


def keep_answer(
    referral: Referral, *, result: str, words: str, file: CleanFile | None, by: User | None, signed_as: str = ""
) -> Answer:
    """Write the answer of this round and its sealed file, and stop the clock; the referral is locked and saved here.

    Raises InvalidInput for an unknown result or a missing text.
    """
    if result not in RESULTS:
        raise InvalidInput(_("Choose what the answer is."), code="no-result")
    answer = Answer(
        referral=referral,
        round=referral.round,
        by=by,
        at=clock.now(),
        result=result,
        words=checked(words, what=_("The answer")),
        signed_as=checked(signed_as, what=_("Your name and post"), is_needed=by is None),
        media_type=file.media_type if file else "",
        size=len(file.content) if file else 0,
    )
    if file is not None:
        write_sealed(answer.sealed_name, file.content)  # first: a row never points at nothing
    try:
        answer.save(force_insert=True)
        stop_clock(referral, State.ANSWERED)
    except BaseException:
        remove_sealed(answer.sealed_name)
        raise
    return answer


def stop_clock(referral: Referral, state: State, *fields: str) -> None:
    """Save a state in which nobody is waited for by the clock, with further fields that were set."""
    referral.state, referral.next_step_on, referral.changed_at = state, None, clock.now()
    referral.save(update_fields=["state", "next_step_on", "changed_at", *fields])


def end_links(referral: Referral, why: WhyOver) -> bool:
    """End the working link of a locked referral. Whether there was one."""
    for link in referral.links.select_for_update().filter(used_at=None, over_at=None):
        link.over_at, link.over_why, link.browser_digest = clock.now(), why, ""
        link.save(update_fields=["over_at", "over_why", "browser_digest"])
        return True  # the database allows one
    return False


def tell_asker(referral: Referral, text: Text, *, by: User) -> None:
    """Tell whoever sent a referral, unless they did it themselves."""
    to = [referral.sent_by] if referral.sent_by and referral.sent_by.is_active and referral.sent_by != by else []
    send_notice(to, text=text, by=by, address=reverse("referrals:show-referral", args=[referral.pk]))


def tell_partner(referral: Referral, text: Text, *, by: User) -> int:
    """Tell the responders of the unit asked, else those of the nearest above. How many there were."""
    return tell(nearest_holders(referral.partner, [Role.RESPONDER]), referral, text, by=by)


def tell(people: Iterable[User], referral: Referral, text: Text, *, by: User) -> int:
    """Tell some responders, with the way to the request."""
    address = reverse("referrals:show-request", args=[referral.pk])
    return len(send_notice(people, text=text, by=by, address=address))
