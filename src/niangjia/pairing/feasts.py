"""The rhythm of visits as it is known now: the limits, and the feasts from the days off."""

from collections.abc import Mapping

from niangjia.kernel.text import Text
from niangjia.pairing.limits import FEASTS, GRACE, RHYTHM, limits_now
from niangjia.pairing.rhythm import Rhythm, feasts_from
from niangjia.workdays.models import SpecialDay
from niangjia.workdays.shipped import shipped_days


def rhythm_now(limits: Mapping[str, int] | None = None) -> Rhythm:
    """One query, and one more when the limits in force are not given."""
    limits = limits or limits_now()
    days = {day: (each.name.zh, each.name) for day, each in shipped_days().items() if not each.is_working}
    for kept in SpecialDay.objects.only("day", "is_working", "is_removed", "name_zh", "name_en"):
        if kept.is_removed or kept.is_working:
            days.pop(kept.day, None)
        else:
            days[kept.day] = (kept.name_zh, Text(kept.name_zh, kept.name_en))
    ahead = {feast: limits[code] for feast, code in FEASTS.items()}
    feasts = feasts_from(((day, zh, label) for day, (zh, label) in days.items()), ahead)
    return Rhythm(limits[RHYTHM], limits[GRACE], feasts)
