"""Proposals: found by the program, changed by hand, confirmed or discarded."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.kernel.rows import lock
from niangjia.pairing import access
from niangjia.pairing.catalogues import weights_in_force
from niangjia.pairing.commands.ground import Among, Ground
from niangjia.pairing.commands.pairs import hand_over_pair, lock_cadres, start_pair, tell_cadres
from niangjia.pairing.errors import LinesStale, ProposalTaken
from niangjia.pairing.models import Cadre, Pair, Proposal, ProposalLine, ProposalState
from niangjia.pairing.suggesting import Question, match_of, question_for

if TYPE_CHECKING:
    from niangjia.pairing.explaining import Reason

AT_ONCE = 500


@transaction.atomic
def suggest_pairs(unit: Unit, *, by: User) -> Proposal:
    """Find the best cadres for the households at a unit and below that have none, or are to have another.

    Nobody is paired by that: somebody looks it through. What was found is proved to be the best over all pairs (see
    `assignment`). Raises Forbidden, Conflict when no household is to be paired or the unit is closed.
    """
    from niangjia.pairing.assignment import solve  # NumPy and the solver take a while to load
    from niangjia.pairing.explaining import reasons_of

    access.require(by, "suggest", unit)
    require_open(unit)
    asked = question_for(unit, access.where_may(by, "suggest"))
    if not asked.dossiers:
        raise Conflict(
            _("Every household on file at %(unit)s has a cadre.") % {"unit": unit},
            remedy=_("There is nothing to propose."),
            code="nobody",
        )
    weights = weights_in_force()
    solution, table = solve(asked.asked_cadres, asked.asked_households, weights)
    proposal = Proposal.objects.create(
        unit=unit,
        suggested_by=by,
        suggested_at=clock.now(),
        cadres=len(asked.cadres),
        households=len(asked.dossiers),
        cost=solution.cost,
        bound=solution.bound,
        pairs_looked_at=solution.priced,
        weights=asdict(weights),
    )
    reasons = {each.household: each for each in reasons_of(solution, table)}
    lines = []
    for household in asked.asked_households:
        line = ProposalLine(proposal=proposal, dossier=asked.dossiers[household.id], language=household.language)
        line.replaces = asked.replaces.get(line.dossier_id)
        if household.id in reasons:
            _explain(line, reasons[household.id], asked)
        else:
            line.why_not = solution.unserved[household.id]
        lines.append(line)
    ProposalLine.objects.bulk_create(lines, batch_size=AT_ONCE)
    told = {"households": proposal.households, "cadres": proposal.cadres, "cost": proposal.cost}
    audit("pairing.proposal.suggested", proposal, by=by, unit=unit, **told)
    return proposal


def _explain(line: ProposalLine, reason: "Reason", asked: Question) -> None:
    line.cadre = line.suggested = asked.cadres[reason.cadre]
    line.metres, line.households, line.capacity = reason.metres, reason.households, reason.capacity
    line.met, line.missing, line.is_language_met = sorted(reason.met), sorted(reason.missing), reason.speaks
    line.nearest = asked.cadres.get(reason.nearest)
    line.next_best, line.next_extra = asked.cadres.get(reason.next_best), reason.next_extra


@transaction.atomic
def change_line(line: ProposalLine, cadre: Cadre | None, *, seen: int, by: User) -> Proposal:
    """Give a household of a proposal another cadre, or leave it out (None). Locks the proposal.

    Why this one is reckoned anew. Whether they have room is asked when the proposal is confirmed. Raises Forbidden,
    ProposalTaken.
    """
    proposal = _lock_open(line.proposal, seen, by)
    if cadre is not None and not access.may(by, "suggest", cadre.unit):
        raise Forbidden(_("This cadre works outside the units of your appointment."))
    changed = lock(ProposalLine.objects.select_related("dossier__unit"), line.pk)
    access.require(by, "suggest", changed.dossier.unit)
    if changed.cadre_id == (cadre.pk if cadre else None):
        return proposal
    changed.cadre = cadre
    if cadre is not None:
        match = match_of(changed.dossier, cadre)
        changed.metres, changed.met, changed.missing = match.metres, sorted(match.met), sorted(match.missing)
        changed.language, changed.is_language_met = match.language, match.speaks
    changed.save(update_fields=["cadre", "metres", "met", "missing", "language", "is_language_met"])
    proposal.turn += 1
    proposal.save(update_fields=["turn"])
    dossier = changed.dossier
    audit("pairing.line.changed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return proposal


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, starts_on: date, ends_on: date, seen: int, by: User) -> Proposal:
    """Make pairs of all lines with a cadre, or of none. A household that has gone to units of others is left out.

    Locks the proposal, then every cadre in it, then every dossier. Each cadre is told once. Confirmed again by the same
    person it stays as it is. Raises Forbidden, InvalidInput for the days or when no line
    has a cadre, ProposalTaken, and LinesStale, with the lines, when something has changed since it was made.
    """
    known = lock(Proposal.objects.select_related("unit"), proposal.pk)
    access.require(by, "suggest", known.unit)
    if (known.state, known.decided_by_id) == (ProposalState.CONFIRMED, by.pk):
        return known
    proposal = _lock_open(proposal, seen, by)
    lines = list(access.lines_for(by, proposal).exclude(cadre=None).order_by("dossier"))
    if not lines:
        raise InvalidInput(_("No household of this proposal has a cadre."), remedy=_("Choose some, or discard it."))
    room = _locked(lines)
    stale: dict[str, NiangjiaError] = {}
    for line in lines:
        try:
            _pair(line, room, proposal, starts_on, ends_on, by)
        except InvalidInput as refusal:
            if refusal.code in {"on", "ends-on"}:
                raise
            stale[str(line.pk)] = refusal
        except (Conflict, Forbidden) as refusal:
            stale[str(line.pk)] = refusal
    if stale:
        raise _stale(stale)
    chosen = {each.cadre_id for each in lines}
    tell_cadres([each for pk, each in room.cadres.items() if pk in chosen], by=by)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.CONFIRMED, by, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    audit("pairing.proposal.confirmed", proposal, by=by, unit=proposal.unit, count=len(lines))
    return proposal


class _Locked(NamedTuple):
    """What the lines of a proposal are about, as it is now, by id. `held`: by dossier, the pair a household is in."""

    cadres: dict[UUID, Cadre]
    dossiers: dict[UUID, Dossier]
    held: dict[UUID, Pair]
    ground: Ground


def _locked(lines: Collection[ProposalLine]) -> _Locked:
    """Cadres first, then dossiers, each in the order of their ids, as everywhere; a handful of queries besides a lock
    for each cadre.
    """
    replaced = Pair.objects.filter(pk__in=[each.replaces_id for each in lines if each.replaces_id])
    ids = {each.cadre_id for each in lines if each.cadre_id} | set(replaced.values_list("cadre", flat=True))
    cadres = {each.pk: each for each in lock_cadres(Cadre.objects.filter(pk__in=ids))}
    wanted = Dossier.objects.filter(pk__in=[each.dossier_id for each in lines]).order_by("pk")
    list(wanted.select_for_update().values_list("pk"))
    dossiers = {each.pk: each for each in wanted.select_related("household", "unit", "worker")}
    pairs = Pair.objects.filter(dossier__in=dossiers, ended_on=None)
    list(pairs.order_by("pk").select_for_update().values_list("pk"))
    related = ("dossier__unit", "cadre__user")
    held = {each.dossier_id: each for each in pairs.select_related(*related)}
    return _Locked(cadres, dossiers, held, Ground.read(dossiers.values(), cadres.values()))


def _pair(line: ProposalLine, room: _Locked, proposal: Proposal, starts_on: date, ends_on: date, by: User) -> None:
    if line.cadre_id is None:
        return
    held, cadre = room.held.get(line.dossier_id), room.cadres[line.cadre_id]
    among = Among(proposal, room.ground, held)
    if line.replaces_id is None:
        start_pair(room.dossiers[line.dossier_id], cadre, starts_on=starts_on, ends_on=ends_on, by=by, among=among)
    elif held is not None and held.pk == line.replaces_id:
        on = max(starts_on, held.starts_on)
        hand_over_pair(held, cadre, on=on, ends_on=ends_on, by=by, among=among)
    else:
        raise Conflict(
            _("The household of dossier %(number)s is not with the cadre any more it was with.")
            % {"number": room.dossiers[line.dossier_id].number},
            remedy=_("Look at the household."),
            code="pair-ended",
        )


def _stale(refusals: dict[str, NiangjiaError]) -> LinesStale:
    some = list(dict.fromkeys(str(each.message) for each in refusals.values()))[:3]
    count = len(refusals)
    head = ngettext("%(count)s line cannot be taken:", "%(count)s lines cannot be taken:", count) % {"count": count}
    error = LinesStale(" ".join([head, *some]), remedy=_("Change the lines marked below, or have it proposed anew."))
    error.lines = frozenset(refusals)
    return error


@transaction.atomic
def discard_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Put a proposal away; nobody is paired. Locks it. Discarded again it stays so. Raises Forbidden, ProposalTaken."""
    known = lock(Proposal.objects.select_related("unit"), proposal.pk)
    access.require(by, "suggest", known.unit)
    if known.state == ProposalState.DISCARDED:
        return known
    proposal = _lock_open(proposal, known.turn, by)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.DISCARDED, by, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    audit("pairing.proposal.discarded", proposal, by=by, unit=proposal.unit)
    return proposal


def _lock_open(proposal: Proposal, seen: int, by: User) -> Proposal:
    found = lock(Proposal.objects.select_related("unit"), proposal.pk)
    access.require(by, "suggest", found.unit)
    if found.state != ProposalState.OPEN or found.turn != seen:
        raise ProposalTaken(
            _("Somebody has changed or decided on this proposal meanwhile."), remedy=_("Look at it as it is now.")
        )
    return found
