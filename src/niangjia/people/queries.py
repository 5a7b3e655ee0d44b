"""Reads of persons and households with a join or a meaning."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from niangjia.accounts.models import Unit, User
from niangjia.people.models import (
    AssessmentState,
    Consent,
    ConsentWithdrawal,
    Evidence,
    Household,
    ImpactAssessment,
    Membership,
    Person,
    PersonAccount,
    SearchKey,
    SignedBy,
)
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_index, blind_indexes

_LAST = "\U0010ffff"


def identity_index(number: str) -> str:
    """The blind index of an identity number in its normal form (18 characters, capital X)."""
    return blind_index(IDENTITY_LABEL, number)


def count_open_at(units: "QuerySet[Unit]") -> int:
    """How many open households some units have."""
    return Household.objects.filter(unit__in=units, closed_on=None).count()


def _by_index(numbers: Iterable[str]) -> dict[str, str]:
    """The numbers by everything their index may be stored as."""
    return {index: number for number in numbers for index in blind_indexes(IDENTITY_LABEL, number)}


def open_memberships_of(numbers: Iterable[str]) -> "dict[str, Membership]":
    """By identity number: the membership in force of those who are in an open household, with the household."""
    by_index = _by_index(numbers)
    found = Membership.objects.filter(person__identity_index__in=by_index, ended_on=None)
    found = found.select_related("person", "household__unit")
    return {by_index[membership.person.identity_index or ""]: membership for membership in found}


def persons_by_number(numbers: Iterable[str]) -> dict[str, Person]:
    """By identity number: the persons already known."""
    by_index = _by_index(numbers)
    return {by_index[p.identity_index or ""]: p for p in Person.objects.filter(identity_index__in=by_index)}


def ids_of_persons_named(text: str) -> "QuerySet[SearchKey, UUID]":
    """Ids of persons whose name, part of name, pinyin or initials begins with the text."""
    return SearchKey.objects.filter(begins("key", "".join(text.lower().split()))).values_list("person_id", flat=True)


def begins(field: str, text: str) -> Q:
    """Rows whose field begins with a text, by an index on either database.

    SQLite finds no index for LIKE, so the beginning becomes a range; PostgreSQL sorts by its own collation, where a
    range would miss, and has an index for LIKE on every unique or indexed text.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST})
    return Q(**{f"{field}__startswith": text})


def with_everything(households: "QuerySet[Household]") -> "QuerySet[Household]":
    """Households with members in force (of a closed one: on its last day), lines, assets and events, in few queries."""
    in_force = Q(ended_on=None) | Q(ended_on=F("household__closed_on"))  # a closed household keeps its last members
    members = Membership.objects.filter(in_force).select_related("person", "person__bank_account")
    return households.select_related("unit").prefetch_related(
        Prefetch("memberships", queryset=members, to_attr="members"),
        "incomelines",
        "spendinglines",
        "assetlines",
        "events",
    )


def has_sealed_values() -> bool:
    """Whether any person is on file, with a sealed identity number; no before the tables are made."""
    return Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists()  # noqa: SLF001


def is_evidence(key: UUID) -> bool:
    """Whether a file of evidence has its row."""
    return Evidence.objects.filter(pk=key).exists()


def account_of(user: User) -> PersonAccount | None:
    """The person a user is, when someone has checked that."""
    return PersonAccount.objects.select_related("person").filter(user=user).first()


def account_of_person(person: Person) -> PersonAccount | None:
    """The user a person has, and who linked them."""
    return PersonAccount.objects.select_related("user", "linked_by").filter(person=person).first()


def members_in_force(household: Household) -> "QuerySet[Membership]":
    """The members of a household in force (of a closed one: on its last day), with their persons, in order."""
    in_force = Q(ended_on=None) | Q(ended_on=household.closed_on) if household.closed_on else Q(ended_on=None)
    return household.memberships.filter(in_force).select_related("person").order_by("position", "id")


def consents_of(persons: Iterable[UUID]) -> "QuerySet[Consent]":
    """Every consent of some persons with its withdrawal, oldest first; see `is_given_here`."""
    order = (F("ended_on").desc(nulls_first=True), "-started_on", "-id")
    latest = Membership.objects.filter(person=OuterRef("person")).order_by(*order)
    found = Consent.objects.filter(person__in=list(persons)).select_related("withdrawal").order_by("signed_on", "id")
    return found.annotate(counted_from=Subquery(latest.values("consents_from")[:1]))


def is_given_here(consent: Consent) -> bool:
    """Whether a consent of `consents_of` was given to the household the person lives in, or lived in last. No query."""
    counted_from: datetime | None = consent.counted_from  # type: ignore[attr-defined] # set by consents_of
    return counted_from is None or consent.recorded_at >= counted_from


def signed_as_guardian(guardian: Person, persons: Iterable[UUID]) -> list[Consent]:
    """Of the consents of some persons those that somebody signed as their guardian: by the name, which is all there is.
    One query.
    """
    signed = consents_of(persons).filter(signed_by=SignedBy.GUARDIAN)
    return [each for each in signed if each.guardian_name.reveal().strip() == guardian.name]


def has_withdrawals(household: Household, purpose: str) -> bool:
    """Whether any member in force ever took a consent to a purpose back. One query."""
    members = household.memberships.filter(ended_on=None).values("person_id")
    return ConsentWithdrawal.objects.filter(consent__purpose=purpose, consent__person__in=members).exists()


def withdrawn_on(consent: Consent) -> date | None:
    """The day a consent of `consents_of` was taken back. No query."""
    withdrawal = getattr(consent, "withdrawal", None)
    return withdrawal.withdrawn_on if withdrawal else None


def assessments() -> "QuerySet[ImpactAssessment]":
    """The register of impact assessments, with who made and approved each, the newest first."""
    people = ("drafted_by", "approved_by", "replaces", "replaced_by")
    return ImpactAssessment.objects.select_related(*people).order_by("-made_on", "-id")


def is_review_overdue(assessment: ImpactAssessment, today: date) -> bool:
    """Whether an approved assessment of `assessments` that nothing follows should have been reviewed. No query."""
    is_last = getattr(assessment, "replaced_by", None) is None
    return assessment.state == AssessmentState.APPROVED and is_last and assessment.review_on < today
