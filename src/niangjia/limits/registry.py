"""The registry of limits: each app adds a group of those shipped with it. What people set stands in `queries`."""

from dataclasses import dataclass

from django.utils.functional import Promise

from niangjia.limits.rules import Limits


@dataclass(frozen=True, slots=True)
class Group:
    """The limits of one part of the work, as shipped."""

    code: str
    label: str | Promise
    limits: Limits


_groups: dict[str, Group] = {}


def register(code: str, label: str | Promise, limits: Limits) -> None:
    """Add a group. The same code again takes the place of the first."""
    _groups[code] = Group(code, label, limits)


def groups() -> list[Group]:
    """Every group, in the order in which the apps start."""
    return list(_groups.values())


def group_of(code: str) -> Group:
    """One group. Raises KeyError for one that no app added."""
    return _groups[code]
