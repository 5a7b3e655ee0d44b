"""Proposals: found by the program, changed by hand, confirmed or discarded."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.kernel.rows import lock
from niangjia.pairing import access
from niangjia.pairing.catalogues import weights_in_force
from niangjia.pairing.commands.pairs import hand_over_pair, lock_cadres, start_pair
from niangjia.pairing.errors import LinesStale, ProposalTaken
from niangjia.pairing.models import Cadre, Proposal, ProposalLine, ProposalState
from niangjia.pairing.suggesting import Question, question_for

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

    Whether the cadre has room is asked when the proposal is confirmed. Raises Forbidden, ProposalTaken.
    """
    proposal = _lock_open(line.proposal, seen, by)
    if cadre is not None and not access.may(by, "suggest", cadre.unit):
        raise Forbidden(_("This cadre works outside the units of your appointment."))
    changed = lock(ProposalLine.objects.select_related("dossier__unit"), line.pk)
    if changed.cadre_id == (cadre.pk if cadre else None):
        return proposal
    changed.cadre = cadre
    changed.save(update_fields=["cadre"])
    proposal.turn += 1
    proposal.save(update_fields=["turn"])
    dossier = changed.dossier
    audit("pairing.line.changed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return proposal


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, starts_on: date, ends_on: date, seen: int, by: User) -> Proposal:
    """Make pairs of all lines with a cadre, or of none. Locks the proposal, then every cadre in it, then each dossier.

    Confirmed again by the same person it stays as it is. Raises Forbidden, InvalidInput for the days or when no line
    has a cadre, ProposalTaken, and LinesStale, with the lines, when something has changed since it was made.
    """
    known = lock(Proposal.objects.select_related("unit"), proposal.pk)
    access.require(by, "suggest", known.unit)
    if (known.state, known.decided_by_id) == (ProposalState.CONFIRMED, by.pk):
        return known
    proposal = _lock_open(proposal, seen, by)
    related = ("dossier__unit", "cadre__unit", "replaces__cadre", "replaces__dossier")
    lines = [each for each in proposal.lines.select_related(*related).order_by("dossier") if each.cadre is not None]
    if not lines:
        raise InvalidInput(_("No household of this proposal has a cadre."), remedy=_("Choose some, or discard it."))
    lock_cadres(
        [*(each.cadre for each in lines if each.cadre), *(each.replaces.cadre for each in lines if each.replaces)]
    )
    stale: dict[str, NiangjiaError] = {}
    for line in lines:
        try:
            with transaction.atomic():
                _pair(line, proposal, starts_on, ends_on, by)
        except InvalidInput as refusal:
            if refusal.code in {"on", "ends-on"}:
                raise
            stale[str(line.pk)] = refusal
        except (Conflict, Forbidden) as refusal:
            stale[str(line.pk)] = refusal
    if stale:
        raise _stale(stale)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.CONFIRMED, by, clock.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    audit("pairing.proposal.confirmed", proposal, by=by, unit=proposal.unit, count=len(lines))
    return proposal


def _pair(line: ProposalLine, proposal: Proposal, starts_on: date, ends_on: date, by: User) -> None:
    if line.cadre is None:
        return
    if line.replaces is not None:
        on = max(starts_on, line.replaces.starts_on)
        hand_over_pair(line.replaces, line.cadre, on=on, ends_on=ends_on, by=by, proposal=proposal)
    else:
        start_pair(line.dossier, line.cadre, starts_on=starts_on, ends_on=ends_on, by=by, proposal=proposal)


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
