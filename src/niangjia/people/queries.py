"""Reads of persons and households with a join or a meaning."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet

from niangjia.people.models import Household, Membership, Person, SearchKey
from niangjia.people.models.persons import IDENTITY_LABEL
from niangjia.privacy.blind_index import blind_index, blind_indexes

_LAST = "\U0010ffff"


def identity_index(number: str) -> str:
    """The blind index of an identity number in its normal form (18 characters, capital X)."""
    return blind_index(IDENTITY_LABEL, number)


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
