"""On which days the ladder goes on. Days are working days of the bureau's calendar."""

from collections.abc import Collection
from datetime import date, timedelta

from niangjia.referrals.catalogue import Step
from niangjia.referrals.limits import ladder_in_force
from niangjia.workdays.calendar import current
from niangjia.workdays.rules import Calendar


def day_of(step: Step, due_on: date, calendar: Calendar) -> date:
    """The day of a step: for one before the last day to answer, the latest from which so many working days are left."""
    if step.after >= 0:
        return calendar.add_working_days(due_on, step.after)
    day = due_on
    while calendar.add_working_days(day, -step.after) > due_on:
        day -= timedelta(days=1)
    return day


def steps_to_come(due_on: date, taken: Collection[str]) -> list[tuple[Step, date]]:
    """The steps that were not taken yet with their days, the earliest first. Two queries."""
    calendar = current()
    return [(step, day_of(step, due_on, calendar)) for step in ladder_in_force() if step.code not in taken]


def next_day(due_on: date, taken: Collection[str], today: date) -> date | None:
    """The day after today on which the ladder goes on; None at its end. A reminder that would come at once is none."""
    return next((day for _step, day in steps_to_come(due_on, taken) if day > today), None)
