"""What several pages need: the bounds of the categories, and what was done with a thing."""

from typing import Any
from uuid import UUID

from niangjia.accounts.models import User
from niangjia.audit import acts
from niangjia.audit.queries import entries_about, name_users
from niangjia.plans.access import may_report
from niangjia.plans.models import LIVE, PlannedMeasure
from niangjia.plans.queries import entries_now, standing_of


def measure_of(user: User, measure: PlannedMeasure | None) -> tuple[object, UUID, bool] | None:
    """The measure of the plan that something is a part of, as it stands now: its name, its id, and whether someone may
    say how it stands.
    """
    if measure is None:
        return None
    row = standing_of(measure)
    entry = entries_now().get(row.code)
    return (entry.label if entry else row.code), row.pk, row.state in LIVE and may_report(user, row)


def done_with(pk: UUID) -> list[tuple[Any, Any]]:
    """What the record has of a thing, each with its sentence, the newest first."""
    return [(each, acts.sentence(each.act, each.told)) for each in name_users(entries_about([pk])[:30])]
