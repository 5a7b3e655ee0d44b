"""What the form of a new measure shows at first: what the catalogue says of it, about whom the causes say."""

from datetime import date
from typing import Any

from niangjia.kernel.periods import add_months
from niangjia.plans import access, queries
from niangjia.plans.catalogue import Entry
from niangjia.plans.models import Plan


def first_values(plan: Plan, entry: Entry, person: str, today: date) -> dict[str, Any]:
    """Days, sign, who sees to it, and the causes in force that it answers."""
    begins = max(today, date(plan.year, 1, 1))
    causes = queries.causes_of(plan.dossier).values_list("code", flat=True)
    return {
        "person": person,
        "causes": [each for each in dict.fromkeys(causes) if each in entry.causes],
        "responsible": _responsible(plan, entry),
        "starts_on": begins,
        "due_on": add_months(begins, entry.months),
        "goal_kind": entry.sign,
    }


def _responsible(plan: Plan, entry: Entry) -> str:
    """The role, or the one department of the kind; nobody where there is none or a choice."""
    if entry.role:
        return f"role:{entry.role}"
    fitting = [each for each in access.departments_near(plan.dossier.unit) if each.kind == entry.kind]
    return f"unit:{fitting[0].pk}" if len(fitting) == 1 else ""
