"""Links for partners without an account: made, opened with the code told by telephone, answered once, ended."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import system_user
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text, in_both_languages
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
from niangjia.referrals.errors import LinkOver, TooManyOpenings
from niangjia.referrals.link_tokens import (
    DAYS,
    HEAD,
    TAIL,
    digest,
    is_open_to,
    link_of,
    new_code,
    new_nonce,
    token_of,
    typed_tail,
)
from niangjia.referrals.models import PartnerLink, Referral, State, WhyOver
from niangjia.referrals.queries import RELATED

MOST_TRIES = 5
OPENINGS_AN_HOUR = 30
WINDOW = timedelta(hours=1)
DECLINE = "decline"

LOOKED, WRONG, GIVEN = (
    Text("打开页面", "looked at"),
    Text("验证码不对", "wrong code"),
    Text("验证码正确", "code given"),
)
SEEN, OVER, TOO_OFTEN = (
    Text("查看内容", "content seen"),
    Text("链接已失效", "over"),
    Text("打开过于频繁", "too often"),
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new link with its token and code, which are told here and never again."""

    link: PartnerLink
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A link as someone opened it. `key`: what the browser that gave the code is handed; `is_unlocked`: whether it may
    see the request; `is_wrong`: whether the code was wrong.
    """

    link: PartnerLink
    referral: Referral
    is_unlocked: bool = False
    is_wrong: bool = False
    key: str = ""


@transaction.atomic
def issue_link(referral: Referral, *, contact: str, by: User) -> Issued:
    """Make a link with its code for whoever answers at the partner; an earlier one ends. Locks the referral.

    Raises Forbidden, Conflict in a state in which the partner has nothing to answer, InvalidInput without a contact.
    """
    access.require(by, "issue-link", referral.dossier.unit)
    referral = under_lock_for(referral, "issue-link", by=by)
    end_links(referral, WhyOver.REPLACED)
    nonce, code, now = new_nonce(), new_code(), clock.now()
    link = PartnerLink(
        referral=referral,
        contact=checked(contact, what=_("Who gets the link")),
        nonce_digest=digest(nonce),
        code_head=code[:HEAD],
        code_hash=make_password(code[-TAIL:]),
        issued_by=by,
        issued_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    link.save(force_insert=True)
    until = link.expires_at.astimezone(clock.SHANGHAI).date().isoformat()
    audit("referrals.link.issued", referral, by=by, unit=referral.dossier.unit, until=until, **told(referral))
    return Issued(link, token_of(link, nonce), code)


@transaction.atomic
def revoke_link(link: PartnerLink, *, by: User) -> None:
    """End a link at once; nothing happens when it is over. Locks the referral. Raises Forbidden."""
    referral = _lock(link)
    access.require(by, "issue-link", referral.dossier.unit)
    if end_links(referral, WhyOver.REVOKED):
        audit("referrals.link.revoked", referral, by=by, unit=referral.dossier.unit, **told(referral))


def open_link(token: str, *, code: str = "", key: str = "", device: str = "") -> Opened:
    """Open a link: look, give the code, or see it again with the key that giving the code was answered with.

    Every opening is recorded and committed before anything is shown; a try of the code counts before it is looked at.
    Locks the link. Raises NotFoundOrForbidden for a token that opens nothing, LinkOver, TooManyOpenings.
    """
    found = link_of(token)
    if found is None:
        raise NotFoundOrForbidden(_("This link opens nothing. Ask the union for a new one."))
    by, is_known = system_user(), False
    with transaction.atomic():
        link = PartnerLink.objects.select_for_update().get(pk=found.pk)
        referral = Referral.objects.select_related(*RELATED, "sent_by").get(pk=link.referral_id)
        may_open, is_first_too_many = _count_opening(link)
        is_known = is_open_to(link, key)
        tail = typed_tail(code)
        is_try = bool(code) and may_open and link.is_working and link.tries < MOST_TRIES
        link.tries += is_try
        link.save()
        result = TOO_OFTEN if not may_open else OVER if not link.is_working else SEEN if is_known else LOOKED
        if (may_open or is_first_too_many) and not is_try:
            audit(
                "referrals.link.opened", referral, by=by, unit=referral.dossier.unit, result=result, device=device,
                **told(referral),
            )  # fmt: skip
    if not may_open:
        raise TooManyOpenings(
            _("This link was opened too often."), remedy=_("Try again in an hour, or call the union.")
        )
    if not link.is_working:
        raise LinkOver(_over_words(link), remedy=_("If something is still open, call the union that sent it."))
    if not is_try:
        return Opened(link, referral, is_unlocked=is_known and not code)
    is_right = check_password(tail, link.code_hash)
    with transaction.atomic():
        link = PartnerLink.objects.select_for_update().get(pk=link.pk)
        new_key = _unlock(link) if is_right and link.is_working else ""
        is_last = not is_right and link.tries >= MOST_TRIES and link.is_working
        if is_last:
            link.over_at, link.over_why = clock.now(), WhyOver.TRIES
        link.save()
        audit(
            "referrals.link.opened", referral, by=by, unit=referral.dossier.unit, device=device,
            result=GIVEN if new_key else WRONG, **told(referral),
        )  # fmt: skip
        if is_last:
            text = in_both_languages(
                _("The link for %(partner)s to “%(item)s” was closed: the code was wrong too often."),
                item=referral.label,
                partner=referral.partner.title,
            )
            tell_asker(referral, text, by=by)
    if not link.is_working:
        raise LinkOver(_over_words(link), remedy=_("If something is still open, call the union that sent it."))
    return Opened(link, referral, is_unlocked=bool(new_key), is_wrong=not is_right, key=new_key)


def answer_link(
    token: str, *, key: str, result: str, words: str, signed_as: str, file: CleanFile | None = None
) -> Referral:
    """Answer the referral of a link, or decline it (`result` DECLINE, while it is not taken on), once. Locks both.

    Raises NotFoundOrForbidden for a token that opens nothing, Forbidden for a browser that did not give the code,
    LinkOver, Conflict, InvalidInput.
    """
    found = link_of(token)
    if found is None:
        raise NotFoundOrForbidden(_("This link opens nothing. Ask the union for a new one."))
    by = system_user()
    with transaction.atomic():
        referral = _lock(found)
        link = PartnerLink.objects.select_for_update().get(pk=found.pk)
        if not link.is_working:
            raise LinkOver(_over_words(link), remedy=_("If something is still open, call the union that sent it."))
        if not is_open_to(link, key):
            raise Forbidden(_("Please give the code first."), remedy=_("Open the link again."), code="no-code")
        link.used_at, link.browser_digest = clock.now(), ""
        link.save(update_fields=["used_at", "browser_digest"])
        if result == DECLINE:
            referral = under_lock_for(referral, "decline", by=by)
            named = checked(signed_as, what=_("Your name and post"))
            referral.reason = f"{checked(words, what=_('The reason'))}\n{named}"
            stop_clock(referral, State.DECLINED, "reason")
            label = Text("不受理", "declined")
        else:
            if referral.state != State.SENT:
                under_lock_for(referral, "answer", by=by)
            referral.accepted_on = referral.accepted_on or clock.today()
            referral.save(update_fields=["accepted_on"])
            answer = keep_answer(referral, result=result, words=words, file=file, by=None, signed_as=signed_as)
            label = answer.result_label
        audit("referrals.link.answered", referral, by=by, unit=referral.dossier.unit, result=label, **told(referral))
        sentence = _("%(partner)s answered “%(item)s” through the link: please look at it.")
        partner = referral.partner.title
        tell_asker(referral, in_both_languages(sentence, item=referral.label, partner=partner), by=by)
    return referral


def _lock(link: PartnerLink) -> Referral:
    """The referral first, then its link: everyone takes the two in this order."""
    return lock(Referral.objects.select_related(*RELATED, "sent_by"), link.referral_id)


def _count_opening(link: PartnerLink) -> tuple[bool, bool]:
    """Count it; whether it is let through, and whether it is the first that is not."""
    now = clock.now()
    if link.window_began_at is None or now - link.window_began_at >= WINDOW:
        link.window_began_at, link.window_openings = now, 0
    link.window_openings += 1
    link.openings += 1
    return link.window_openings <= OPENINGS_AN_HOUR, link.window_openings == OPENINGS_AN_HOUR + 1


def _unlock(link: PartnerLink) -> str:
    key = new_nonce()
    link.browser_digest, link.unlocked_at, link.tries = digest(key), clock.now(), 0
    return key


def _over_words(link: PartnerLink) -> Promise:
    if link.used_at is not None:
        return _("This link has been answered. Thank you.")
    if link.over_why == WhyOver.TRIES:
        return _("The code was wrong too often, so the link is closed.")
    return _("This link is no longer valid.")
