"""The tables of this app."""

from niangjia.plans.models.catalogue import Availability, OwnMeasure
from niangjia.plans.models.diagnosis import Cause, Interview, Origin, Weight
from niangjia.plans.models.measures import LIVE, GoalKind, MeasureState, PlannedMeasure, Progress
from niangjia.plans.models.plans import BEING_DRAWN, AgreedHow, Plan, PlanState

__all__ = [
    "BEING_DRAWN",
    "LIVE",
    "AgreedHow",
    "Availability",
    "Cause",
    "GoalKind",
    "Interview",
    "MeasureState",
    "Origin",
    "OwnMeasure",
    "Plan",
    "PlanState",
    "PlannedMeasure",
    "Progress",
    "Weight",
]
