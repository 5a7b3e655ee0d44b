"""The limits of this app in force: shipped in data/limits.toml, set on the page *Limits*."""

from niangjia.limits.queries import limits_of
from niangjia.limits.rules import Limit
from niangjia.training.rules import Ages

GROUP = "training"


def limit(code: str) -> Limit:
    """One limit. One query."""
    return limits_of(GROUP)[code]


def value_of(code: str) -> int:
    """Its value. One query."""
    return limit(code).value


def follow_up_months() -> tuple[int, ...]:
    """After how many months someone is asked whether they are still at work, the earliest first. One query."""
    return limit("follow-ups").values


def ages() -> Ages:
    """The bounds of the categories of people hard to place. One query."""
    found = limits_of(GROUP)
    return Ages(found["age-women"].value, found["age-men"].value, found["jobless-months"].value)
