"""Reads of cadres, pairs and proposals with a join or a meaning."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
from niangjia.pairing.limits import CLERK_AFTER, LONG, limits_now
from niangjia.pairing.models import Cadre, Exclusion, Needs, Pair, Promise, PromiseState, Proposal, UnitPlace
from niangjia.pairing.rhythm import Due, Rhythm
from niangjia.people.models import Membership
from niangjia.plans import queries as plans
from niangjia.plans.models import PlannedMeasure
from niangjia.reviews.rules import latest_day

RIGHTS = rights_of("pairing")
PAGE_ROWS = 25

IN_FORCE = Q(ended_on=None)
BEGUN = Q(ended_on=None, dossier__state__in=ON_FILE)
"""In force, and the household is on file: of these visits are due."""


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
    """Pairs whose cadre is not available any more, or holds the role no more, or is asked to be another."""
    holds = Appointment.objects.in_force(today).filter(user=OuterRef("cadre__user"), role=Role.PAIRING_CADRE)
    is_gone = Q(cadre__ended_on__lte=today) | Q(cadre__user__is_active=False) | ~Exists(holds)
    return BEGUN & (is_gone | Q(other_asked_at__isnull=False))


def to_settle(today: date) -> Q:
    """Pairs whose term is over, or whose household is not on file any more."""
    return IN_FORCE & (Q(ends_on__lt=today) | ~Q(dossier__state__in=ON_FILE))


def cadres_in(where: Jurisdiction) -> "QuerySet[Cadre]":
    """The cadres who work inside a jurisdiction, by name, each with how many households they have."""
    found = Cadre.objects.all() if where.covers_all() else Cadre.objects.filter(unit__in=where.units())
    counted = Count("pairs", filter=Q(pairs__ended_on=None))
    return found.select_related("user", "unit").annotate(households=counted).order_by("user__display_name", "id")


def cadres_near(where: Jurisdiction, unit: Unit) -> "QuerySet[Cadre]":
    """Those who may come to be paired with households of a unit: they work inside a jurisdiction, or above the unit."""
    above = [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]
    everyone = cadres_in(Jurisdiction((), is_everything=True))
    return everyone.filter(Q(unit__in=where.units()) | Q(unit__path__in=above), ended_on=None)


def available(today: date) -> Q:
    """Cadres who may be paired today."""
    holds = Appointment.objects.in_force(today).filter(user=OuterRef("user"), role=Role.PAIRING_CADRE)
    return (Q(ended_on=None) | Q(ended_on__gt=today)) & Q(Exists(holds), user__is_active=True)


def may_become_cadres(where: Jurisdiction) -> "QuerySet[User]":
    """Those who hold the role of a pairing cadre inside a jurisdiction and are none yet."""
    held = Appointment.objects.in_force(clock.today()).filter(role=Role.PAIRING_CADRE)
    if not where.covers_all():
        held = held.filter(unit__in=where.units())
    return (
        User.objects.filter(appointments__in=held, is_active=True, cadre=None).distinct().order_by("display_name", "pk")
    )


def count_cadres_at(units: "QuerySet[Unit]") -> int:
    """How many cadres work at some units."""
    return Cadre.objects.filter(unit__in=units, ended_on=None).count()


def load_of(cadres: Collection[UUID]) -> Counter[UUID]:
    """How many households each of some cadres has."""
    rows = Pair.objects.filter(IN_FORCE, cadre__in=cadres).order_by().values_list("cadre").annotate(count=Count("pk"))
    return Counter(dict(rows))


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
        for end in range(len(unit.path), 0, -unit.steplen):
            if unit.path[:end] in placed:
                found[unit.pk] = placed[unit.path[:end]]
                break
    return found


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
    for pk, cadre_id, why in Exclusion.objects.values_list("dossier", "cadre", "why"):
        if pk in found and cadre_id in known:
            found[pk][cadre_id] = why
    return found


def open_pairs(dossier: Dossier) -> list[Open]:
    """What keeps a dossier from going on in another one: somebody looks after the household."""
    if not dossier.pairs.filter(ended_on=None).exists():
        return []
    what = in_both_languages(gettext_lazy("A cadre looks after the household."))
    return [Open(what, in_both_languages(gettext_lazy("End the pairing on the tab “Pairing” first.")))]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one unit (or all), without a name: households on file, those with a cadre, visits that a clerk, too, sees."""

    unit: str
    on_file: int
    paired: int
    overdue: int

    @property
    def without(self) -> int:
        """How many have nobody."""
        return self.on_file - self.paired


def visits_due(pairs: "QuerySet[Pair]", rhythm: Rhythm) -> Counter[date]:
    """How many visits are due on which day. One query, whose rows do not grow with the pairs."""
    grouped = pairs.filter(BEGUN).order_by().values_list("starts_on", "visited_on").annotate(count=Count("pk"))
    days: Counter[date] = Counter()
    for starts_on, visited_on, count in grouped:
        days[rhythm.next_due(starts_on, visited_on).on] += count
    return days


def clerk_sees_before(today: date, limits: Mapping[str, int] | None = None) -> date:
    """A visit due before this day is told to the clerk, too. One query, unless the limits in force are given."""
    return today - timedelta(days=(limits or limits_now())[CLERK_AFTER])


def overdue(pairs: "QuerySet[Pair]", rhythm: Rhythm, before: date) -> "QuerySet[Pair]":
    """Those of some pairs whose next visit was due before a day; in the order they came in. Two queries when read."""
    combinations = pairs.filter(BEGUN).order_by().values_list("starts_on", "visited_on").distinct()
    late = Q(pk__in=[])
    for starts_on, visited_on in combinations:
        if rhythm.next_due(starts_on, visited_on).on < before:
            late |= Q(starts_on=starts_on, visited_on=visited_on)
    return pairs.filter(BEGUN & late)


def long_unvisited(dossiers: "QuerySet[Dossier]", today: date) -> "QuerySet[Dossier]":
    """Those of some dossiers that have had a cadre for so many months, or one before, whom nobody met in that time. Two
    queries.
    """
    day = latest_day(today, limits_now()[LONG])
    begun = Q(starts_on__lte=day) | Q(earlier__starts_on__lte=day)
    paired = Pair.objects.filter(BEGUN, begun, dossier=OuterRef("pk"), starts_on__lte=today)
    visited = Pair.objects.filter(dossier=OuterRef("pk"), visited_on__gt=day)
    return dossiers.filter(Exists(paired), ~Exists(visited))


def figures(where: Jurisdiction, rhythm: Rhythm, today: date) -> list[Figures]:
    """By unit in tree order, and all together last. Three queries."""
    reach = Dossier.objects.filter(state__in=ON_FILE)
    pairs = pairs_in(where).filter(BEGUN)
    if not where.covers_all():
        reach = reach.filter(unit__in=where.units())
    on_file = dict(reach.order_by().values_list("unit").annotate(count=Count("pk")))
    before = clerk_sees_before(today)
    paired: Counter[UUID] = Counter()
    late: Counter[UUID] = Counter()
    rows = pairs.order_by().values_list("dossier__unit", "starts_on", "visited_on").annotate(count=Count("pk"))
    for unit, starts_on, visited_on, count in rows:
        paired[unit] += count
        late[unit] += count if rhythm.next_due(starts_on, visited_on).on < before else 0
    units = Unit.objects.filter(pk__in=on_file).order_by("path")
    return [Figures(str(each), on_file[each.pk], paired[each.pk], late[each.pk]) for each in units]


def total(rows: Iterable[Figures]) -> Figures:
    """The sum of some rows."""
    known = list(rows)
    numbers = [sum(getattr(each, name) for each in known) for name in ("on_file", "paired", "overdue")]
    return Figures("", *numbers)


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
    """Who looks after a household now: at most one. One query."""
    begun = {"cadre__pairs__ended_on": None, "cadre__pairs__starts_on__lte": clock.today()}
    return User.objects.filter(cadre__pairs__dossier=dossier, **begun)


def pairs_of(dossier: Dossier) -> "QuerySet[Pair]":
    """All pairs of a household, the latest first."""
    return dossier.pairs.select_related("cadre__user", "cadre__unit").order_by("-starts_on", "-id")


def due_of(pairs: Iterable[Pair], rhythm: Rhythm) -> Mapping[UUID, Due]:
    """What is due next of each."""
    return {each.pk: rhythm.next_due(each.starts_on, each.visited_on) for each in pairs}


def proposals_in(where: Jurisdiction) -> "QuerySet[Proposal]":
    """The proposals of units inside a jurisdiction, the latest first."""
    found = Proposal.objects.all() if where.covers_all() else Proposal.objects.filter(unit__in=where.units())
    return found.select_related("unit", "suggested_by", "decided_by").order_by("-suggested_at", "-id")
