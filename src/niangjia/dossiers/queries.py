"""Every read of dossiers with a join or a meaning."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTransform

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import ON_FILE, Decision, Dossier, Export, ExportState, ImportRun
from niangjia.kernel import clock
from niangjia.people.models import Evidence, Household, Membership, Person
from niangjia.people.queries import begins, ids_of_persons_named, with_everything
from niangjia.policies import RuleSet
from niangjia.policies.rule_sets import in_force_on

PAGE_ROWS = 25
COUNT_LIMIT = 1000
"""Lists count up to here and then say "more than": counting every row of a large table on each page costs too much."""


def visible_to(where: Jurisdiction) -> "QuerySet[Dossier]":
    """The dossiers inside a jurisdiction: the only door to a list."""
    if where.covers_all():
        return Dossier.objects.all()
    return Dossier.objects.filter(unit__in=where.units())


def whole(dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    """With everything one page or one decision needs, in a fixed number of queries."""
    households = with_everything(Household.objects.all())
    return dossiers.select_related("unit", "worker").prefetch_related(Prefetch("household", queryset=households))


def count_open_at(units: "QuerySet[Unit]") -> int:
    """How many dossiers some units have that have not ended, on file or on the way."""
    return Dossier.objects.filter(unit__in=units, closed_on=None).count()


def for_export(dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    """With what a row of an export names."""
    return dossiers.select_related("unit", "household", "worker__bank_account")


def names_in(text: str, dossiers: "QuerySet[Dossier]") -> list[str]:
    """The people of the households of some dossiers whose names a text holds: such a text must not go on the record."""
    members = Person.objects.filter(memberships__household__in=dossiers.order_by().values("household"))
    said = members.annotate(said=Value(text, output_field=TextField())).filter(said__contains=F("name"))
    return sorted(set(said.values_list("name", flat=True)))


def people_in(*lists: "QuerySet[Dossier]") -> int:
    """How many different people some lists name together."""
    first, *others = (each.order_by().values("worker").distinct() for each in lists)
    return first.union(*others).count() if others else first.count()


def taken_out(user: User, *, since: datetime) -> "QuerySet[Dossier]":
    """The dossiers in the files that someone was given on their own word since an instant."""
    alone = Export.objects.filter(asked_by=user, asked_at__gt=since, decided_by=None)
    lists = alone.filter(state__in=[ExportState.READY, ExportState.FETCHED]).values_list("dossiers", flat=True)
    return Dossier.objects.filter(pk__in={pk for dossiers in lists for pk in dossiers})


def exports_of(user: User, count: int = 50) -> "QuerySet[Export]":
    """Someone's own latest exports, without their long lists of ids."""
    return _told_exports().filter(asked_by=user)[:count]


def exports_waiting(where: Jurisdiction, *, besides: User) -> "QuerySet[Export]":
    """What waits for a decision inside a jurisdiction and was asked for by others, the oldest first."""
    waiting = _told_exports().filter(state=ExportState.WAITING, expires_at__gt=clock.now()).exclude(asked_by=besides)
    return waiting.filter(unit__in=where.units()).order_by("asked_at")


def exports_decided(user: User, count: int = 20) -> "QuerySet[Export]":
    """What someone decided lately."""
    return _told_exports().filter(decided_by=user).order_by("-decided_at")[:count]


def _told_exports() -> "QuerySet[Export]":
    return Export.objects.select_related("asked_by", "unit").defer("dossiers", "wanted").order_by("-asked_at", "-id")


def latest_decision(dossier: Dossier) -> Decision | None:
    """The decision in force of a dossier, with who made it."""
    return dossier.decisions.select_related("by").order_by("-at", "-id").first()


def decided_by_other_rules(rule_sets: Collection[RuleSet]) -> Iterator[str]:
    """Numbers of open dossiers whose latest decision another rule set or version gave than these; and undecided ones.

    Read some hundreds at a time, in order, so that dossiers may be written on the way.
    """
    latest = Decision.objects.filter(dossier=OuterRef("pk")).order_by("-at", "-id")
    open_ones = (
        Dossier.objects.filter(closed_on=None)
        .order_by("number")
        .annotate(
            by_rules=Subquery(latest.values("rule_set")[:1]), by_version=Subquery(latest.values("rule_version")[:1])
        )
    )
    last = ""
    while rows := list(
        open_ones.filter(number__gt=last).values_list("number", "applied_on", "category", "by_rules", "by_version")[
            :500
        ]
    ):
        for last, applied_on, category, name, version in rows:
            now = in_force_on(rule_sets, applied_on)
            if category is None or now is None or (now.name, now.version) != (name, version):
                yield last


def evidence_of(household: Household) -> "QuerySet[Evidence]":
    """Every file of a household, withdrawn ones included, the newest first, with whom it names."""
    found = Evidence.objects.filter(household=household).order_by("-uploaded_at", "-pk")
    return found.select_related("household__unit", "person", "uploaded_by", "original_seen_by", "withdrawn_by").defer(
        "file_name"
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; an empty value narrows nothing. `text` is a name, pinyin, initials or a number.

    `behind` is the condition of a count of the home page (queries_of_waits).
    """

    text: str = ""
    unit_path: str = ""
    category: int | None = None
    is_undecided: bool = False
    main_cause: str = ""
    level: str = ""
    has_questions: bool | None = None
    is_eligible: bool | None = None
    states: tuple[str, ...] | None = ON_FILE
    behind: Q | None = None

    def apply(self, dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
        """Narrow a list."""
        wanted = {"category": self.category, "is_eligible": self.is_eligible}
        exact: dict[str, object] = {name: value for name, value in wanted.items() if value is not None}
        exact |= {name: getattr(self, name) for name in ("main_cause", "level") if getattr(self, name)}
        if self.unit_path:
            exact["unit__path__startswith"] = self.unit_path
        if self.is_undecided:
            exact["category__isnull"] = True
        if self.states is not None:
            exact["state__in"] = self.states
        dossiers = dossiers.filter(self.behind or Q(), **exact)
        if self.has_questions is not None:
            dossiers = dossiers.filter(questions__gt=0) if self.has_questions else dossiers.filter(questions=0)
        return _named(dossiers, self.text) if self.text else dossiers


def _named(dossiers: "QuerySet[Dossier]", text: str) -> "QuerySet[Dossier]":
    text = text.strip()
    if text[:1].isdigit():
        return dossiers.filter(begins("number", text))
    homes = Membership.objects.filter(person__in=ids_of_persons_named(text), ended_on=None)
    return dossiers.filter(
        Q(household__in=homes.values("household_id"))
        | Q(worker__in=ids_of_persons_named(text), closed_on__isnull=False)
    )


def members_found(dossiers: Iterable[Dossier], text: str) -> dict[UUID, list[str]]:
    """Names of the members, other than the worker, for whom a search by name found each household; by its id."""
    worker_of = {dossier.household_id: dossier.worker_id for dossier in dossiers}
    homes = Membership.objects.filter(household__in=worker_of, person__in=ids_of_persons_named(text), ended_on=None)
    names: dict[UUID, list[str]] = {}
    for household, person, name in homes.values_list("household_id", "person_id", "person__name"):
        if person != worker_of[household]:
            names.setdefault(household, []).append(name)
    return names


def recent_imports(user: User, count: int) -> "QuerySet[ImportRun]":
    """Someone's own latest import runs without their long reports; `refused` is None while a run has no report."""
    runs = ImportRun.objects.filter(by=user).order_by("-started_at").defer("report", "samples", "ignored")
    return runs.annotate(refused=KeyTransform("refused", KeyTransform(settings.LANGUAGE_CODE, "report")))[:count]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: rows, and the cursors of its neighbours ("" when there is none)."""

    rows: list[Dossier]
    previous: str
    following: str


def page(
    dossiers: "QuerySet[Dossier]",
    *,
    sort: str,
    cursor: str,
    rows: int = PAGE_ROWS,
    reach: "QuerySet[Dossier] | None" = None,
) -> Page:
    """A page by keyset: `sort` is a key of Dossier.SORTS, with "-" in front for descending.

    `cursor` is "" for the first page, else "after:<id>" or "before:<id>" of a row that the reader saw.
    `reach` is all that the reader may see, where `dossiers` is narrowed: a row that has left the list since is still
    gone on from. A cursor of any other row, unknown or out of reach alike, gives the first page.
    """
    field, is_descending = Dossier.SORTS[sort.lstrip("-")][0], sort.startswith("-")
    direction, _colon, anchor_id = cursor.partition(":")
    anchor = _anchor(dossiers if reach is None else reach, anchor_id, field) if anchor_id else None
    backwards = direction == "before" and anchor is not None
    dossiers = dossiers.select_related("unit", "worker")
    if anchor is not None:
        dossiers = dossiers.filter(_beyond(field, anchor, is_upwards=is_descending == backwards))
    signs = "-" if is_descending != backwards else ""
    found = list(dossiers.order_by(f"{signs}{field}", f"{signs}id")[: rows + 1])
    has_more, found = len(found) > rows, found[:rows]
    if backwards:
        found.reverse()
    has_previous, has_following = (has_more, True) if backwards else (anchor is not None, has_more)
    return Page(
        found,
        f"before:{found[0].pk}" if found and has_previous else "",
        f"after:{found[-1].pk}" if found and has_following else "",
    )


def _anchor(reach: "QuerySet[Dossier]", anchor_id: str, field: str) -> tuple[object, UUID] | None:
    try:
        pk = UUID(anchor_id)
    except ValueError:
        return None
    value = reach.order_by().filter(pk=pk).values_list(field, flat=True).first()
    return None if value is None else (value, pk)


def _beyond(field: str, anchor: tuple[object, UUID], *, is_upwards: bool) -> Q:
    value, pk = anchor
    side = "gt" if is_upwards else "lt"
    # The first condition is implied by the second; it is what lets the database start inside the index.
    beyond = Q(**{f"{field}__{side}": value}) | Q(**{f"id__{side}": pk})
    return Q(**{f"{field}__{side}e": value}) & beyond


def bounded_count(dossiers: "QuerySet[Dossier]", limit: int = COUNT_LIMIT) -> int:
    """How many, at most `limit` + 1 (meaning: more than `limit`)."""
    return dossiers.order_by()[: limit + 1].count()


@dataclass(frozen=True, slots=True)
class Figures:
    """The dossiers on file in a jurisdiction: rows of unit, category, cause, whether eligible, and how many."""

    rows: list[tuple[UUID, int | None, str, bool, int]]

    def total(self, *, categories: Iterable[int | None] | None = None, is_eligible: bool | None = None) -> int:
        """How many, of some categories and eligibility."""
        wanted = None if categories is None else set(categories)
        return sum(
            count
            for _unit, category, _cause, eligible, count in self.rows
            if (wanted is None or category in wanted) and (is_eligible is None or eligible == is_eligible)
        )

    def by_cause(self) -> dict[str, int]:
        """Main cause to how many, most first."""
        counts: dict[str, int] = {}
        for _unit, _category, cause, _eligible, count in self.rows:
            counts[cause] = counts.get(cause, 0) + count
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    def by_unit_and_category(self) -> dict[UUID, dict[int | None, int]]:
        """Unit id to category to how many."""
        counts: dict[UUID, dict[int | None, int]] = {}
        for unit, category, _cause, _eligible, count in self.rows:
            of_unit = counts.setdefault(unit, {})
            of_unit[category] = of_unit.get(category, 0) + count
        return counts


def figures(reach: "QuerySet[Dossier]") -> Figures:
    """Counts of the dossiers on file among some, from one covering index."""
    open_ones = reach.filter(state__in=ON_FILE).order_by()
    grouped = open_ones.values_list("unit_id", "category", "main_cause", "is_eligible").annotate(count=Count("*"))
    return Figures([(unit, category, cause, eligible, count) for unit, category, cause, eligible, count in grouped])
