"""The limits of visits in force; shipped in data/limits.toml, set on the page *Limits*."""

from datetime import date, timedelta

from niangjia.kernel import clock
from niangjia.limits.queries import limits_of

GROUP = "visits"
BACK = "back"


def earliest_day() -> date:
    """The first day of which a visit may still be written down. One query."""
    return clock.today() - timedelta(days=limits_of(GROUP)[BACK].value)
