"""The limits of pairing in force, by code; shipped in data/limits.toml, set on the page *Limits*."""

from collections.abc import Mapping

from niangjia.limits.queries import limits_of

GROUP = "pairing"
TERM, RHYTHM, GRACE, CLERK_AFTER, LONG = "term", "rhythm", "grace", "clerk-after", "long-unvisited"

FEASTS: Mapping[str, str] = {"元旦": "new-year", "春节": "spring-festival", "中秋节": "mid-autumn"}
"""The limit of each feast, by the name the notices give it."""


def limits_now() -> Mapping[str, int]:
    """The value of every limit. One query."""
    return {code: limit.value for code, limit in limits_of(GROUP).items()}
