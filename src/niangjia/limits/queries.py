"""The limits in force, and how each came to be."""

from collections.abc import Iterable

from django.db.models import QuerySet

from niangjia.limits.models import SetLimit
from niangjia.limits.registry import Group, group_of, groups
from niangjia.limits.rules import Limit, Limits


def limits_of(group: str) -> dict[str, Limit]:
    """The limits of a group in force, by code. One query. Raises KeyError for a group that no app added."""
    found = group_of(group)
    return {code: versions[0] for code, versions in _versions(found, _rows().filter(group=group)).items()}


def all_versions() -> list[tuple[Group, list[list[Limit]]]]:
    """Every group with its limits, each as it was from the setting in force back to the shipped one. One query."""
    rows = list(_rows())
    return [
        (group, list(_versions(group, (row for row in rows if row.group == group.code)).values())) for group in groups()
    ]


def _rows() -> "QuerySet[SetLimit]":
    return SetLimit.objects.select_related("changed_by").order_by("number")


def _versions(group: Group, rows: Iterable[SetLimit]) -> dict[str, list[Limit]]:
    """The newest first. A row of a limit that is shipped no longer counts for nothing."""
    found = {code: [limit] for code, limit in group.limits.items()}
    for row in rows:
        if row.code in found:
            found[row.code].insert(0, _as_set(group.limits, row))
    return found


def _as_set(limits: Limits, row: SetLimit) -> Limit:
    return limits[row.code].as_set(
        row.values, source=row.source, number=row.number, set_by=str(row.changed_by), set_at=row.changed_at
    )
