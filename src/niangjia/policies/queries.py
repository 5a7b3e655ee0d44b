"""Every read of the changes of the rule book."""

from django.db.models import QuerySet

from niangjia.accounts.models import User
from niangjia.policies.models import Change, ChangeState

HISTORY_ROWS = 200


def changes() -> "QuerySet[Change]":
    """All of them with the people who acted, newest first."""
    return Change.objects.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-id")


def waiting() -> "QuerySet[Change]":
    """Those that wait for a decision, the longest first."""
    return changes().filter(state=ChangeState.PROPOSED).order_by("proposed_at", "id")


def waiting_for(user: User) -> "QuerySet[Change]":
    """Those that somebody else than `user` proposed. The caller has checked that `user` may decide."""
    return waiting().exclude(proposed_by=user)


def decided() -> "QuerySet[Change]":
    """Those that no longer wait, newest decision first."""
    return changes().exclude(state=ChangeState.PROPOSED).order_by("-decided_at", "-id")[:HISTORY_ROWS]


def changes_of(rule_set: str, parameter: str = "") -> "QuerySet[Change]":
    """Those of a rule set, or of one parameter of it, newest first."""
    found = changes().filter(rule_set=rule_set)
    return found.filter(parameter=parameter) if parameter else found


def approved() -> "QuerySet[Change]":
    """What counts, in the order of the numbers."""
    return Change.objects.filter(state=ChangeState.APPROVED).order_by("rule_set", "number")


def is_changed_since(change: Change, number: int) -> bool:
    """Whether, after that number, its rule set had another approved change of the same parameter, or of its life."""
    return approved().filter(rule_set=change.rule_set, number__gt=number, parameter=change.parameter).exists()
