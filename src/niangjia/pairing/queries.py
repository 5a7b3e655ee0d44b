"""Reads of cadres, pairs and proposals with a join or a meaning."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Appointment, Role, Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.dossiers.joining import Open
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock
from niangjia.kernel.text import in_both_languages
from niangjia.pairing.catalogues import needed_for
from niangjia.pairing.models import (
    Cadre,
    Exclusion,
    Needs,
    Pair,
    Promise,
    PromiseState,
    Proposal,
    ProposalLine,
    UnitPlace,
)
from niangjia.people.models import Membership
from niangjia.plans import queries as plans
from niangjia.plans.models import PlannedMeasure

RIGHTS = rights_of("pairing")
PAGE_ROWS = 25
FEW = 500
"""Up to so many, rows are asked for by name; of more the whole table is read."""

BEGUN = Q(ended_on=None, dossier__state__in=ON_FILE)
"""In force, and the household is on file: of these visits are due, and they count for what a cadre takes on."""


def pairs_in(where: Jurisdiction) -> "QuerySet[Pair]":
    """The pairs of dossiers inside a jurisdiction."""
    return Pair.objects.all() if where.covers_all() else Pair.objects.filter(dossier__unit__in=where.units())


def told_pairs(pairs: "QuerySet[Pair]") -> "QuerySet[Pair]":
    """With what a list shows of them; by the name of the household, never by the cadre's delays."""
    return pairs.select_related("dossier__unit", "dossier__worker", "cadre__user").order_by(
        "dossier__worker_pinyin", "id"
    )


def own_pairs(user: User) -> "QuerySet[Pair]":
    """The pairs in force of a cadre."""
    return told_pairs(Pair.objects.filter(BEGUN, cadre__user=user, starts_on__lte=clock.today()))


def to_hand_over(today: date) -> Q:
    """Pairs whose cadre is not available any more, holds the role no more, or has gone to another unit since; and those
    of households that asked for another.
    """
    holds = Appointment.objects.in_force(today).filter(user=OuterRef("cadre__user"), role=Role.PAIRING_CADRE)
    is_gone = Q(cadre__ended_on__lte=today) | Q(cadre__user__is_active=False) | ~Exists(holds)
    has_moved = Q(started_at__lt=F("cadre__moved_at"))
    return BEGUN & (is_gone | has_moved | Q(other_asked_at__isnull=False))


def to_settle(today: date) -> Q:
    """Pairs whose term is over."""
    return BEGUN & Q(ends_on__lt=today)


def cadres_in(where: Jurisdiction) -> "QuerySet[Cadre]":
    """The cadres who work inside a jurisdiction, by name, each with how many households they have."""
    found = Cadre.objects.all() if where.covers_all() else Cadre.objects.filter(unit__in=where.units())
    counted = Count("pairs", filter=Q(pairs__ended_on=None, pairs__dossier__state__in=ON_FILE))
    return found.select_related("user", "unit").annotate(households=counted).order_by("user__display_name", "id")


def cadres_near(where: Jurisdiction, unit: Unit) -> "QuerySet[Cadre]":
    """Those who may come to be paired with households of a unit: they work inside a jurisdiction, or above the unit."""
    everyone = cadres_in(Jurisdiction((), is_everything=True))
    return everyone.filter(Q(unit__in=where.units()) | Q(unit__path__in=_paths_to(unit)), ended_on=None)


def available(today: date) -> Q:
    """Cadres who may be paired today."""
    holds = Appointment.objects.in_force(today).filter(user=OuterRef("user"), role=Role.PAIRING_CADRE)
    return (Q(ended_on=None) | Q(ended_on__gt=today)) & Q(Exists(holds), user__is_active=True)


def may_become_cadres(where: Jurisdiction) -> "QuerySet[User]":
    """Those who hold the role of a pairing cadre inside a jurisdiction and are none now: not yet, or no more."""
    held = Appointment.objects.in_force(clock.today()).filter(role=Role.PAIRING_CADRE)
    if not where.covers_all():
        held = held.filter(unit__in=where.units())
    is_none = Q(cadre=None) | Q(cadre__ended_on__isnull=False)
    found = User.objects.filter(is_none, appointments__in=held, is_active=True)
    return found.distinct().order_by("display_name", "pk")


def count_cadres_at(units: "QuerySet[Unit]") -> int:
    """How many cadres work at some units."""
    return Cadre.objects.filter(unit__in=units, ended_on=None).count()


def load_of(cadres: Collection[UUID]) -> Counter[UUID]:
    """How many households each of some cadres has."""
    rows = Pair.objects.filter(BEGUN, cadre__in=cadres).order_by().values_list("cadre").annotate(count=Count("pk"))
    return Counter(dict(rows))


def loads_by(proposal: Proposal, cadres: Collection[UUID]) -> Counter[UUID]:
    """How many households each of some cadres has once a proposal is confirmed as it is. Two queries."""
    lines = ProposalLine.objects.filter(proposal=proposal, cadre__in=cadres)
    given = lines.order_by().values_list("cadre").annotate(count=Count("pk"))
    return load_of(cadres) + Counter(dict(given))


def households_to_pair(units: "QuerySet[Unit]", today: date) -> "QuerySet[Dossier]":
    """Dossiers on file at some units that have nobody, or whose cadre is to be another."""
    held = Pair.objects.filter(dossier=OuterRef("pk"), ended_on=None)
    handed = Pair.objects.filter(to_hand_over(today), dossier=OuterRef("pk"))
    found = Dossier.objects.filter(unit__in=units, state__in=ON_FILE)
    return found.filter(~Exists(held) | Exists(handed)).select_related("unit", "worker").order_by("worker_pinyin", "id")


def places_of(units: Iterable[Unit]) -> dict[UUID, tuple[int, int]]:
    """Latitude and longitude of some units, in micro-degrees: their own place, or that of the nearest unit above."""
    placed = {
        path: (latitude, longitude)
        for path, latitude, longitude in UnitPlace.objects.values_list("unit__path", "latitude", "longitude")
    }
    found = {}
    for unit in units:
        nearest = next((path for path in reversed(_paths_to(unit)) if path in placed), None)
        if nearest is not None:
            found[unit.pk] = placed[nearest]
    return found


def _paths_to(unit: Unit) -> list[str]:
    """The paths of those above a unit, from the top, and its own."""
    return [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]


def place_said(unit: Unit) -> dict[str, object]:
    """Where a unit itself lies, by name; None where nobody has said. One query."""
    said = UnitPlace.objects.filter(unit=unit).values("latitude", "longitude").first()
    return dict(said) if said else {"latitude": None, "longitude": None}


def needs_said(dossier: Dossier) -> dict[str, object]:
    """What one household needs, by name. One query."""
    needs, language = needs_of([dossier])[dossier.pk]
    return {"needs": sorted(needs), "language": language}


def needs_of(dossiers: Collection[Dossier]) -> dict[UUID, tuple[list[str], str]]:
    """Needs and language: as somebody said, else from the causes of the plan, else from those stated. Two queries."""
    pks = [each.pk for each in dossiers]
    said = {each.dossier_id: each for each in Needs.objects.filter(dossier__in=pks)}
    causes = plans.codes_of_causes(pks)
    return {
        each.pk: (list(said[each.pk].needs), said[each.pk].language)
        if each.pk in said
        else (needed_for(causes.get(each.pk) or [each.main_cause, *each.secondary_causes]), "")
        for each in dossiers
    }


def excluded_from(dossiers: Collection[Dossier], cadres: Collection[Cadre]) -> dict[UUID, dict[UUID, str]]:
    """For each of some households the cadres it is not paired with, and the code of why.

    Besides those that somebody excluded: whoever lives in the household, and whoever leads exactly its unit.
    """
    found: dict[UUID, dict[UUID, str]] = {each.pk: {} for each in dossiers}
    leads: dict[UUID, list[UUID]] = {}
    for cadre in cadres:
        if cadre.leads_unit:
            leads.setdefault(cadre.unit_id, []).append(cadre.pk)
    for dossier in dossiers:
        found[dossier.pk] |= dict.fromkeys(leads.get(dossier.unit_id, ()), "superior")
    by_user = {each.user_id: each.pk for each in cadres}
    homes: dict[UUID, list[UUID]] = {}
    for each in dossiers:
        homes.setdefault(each.household_id, []).append(each.pk)
    members = Membership.objects.filter(ended_on=None, person__account__user__in=list(by_user))
    for home, user in members.values_list("household", "person__account__user"):
        for pk in homes.get(home, ()):
            found[pk][by_user[user]] = "kin"
    known = set(by_user.values())
    said = Exclusion.objects.all()
    if len(found) <= FEW:
        said = said.filter(dossier__in=found)
    for pk, cadre_id, why in said.values_list("dossier", "cadre", "why"):
        if pk in found and cadre_id in known:
            found[pk][cadre_id] = why
    return found


def open_pairs(dossier: Dossier) -> list[Open]:
    """What keeps a dossier from going on in another one: somebody looks after the household."""
    if not dossier.pairs.filter(ended_on=None).exists():
        return []
    what = in_both_languages(gettext_lazy("A cadre looks after the household."))
    return [Open(what, in_both_languages(gettext_lazy("End the pairing on the tab “Pairing” first.")))]


def promises_of(dossier: Dossier) -> "QuerySet[Promise]":
    """What a household was ever promised, in whatever pair; what is open first, then by day."""
    found = Promise.objects.filter(pair__dossier=dossier).select_related("pair", "made_by", "settled_by", "measure")
    return found.order_by(F("settled_on").asc(nulls_first=True), "due_on", "id")


def measures_to_promise(dossier: Dossier) -> "QuerySet[PlannedMeasure]":
    """What a promise may be a part of: the measures of the household's plan in force that are not at an end."""
    return plans.live_measures_of(dossier)


def looked_after_by(user: User) -> Exists:
    """Whether someone is the cadre of the household of a measure's plan now."""
    return Exists(
        Pair.objects.filter(BEGUN, cadre__user=user, starts_on__lte=clock.today(), dossier=OuterRef("plan__dossier"))
    )


def was_kept_a_promise() -> Exists:
    """Whether something that the household of a dossier was promised was done."""
    return Exists(Promise.objects.filter(pair__dossier=OuterRef("pk"), state=PromiseState.KEPT))


def open_promises(pairs: "QuerySet[Pair]") -> "QuerySet[Promise]":
    """The open promises of some pairs."""
    return Promise.objects.filter(pair__in=pairs, state=PromiseState.OPEN)


def cadres_of(dossier: Dossier) -> "QuerySet[User]":
    """Who looks after a household on file now: at most one. One query."""
    pair = Pair.objects.filter(BEGUN, dossier=dossier, starts_on__lte=clock.today())
    return User.objects.filter(cadre__in=pair.values("cadre"))


def pairs_of(dossier: Dossier) -> "QuerySet[Pair]":
    """All pairs of a household, the latest first."""
    return dossier.pairs.select_related("cadre__user", "cadre__unit").order_by("-starts_on", "-id")


def proposals_in(where: Jurisdiction) -> "QuerySet[Proposal]":
    """The proposals of units inside a jurisdiction, the latest first."""
    found = Proposal.objects.all() if where.covers_all() else Proposal.objects.filter(unit__in=where.units())
    return found.select_related("unit", "suggested_by", "decided_by").order_by("-suggested_at", "-id")
