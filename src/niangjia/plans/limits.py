"""The limits of plans in force, by code; shipped in data/limits.toml, set on the page *Limits*."""

from collections.abc import Mapping

from niangjia.limits.queries import limits_of

GROUP = "plans"
WORK_AGE_FROM, WORK_AGE_TO, SAME_HELP_YEARS = "work-age-from", "work-age-to", "same-help-years"


def limits_now() -> Mapping[str, int]:
    """The value of every limit. One query."""
    return {code: limit.value for code, limit in limits_of(GROUP).items()}
