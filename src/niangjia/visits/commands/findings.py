"""What becomes of a finding: taken over into the dossier, declined with a reason, or seen to."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.chain_access import require_not_own
from niangjia.dossiers.commands import revise_dossier
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.people.models import Person
from niangjia.visits import access, queries
from niangjia.visits.errors import FindingTaken
from niangjia.visits.models import Finding, FindingKind, FindingState
from niangjia.visits.taking_over import record_with

LONGEST_WHY = 500


@transaction.atomic
def accept_finding(finding: Finding, *, by: User) -> Finding:
    """Take a proposed change over into the dossier, as if it had been revised by hand. Locks the dossier.

    Accepted again by the same person, or stated on file meanwhile as proposed, it changes nothing more. Raises
    Forbidden, NeedsAnother for one's own household, FindingTaken, ChangedMeanwhile when the dossier says something else
    than when the visit was recorded, and what `dossiers.commands.revise_dossier` raises.
    """
    finding, dossier = _lock_open(finding, by, FindingState.ACCEPTED)
    if finding.state != FindingState.OPEN:
        return finding
    if finding.kind != FindingKind.CHANGE:
        raise InvalidInput(_("This finding is no change of the dossier."), code="no-change")
    value = finding.value.reveal()
    now = queries.value_on_file(dossier, finding.person_id, finding.field)
    if now not in (value, finding.before.reveal() if finding.before else ""):
        raise ChangedMeanwhile(
            _("Dossier %(number)s says something else by now than when the visit was recorded.")
            % {"number": dossier.number},
            remedy=_("Look at both before you go on."),
        )
    if now != value:
        _take_over(dossier, finding, visited_on=finding.visit.visited_on.isoformat(), by=by)
    _settle(finding, FindingState.ACCEPTED, by)
    audit("visits.finding.accepted", dossier, by=by, unit=dossier.unit, **_told(finding))
    return finding


@versioned("visits.finding.accepted", about="visited_on", is_whole=True)
def _take_over(dossier: Dossier, finding: Finding, *, visited_on: str, by: User) -> Dossier:  # noqa: ARG001 (`visited_on` is what the version is about)
    record = record_with(dossier, finding.person_id, finding.field, finding.value.reveal())
    return revise_dossier(dossier, record, unit=dossier.unit, by=by)


@transaction.atomic
def decline_finding(finding: Finding, *, why: str, by: User) -> Finding:
    """Do not take a finding over, for a reason that the visitor is told. Locks the dossier.

    The same again changes nothing. Raises Forbidden, NeedsAnother, FindingTaken, InvalidInput without a reason.
    """
    why = why.strip()
    require_readable(why)
    if not why or len(why) > LONGEST_WHY:
        raise InvalidInput(_("Say why, in at most %(most)s characters.") % {"most": LONGEST_WHY}, code="why")
    finding, dossier = _lock_open(finding, by, FindingState.DECLINED)
    if finding.state != FindingState.OPEN:
        return finding
    _settle(finding, FindingState.DECLINED, by, why)
    audit("visits.finding.declined", dossier, by=by, unit=dossier.unit, **_told(finding))
    told = {finding.visit.visitor, finding.visit.recorded_by} - {by}
    text = in_both_languages(gettext_lazy("Something that you noted at a visit was not taken over. Its page says why."))
    address = reverse("visits:show-visit", args=[finding.visit_id])
    send_notice(sorted(told, key=lambda each: each.pk), text=text, by=by, address=address)
    return finding


@transaction.atomic
def close_finding(finding: Finding, *, by: User, words: str = "") -> Finding:
    """Say that a finding other than a change was seen to, with or without words. Locks the dossier.

    The same again changes nothing. Raises Forbidden, NeedsAnother, FindingTaken, InvalidInput for a change: that is
    taken over or declined.
    """
    words = words.strip()
    require_readable(words)
    if len(words) > LONGEST_WHY:
        raise InvalidInput(_("At most %(most)s characters.") % {"most": LONGEST_WHY}, code="words")
    if finding.kind == FindingKind.CHANGE:
        raise InvalidInput(_("A change is taken over, or declined with a reason."), code="a-change")
    finding, dossier = _lock_open(finding, by, FindingState.CLOSED)
    if finding.state != FindingState.OPEN:
        return finding
    _settle(finding, FindingState.CLOSED, by, words)
    audit("visits.finding.closed", dossier, by=by, unit=dossier.unit, **_told(finding))
    return finding


@transaction.atomic
def answer_wishes(person: Person, *, goes_to: str, values: Collection[str], why: str, by: User) -> int:
    """The part of visits in a command of the app that sees to a wish, which asks who may: the wishes of a person that
    are still open, with one of these answers, are answered by what came about (`why`). Locks them. Says how many.
    """
    count = 0
    for wish in queries.open_wishes(goes_to, Q(person=person)):
        finding = lock(Finding.objects.all(), wish.pk)
        if finding.state == FindingState.OPEN and finding.value.reveal() in values:
            _settle(finding, FindingState.CLOSED, by, why[:LONGEST_WHY])
            dossier = wish.visit.dossier
            told = {"number": dossier.number, "finding": str(finding.pk)}
            audit("visits.wish.answered", dossier, by=by, unit=dossier.unit, **told)
            count += 1
    return count


@transaction.atomic
def reopen_wishes(
    person: Person, *, goes_to: str, values: Collection[str], whys: Collection[str], since: datetime, by: User
) -> int:
    """The part of visits in a command of the app that sees to a wish, which asks who may: what a wish was answered by
    (`whys`, in either language, not before `since`) did not come about, and it waits again. Locks. Says how many.
    """
    count = 0
    answered = Finding.objects.filter(
        person=person, kind=FindingKind.WISH, state=FindingState.CLOSED, decided_at__gte=since
    )
    for wish in answered.select_related("visit__dossier__unit").order_by("id"):
        finding = lock(Finding.objects.select_related("visit"), wish.pk)
        is_of_this = finding.why and finding.why.reveal() in whys and finding.value.reveal() in values
        if is_of_this and finding.state == FindingState.CLOSED and queries.question_of(finding).goes_to == goes_to:
            finding.state, finding.decided_by, finding.decided_at, finding.why = FindingState.OPEN, None, None, ""
            finding.save(update_fields=["state", "decided_by", "decided_at", "why"])
            dossier = wish.visit.dossier
            told = {"number": dossier.number, "finding": str(finding.pk)}
            audit("visits.wish.reopened", dossier, by=by, unit=dossier.unit, **told)
            count += 1
    return count


def _lock_open(finding: Finding, by: User, to: FindingState) -> tuple[Finding, Dossier]:
    """The finding and its dossier as they are now; one that the same person has brought to the same end as it is."""
    dossier = lock_dossier(finding.visit.dossier)
    finding = lock(Finding.objects.select_related("visit__visitor", "visit__recorded_by"), finding.pk)
    access.require(by, "decide", dossier.unit)
    require_not_own(by, [dossier.household_id], act=access.RIGHTS["decide"].label)
    if finding.state != FindingState.OPEN and (finding.state, finding.decided_by_id) != (to, by.pk):
        raise FindingTaken(
            in_both_languages(
                gettext_lazy("This was taken up meanwhile: %(state)s."), state=FindingState(finding.state).label
            ),
            remedy=_("Look at the list as it is now."),
        )
    return finding, dossier


def _settle(finding: Finding, state: FindingState, by: User, why: str = "") -> None:
    finding.state, finding.decided_by, finding.decided_at, finding.why = state, by, clock.now(), why
    finding.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _told(finding: Finding) -> dict[str, object]:
    return {"number": finding.visit.dossier.number, "finding": str(finding.pk)}
