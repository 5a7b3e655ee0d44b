"""Reads of persons and households with a join or a meaning."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from niangjia.people.models import Household, Membership, Person, SearchKey
from niangjia.privacy.blind_index import blind_index

IDENTITY_LABEL = "people.person.identity"
_LAST = "\U0010ffff"


def identity_index(number: str) -> str:
    """The blind index of an identity number in its normal form (18 characters, capital X)."""
    return blind_index(IDENTITY_LABEL, number)


def open_memberships_of(numbers: Iterable[str]) -> "dict[str, Membership]":
    """By identity number: the membership in force of those who are in an open household, with the household."""
    by_index = {identity_index(number): number for number in numbers}
    found = Membership.objects.filter(person__identity_index__in=by_index, ended_on=None)
    found = found.select_related("person", "household__unit")
    return {by_index[membership.person.identity_index or ""]: membership for membership in found}


def persons_by_number(numbers: Iterable[str]) -> dict[str, Person]:
    """By identity number: the persons already known."""
    by_index = {identity_index(number): number for number in numbers}
    return {by_index[p.identity_index or ""]: p for p in Person.objects.filter(identity_index__in=by_index)}


def ids_of_persons_named(text: str) -> "QuerySet[SearchKey, UUID]":
    """Ids of persons whose name, part of name, pinyin or initials begins with the text (an index range, not LIKE)."""
    key = "".join(text.lower().split())
    return SearchKey.objects.filter(key__gte=key, key__lt=key + _LAST).values_list("person_id", flat=True)


def with_everything(households: "QuerySet[Household]") -> "QuerySet[Household]":
    """Households with members in force, lines, assets and events, in a fixed number of queries."""
    members = Membership.objects.filter(ended_on=None).select_related("person", "person__bank_account")
    return households.select_related("unit").prefetch_related(
        Prefetch("memberships", queryset=members, to_attr="members"),
        "incomelines",
        "spendinglines",
        "assetlines",
        "events",
    )
