"""Reads of visits and findings with a join or a meaning."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import steps_of
from niangjia.kernel import clock
from niangjia.people.models import Household, Membership, Person
from niangjia.privacy.fields import Sealed
from niangjia.visits.findings import Question, versions
from niangjia.visits.models import Finding, FindingKind, FindingState, Photo, Purpose, Visit

PAGE_ROWS = 25

RELATED = ("dossier__unit", "dossier__worker", "dossier__household", "visitor", "recorded_by", "step")


def told_visits(visits: "QuerySet[Visit]") -> "QuerySet[Visit]":
    """With what a page shows of them, in a fixed number of queries."""
    findings = Finding.objects.select_related("person", "decided_by")
    return visits.select_related(*RELATED).prefetch_related(Prefetch("findings", queryset=findings), "photos")


def visits_of(dossier: Dossier) -> "QuerySet[Visit]":
    """Every visit to a household, the latest first."""
    return told_visits(Visit.objects.filter(dossier=dossier))


def shown_to_callers(user: User) -> Q:
    """What somebody who looks after a household, and reads no dossiers, sees of its visits: those of cadres, and what
    they wrote down themselves."""
    return Q(purpose=Purpose.PAIRING) | Q(visitor=user) | Q(recorded_by=user)


def open_findings(where: Jurisdiction) -> "QuerySet[Finding]":
    """What is to be taken up in dossiers inside a jurisdiction, the longest waiting first."""
    found = Finding.objects.filter(state=FindingState.OPEN)
    if not where.covers_all():
        found = found.filter(visit__dossier__unit__in=where.units())
    related = ("person", "visit__dossier__unit", "visit__dossier__worker", "visit__visitor")
    return found.select_related(*related).order_by("id")


def open_findings_of(dossier: Dossier) -> "QuerySet[Finding]":
    """What is to be taken up of one household."""
    found = Finding.objects.filter(visit__dossier=dossier, state=FindingState.OPEN)
    return found.select_related("person", "visit__visitor", "visit__dossier").order_by("id")


def causes_seen(dossier: Dossier) -> "QuerySet[Finding]":
    """Causes that visits have shown and nobody has taken up."""
    return open_findings_of(dossier).filter(kind=FindingKind.CAUSE)


def open_wishes(goes_to: str, among: Q) -> list[Finding]:
    """Wishes of members that an app above sees to (`wishes`), the longest waiting first, until they are answered: those
    of open dossiers and of people who still belong to the household. `among` says which findings. One query.
    """
    member = Membership.objects.filter(
        household=OuterRef("visit__dossier__household"), person=OuterRef("person"), ended_on=None
    )
    found = Finding.objects.filter(among, Exists(member), kind=FindingKind.WISH, state=FindingState.OPEN)
    related = ("person", "visit__dossier__unit", "visit__dossier__worker", "visit__visitor")
    rows = found.filter(visit__dossier__closed_on=None).select_related(*related).order_by("id")
    return [each for each in rows if question_of(each).goes_to == goes_to]


def question_of(finding: Finding) -> Question:
    """What was asked, by the version of its visit, loaded with it; the question is unsealed."""
    return versions()[finding.visit.questions].questions[finding.question.reveal()]


def value_on_file(dossier: Dossier, person: UUID | None, field: str) -> str:
    """What the household, or one of its members, has in a field; unsealed, to compare and nothing else. One query."""
    row: Person | Household
    row = Person.objects.get(pk=person) if person else Household.objects.get(pk=dossier.household_id)
    value = getattr(row, field)
    return str(value.reveal() if isinstance(value, Sealed) else value or "")


def entry_visit_of(dossier: Dossier) -> Visit | None:
    """The latest home visit before filing, since the dossier was last handed in, that filled no step. Two queries."""
    handed_in = [step.at for step in steps_of(dossier) if step.act == "submit"]
    found = Visit.objects.filter(dossier=dossier, purpose=Purpose.ENTRY, step=None).select_related("visitor")
    if handed_in:
        found = found.filter(visited_on__gte=handed_in[-1].astimezone(clock.SHANGHAI).date())
    return found.order_by("-visited_on", "-id").first()


def names_of(dossier: Dossier) -> Mapping[str, str]:
    """Everyone who belongs, or belonged, to the household, by id. One query."""
    rows = Person.objects.filter(memberships__household=dossier.household_id).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def is_photo(pk: UUID) -> bool:
    """Whether a sealed file is still wanted."""
    return Photo.objects.filter(pk=pk).exists()
