"""The writes of this app."""

from niangjia.plans.commands.approving import approve_plan, return_plan
from niangjia.plans.commands.catalogue import add_entry, change_availability
from niangjia.plans.commands.diagnosis import add_cause, collect_causes, settle_cause
from niangjia.plans.commands.interviews import read_interview, record_interview
from niangjia.plans.commands.keeping import carry_plans, forget_plans, move_measures
from niangjia.plans.commands.measures import add_measure, remove_measure, revise_measure
from niangjia.plans.commands.plans import discard_plan, draft_plan
from niangjia.plans.commands.printing import print_plan
from niangjia.plans.commands.progress import report_progress
from niangjia.plans.commands.signing import agree_plan, reopen_plan

__all__ = [
    "add_cause",
    "add_entry",
    "add_measure",
    "agree_plan",
    "approve_plan",
    "carry_plans",
    "change_availability",
    "collect_causes",
    "discard_plan",
    "draft_plan",
    "forget_plans",
    "move_measures",
    "print_plan",
    "read_interview",
    "record_interview",
    "remove_measure",
    "reopen_plan",
    "report_progress",
    "return_plan",
    "revise_measure",
    "settle_cause",
]
