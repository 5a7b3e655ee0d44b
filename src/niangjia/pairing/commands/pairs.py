"""Pairs: started, handed over, extended, ended; and the household's wish for another cadre.

Cadres are locked first, in the order of their ids, then dossiers in the order of theirs: whoever gives households away
at the same time waits, and counts what is there then. So nobody has more than they take on.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.pairing import access
from niangjia.pairing.commands.cadres import lock_cadre
from niangjia.pairing.commands.ground import LONGEST_TERM, Among, Ground, check_days
from niangjia.pairing.errors import PairedAlready
from niangjia.pairing.models import Cadre, ExcludedWhy, Exclusion, Pair, Promise, PromiseState


@transaction.atomic
def start_pair(
    dossier: Dossier, cadre: Cadre, *, starts_on: date, ends_on: date, by: User, among: Among | None = None
) -> Pair:
    """Pair a household that has nobody. Locks cadre and dossier; tells the cadre.

    `among` the pairs of a proposal both are locked, and somebody else tells the cadres. The same again by hand gives
    the pair there is. Raises Forbidden, InvalidInput for days that cannot be, CadreFull, PairedAlready, NotToPair,
    Conflict when the dossier is not on file or the cadre not available.
    """
    if among is None:
        cadre, dossier = lock_cadre(cadre), lock_dossier(dossier)
        held = Pair.objects.filter(dossier=dossier, ended_on=None).first()
    else:
        held = among.held
    access.require(by, "pair", dossier.unit)
    _require_within_reach(cadre, by)
    if held is not None and held.cadre_id == cadre.pk and among is None:
        return held
    if held is not None:
        raise PairedAlready(
            _("The household of dossier %(number)s has a cadre.") % {"number": dossier.number},
            remedy=_("Hand it over instead."),
        )
    check_days(starts_on, ends_on)
    ground = among.ground if among else Ground.read([dossier], [cadre])
    ground.require(dossier, cadre)
    pair = Pair.objects.create(
        dossier=dossier,
        cadre=cadre,
        starts_on=starts_on,
        ends_on=ends_on,
        proposal=among.proposal if among else None,
        started_by=by,
        started_at=clock.now(),
    )
    ground.load[cadre.pk] += 1
    told = {"number": dossier.number, "cadre": str(cadre), "until": ends_on.isoformat(), "pair": str(pair.pk)}
    audit("pairing.pair.started", dossier, by=by, unit=dossier.unit, **told)
    if among is None:
        tell_cadres([cadre], by=by)
    return pair


@transaction.atomic
def hand_over_pair(pair: Pair, cadre: Cadre, *, on: date, ends_on: date, by: User, among: Among | None = None) -> Pair:
    """End a pair and give the household to another cadre, with what was promised. Locks both cadres, dossier and pair.

    The successor sees every promise, and has those that are open. Not on a day to come: until then the household would
    have nobody. `among` as for start_pair. The same again by hand gives the pair there is. Raises Forbidden,
    InvalidInput, CadreFull, NotToPair, Conflict when the pair has ended or the cadre is not available.
    """
    if among is None:
        locked = {each.pk: each for each in lock_cadres([pair.cadre, cadre])}
        lock_dossier(pair.dossier)
        pair, cadre = lock_pair(pair), locked[cadre.pk]
    dossier = pair.dossier
    access.require(by, "pair", dossier.unit)
    _require_within_reach(cadre, by)
    if pair.ended_on is not None and among is None:
        after = Pair.objects.filter(earlier=pair, cadre=cadre, ended_on=None).first()
        if after is not None:
            return after
    if pair.ended_on is not None:
        raise _ended(pair)
    if pair.cadre_id == cadre.pk:
        raise InvalidInput(_("This cadre has the household already."), remedy=_("Choose another."), code="cadre")
    check_days(on, ends_on)
    if on < pair.starts_on:
        raise InvalidInput(_("It is not handed over before it began."), code="on")
    if on > max(clock.today(), pair.starts_on):
        raise InvalidInput(
            _("A household is handed over today, or on a day before: until a day to come it would have nobody."),
            remedy=_("Choose today, and come back to it on the day if it is to be later."),
            code="on",
        )
    ground = among.ground if among else Ground.read([dossier], [cadre])
    ground.require(dossier, cadre)
    pair.ended_on, pair.ended_why, pair.ended_by = on, Pair.EndedWhy.HANDED, by
    pair.save(update_fields=["ended_on", "ended_why", "ended_by"])
    after = Pair.objects.create(
        dossier=dossier,
        cadre=cadre,
        starts_on=on,
        ends_on=ends_on,
        earlier=pair,
        proposal=among.proposal if among else None,
        visited_on=pair.visited_on,
        started_by=by,
        started_at=clock.now(),
    )
    ground.load[pair.cadre_id] -= 1
    ground.load[cadre.pk] += 1
    count = Promise.objects.filter(pair=pair, state=PromiseState.OPEN).update(pair=after)
    told = {"before": str(pair.cadre), "cadre": str(cadre), "count": count, "pair": str(after.pk)}
    audit("pairing.pair.handed", dossier, by=by, unit=dossier.unit, number=dossier.number, **told)
    if among is None:
        tell_cadres([cadre], by=by)
    return after


@transaction.atomic
def extend_pair(pair: Pair, *, ends_on: date, by: User) -> Pair:
    """Let a pair go on to a later day. Locks it. The same again changes nothing. Forbidden, InvalidInput, Conflict."""
    pair = lock_pair(pair)
    access.require(by, "pair", pair.dossier.unit)
    if pair.ended_on is not None:
        raise _ended(pair)
    if pair.ends_on == ends_on:
        return pair
    if not pair.ends_on < ends_on <= max(clock.today(), pair.ends_on) + LONGEST_TERM:
        raise InvalidInput(_("The new last day is after the one there is."), remedy=_("Check the day."), code="ends-on")
    pair.ends_on = ends_on
    pair.save(update_fields=["ends_on"])
    told = {"number": pair.dossier.number, "cadre": str(pair.cadre), "until": ends_on.isoformat()}
    audit("pairing.pair.extended", pair.dossier, by=by, unit=pair.dossier.unit, **told)
    return pair


@transaction.atomic
def end_pair(pair: Pair, *, why: str, by: User) -> Pair:
    """End a pair today without a successor. Locks it. Ended again it stays as it is.

    Raises Forbidden, InvalidInput, Conflict while a promise is open: what was promised is not lost without a word.
    """
    pair = lock_pair(pair)
    access.require(by, "pair", pair.dossier.unit)
    if pair.ended_on is not None:
        return pair
    if why not in Pair.EndedWhy.values or why == Pair.EndedWhy.HANDED:
        raise InvalidInput(_("Say why the pairing ends."), code="why")
    if pair.promises.filter(state=PromiseState.OPEN).exists():
        raise Conflict(
            _("Something that was promised is still open."),
            remedy=_("Say of each promise what became of it, or hand the household over."),
            code="promises-open",
        )
    pair.ended_on, pair.ended_why, pair.ended_by = max(clock.today(), pair.starts_on), why, by
    pair.save(update_fields=["ended_on", "ended_why", "ended_by"])
    told = {"number": pair.dossier.number, "cadre": str(pair.cadre), "why": in_both_languages(Pair.EndedWhy(why).label)}
    audit("pairing.pair.ended", pair.dossier, by=by, unit=pair.dossier.unit, **told)
    return pair


@transaction.atomic
def ask_for_another(pair: Pair, *, by: User) -> Pair:
    """The household asks for another cadre: no reason is asked, none is kept, and the cadre is not told.

    Locks the pair. Whoever proposes pairs sees it, and these two are not paired again. Asked again it changes nothing.
    Raises Forbidden for all but the household's own worker and those who note it for them, Conflict when it has ended.
    """
    pair = lock_pair(pair)
    own = access.own_pair(by)
    if not access.may(by, "ask-for-another", pair.dossier.unit) and (own is None or own.pk != pair.pk):
        raise Forbidden(_("This is for the household, and for those who note it for them."))
    if pair.ended_on is not None:
        raise _ended(pair)
    if pair.other_asked_at is not None:
        return pair
    pair.other_asked_at = clock.now()
    pair.save(update_fields=["other_asked_at"])
    said = {"why": ExcludedWhy.ASKED, "by": by, "at": clock.now()}
    Exclusion.objects.get_or_create(dossier=pair.dossier, cadre=pair.cadre, defaults=said)
    audit("pairing.pair.asked", pair.dossier, by=by, unit=pair.dossier.unit, number=pair.dossier.number)
    return pair


def lock_pair(pair: Pair) -> Pair:
    """The pair as it is now; nothing is done to it until the transaction ends."""
    return lock(Pair.objects.select_related("dossier__unit", "dossier__worker", "cadre__user", "cadre__unit"), pair.pk)


def lock_cadres(cadres: Iterable[Cadre]) -> list[Cadre]:
    """Some cadres as they are now, in the order of their ids."""
    by_id = {each.pk: each for each in cadres}
    return [lock_cadre(by_id[pk]) for pk in sorted(by_id)]


def _require_within_reach(cadre: Cadre, by: User) -> None:
    if not access.may(by, "pair", cadre.unit):
        raise Forbidden(_("This cadre works outside the units of your appointment."))


def _ended(pair: Pair) -> Conflict:
    return Conflict(
        _("This pairing ended on %(day)s.") % {"day": pair.ended_on},
        remedy=_("Look at the household."),
        code="pair-ended",
    )


def tell_cadres(cadres: Iterable[Cadre], *, by: User) -> None:
    """A notice to each that a household is theirs now."""
    text = in_both_languages(gettext_lazy("A household was given to you to look after. See “My households”."))
    send_notice([each.user for each in cadres], text=text, by=by, address="/pairing/mine/")
