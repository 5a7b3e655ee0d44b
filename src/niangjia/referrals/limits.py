"""Days to answer and days of the ladder: shipped with the items and steps, set by people as limits of this app."""

from dataclasses import replace

from niangjia.kernel.text import Text
from niangjia.limits.queries import limits_of
from niangjia.limits.rules import Limit, Limits, Unit
from niangjia.referrals.catalogue import ITEMS, LADDER, Step

ANSWERS, CHASING = "answers", "chasing"
"""The groups of limits: by item, and by step of the ladder."""

LONGEST = 120
DAYS_OF_WHAT_IS_GONE = 10
OWN_DEFAULT = Text("本产品默认值；没有找到统一规定", "our default; no rule was found")


def shipped_answers() -> Limits:
    """The working days to answer each item."""
    return {
        item.code: _limit(item.code, item.label, item.days, is_confirmed=item.is_confirmed) for item in ITEMS.values()
    }


def shipped_chasing() -> Limits:
    """The working days of each step, before the last day to answer or after it."""
    return {step.code: _limit(step.code, _label(step), abs(step.after)) for step in LADDER}


def _label(step: Step) -> Text:
    if step.after < 0:
        return Text(f"{step.label.zh}（到期前）", f"{step.label.en} (before the last day)")
    return Text(f"{step.label.zh}（到期后）", f"{step.label.en} (after the last day)")


def _limit(code: str, label: Text, days: int, *, is_confirmed: bool = False) -> Limit:
    return Limit(code, label, label, (days,), Unit.WORKING_DAYS, 1, LONGEST, OWN_DEFAULT, not is_confirmed)


def days_to_answer(item: str) -> int:
    """The working days there are to answer an item; for one that is no longer in the data, ten. One query."""
    limit = limits_of(ANSWERS).get(item)
    return limit.value if limit else DAYS_OF_WHAT_IS_GONE


def ladder_in_force() -> list[Step]:
    """The steps with their days as set here, the earliest first. One query."""
    limits = limits_of(CHASING)
    steps = [replace(step, after=(-1 if step.after < 0 else 1) * limits[step.code].value) for step in LADDER]
    return sorted(steps, key=lambda step: step.after)
