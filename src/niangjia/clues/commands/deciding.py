"""What becomes of a clue: a dossier, watching, a refusal that the person is told, or another clue it belongs to.

Each takes `seen`, the clue's own `seen` when the form was shown: of two people who decide at once the second is told
what the first decided, and nothing of theirs is kept. The same decision sent twice by the same person is one.
Nobody decides about their own household (NeedsAnother); to begin its dossier is to apply, and others decide on that.
"""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.clues import access
from niangjia.clues.commands.locking import lock_clue, require_as_seen
from niangjia.clues.models import Clue, ClueState, ToldHow
from niangjia.dossiers import commands as dossiers
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages
from niangjia.people.models import Household
from niangjia.people.queries import open_memberships_of

FURTHEST_LOOK = timedelta(days=366)
"""Whoever is looked at again after more than a year is watched by nobody."""


@transaction.atomic
def link_clue(clue: Clue, dossier: Dossier, *, seen: str, by: User) -> Clue:
    """Say that a clue has become a dossier. Locks the dossier, then the clue.

    Raises Forbidden, Conflict when it was decided in between or the dossier is closed.
    """
    dossier = lock_dossier(dossier)
    clue = _take(clue, by, dossier=dossier)
    if _is_own(clue, by, state=ClueState.FILED, dossier_id=dossier.pk):
        return clue
    require_as_seen(clue, seen)
    if dossier.closed_on:
        raise Conflict(_("The dossier is closed."), remedy=_("Choose an open one, or open a new one first."))
    _end(clue, ClueState.FILED, by, dossier=dossier, household=dossier.household)
    audit("clues.clue.linked", clue, by=by, unit=clue.unit, number=dossier.number)
    return clue


@transaction.atomic
def draft_clue(
    clue: Clue, record: DossierRecord, *, unit: Unit, seen: str, by: User, is_emergency: bool, is_temporary: bool
) -> Dossier:
    """Begin the dossier of a clue, of which its history says that it came from there. Locks the clue.

    Pressed twice by the same person it is one dossier. Raises Forbidden, Conflict when it was decided in between, and
    what `dossiers.commands.draft_dossier` raises.
    """
    clue = lock_clue(clue)
    access.require(by, "draft", clue.unit)
    if _is_own(clue, by, state=ClueState.FILED) and clue.dossier is not None:
        return clue.dossier
    require_as_seen(clue, seen)
    dossier = dossiers.draft_dossier(
        record,
        unit=unit,
        by=by,
        clue=clue.pk,
        is_emergency=is_emergency,
        is_temporary=is_temporary,
        helped_on=clue.first_helped_on,
    )
    is_emergency = is_emergency or clue.is_emergency
    _end(clue, ClueState.FILED, by, dossier=dossier, household=dossier.household, is_emergency=is_emergency)
    audit("clues.clue.drafted", clue, by=by, unit=clue.unit, number=dossier.number)
    return dossier


@transaction.atomic
def watch_clue(clue: Clue, *, next_look_on: date, reason: str, seen: str, by: User) -> Clue:
    """Watch without filing until the next look; also after a look, with the next one. Locks the clue.

    Where the identity number is that of a household on file here, it is noted which. Raises Forbidden, InvalidInput
    without a reason or with a day that is not to come, Conflict when it was decided in between.
    """
    clue = _take(clue, by)
    if _is_own(clue, by, state=ClueState.WATCHED, next_look_on=next_look_on) and clue.seen != seen:
        return clue
    require_as_seen(clue, seen)
    require_readable(reason)
    if not reason.strip() or not clock.today() < next_look_on <= clock.today() + FURTHEST_LOOK:
        raise InvalidInput(
            _("Watching has a reason, and a day for the next look that is to come within a year."),
            remedy=_("Give both."),
        )
    _end(clue, ClueState.WATCHED, by, next_look_on=next_look_on, reason=reason.strip(), household=_household_of(clue))
    audit("clues.clue.watched", clue, by=by, unit=clue.unit, on=str(next_look_on))
    return clue


@transaction.atomic
def refuse_clue(clue: Clue, *, reason: str, told_on: date, told_how: str, seen: str, by: User) -> Clue:
    """End a clue without dossier or watching, once the person has been told why. Locks the clue.

    Raises Forbidden, InvalidInput without a reason, for a day to come or before the word, or an unknown way of telling;
    Conflict when it was decided in between.
    """
    clue = _take(clue, by)
    if _is_own(clue, by, state=ClueState.REFUSED, told_on=told_on):
        return clue
    require_as_seen(clue, seen)
    require_readable(reason)
    in_time = clue.first_known_on <= told_on <= clock.today()
    if not reason.strip() or told_how not in ToldHow.values or not in_time:
        raise InvalidInput(
            _("A refusal has a reason, and a day up to today on which the person was told it, and how."),
            remedy=_("Tell the person first, then record it."),
        )
    _end(clue, ClueState.REFUSED, by, reason=reason.strip(), told_on=told_on, told_how=told_how)
    how = in_both_languages(ToldHow(told_how).label)
    audit("clues.clue.refused", clue, by=by, unit=clue.unit, on=str(told_on), how=how)
    return clue


@transaction.atomic
def merge_clue(clue: Clue, *, into: Clue, seen: str, by: User) -> Clue:
    """Say that a clue is about the same person as another, which then has the earliest days of both. Locks both.

    What either says stays as it was, so that both clocks can be read. Raises Forbidden (at either unit), Conflict when
    the clue was decided in between, or the other was refused or is itself merged.
    """
    pair = {each.pk: each for each in map(lock_clue, sorted((clue, into), key=lambda each: each.pk))}
    clue, into = pair[clue.pk], pair[into.pk]
    access.require(by, "decide", clue.unit)
    access.require(by, "decide", into.unit)
    access.require_not_about_own(by, clue, into)
    if clue.pk != into.pk and _is_own(clue, by, state=ClueState.MERGED, merged_into_id=into.pk):
        return clue
    require_as_seen(clue, seen)
    if clue.pk == into.pk or into.state in {ClueState.REFUSED, ClueState.MERGED}:
        raise Conflict(
            _("A clue is merged into another one that was not refused or merged itself."),
            remedy=_("Choose another, or decide on this one by itself."),
            code="no-merge",
        )
    into.first_known_on = min(into.first_known_on, clue.first_known_on)
    into.first_reported_on = min(into.first_reported_on, clue.first_reported_on)
    helped = [day for day in (into.first_helped_on, clue.first_helped_on) if day]
    into.first_helped_on = min(helped, default=None)
    into.is_emergency = into.is_emergency or clue.is_emergency
    if into.papers_done_on is None:
        into.papers_done_on, into.papers_done_by = clue.papers_done_on, clue.papers_done_by
    into.save()
    _end(clue, ClueState.MERGED, by, merged_into=into)
    audit("clues.clue.merged", clue, by=by, unit=clue.unit, into=str(into.pk))
    return clue


def _take(clue: Clue, by: User, dossier: Dossier | None = None) -> Clue:
    clue = lock_clue(clue)
    access.require(by, "decide", clue.unit)
    access.require_not_about_own(by, clue, dossier=dossier)
    return clue


def _is_own(clue: Clue, by: User, **said: object) -> bool:
    """Whether this very decision of this person stands already."""
    return clue.decided_by_id == by.pk and all(getattr(clue, name) == value for name, value in said.items())


def _end(clue: Clue, state: ClueState, by: User, **changes: object) -> None:
    clue.state, clue.decided_by, clue.decided_at = state, by, clock.now()
    clue.first_decided_on = clue.first_decided_on or clock.today()
    clue.next_look_on = None
    for name, value in changes.items():
        setattr(clue, name, value)
    clue.save()
    if state != ClueState.WATCHED:
        _tell_reporter(clue, by)


def _tell_reporter(clue: Clue, by: User) -> None:
    """Whoever gave the word learns what became of it: without the name, and without a reason."""
    text = in_both_languages(
        _("What became of the clue that you reported at %(unit)s on %(day)s: %(state)s. Thank you."),
        unit=clue.unit.name,
        day=clue.reported_at.astimezone(clock.SHANGHAI).date().isoformat(),
        state=ClueState(clue.state).label,
    )
    told = [clue.reported_by] if clue.reported_by != by and clue.reported_by.is_active else []
    send_notice(told, text=text, address=reverse("clues:show-clue", args=[clue.pk]), by=by)


def _household_of(clue: Clue) -> Household | None:
    if not clue.identity_number:
        return None
    number = clue.identity_number.reveal()
    membership = open_memberships_of([number]).get(number)
    return membership.household if membership else None
