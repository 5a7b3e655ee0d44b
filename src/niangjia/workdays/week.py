"""What "this week" means where work that waits is told."""

from datetime import date, timedelta

from niangjia.accounts.waiting import Week
from niangjia.workdays.rules import Calendar


def week_of(today: date, calendar: Calendar) -> Week:
    """From today to Sunday; when no day of it is worked any more, to the Sunday after the next day that is."""
    sunday = today + timedelta(days=6 - today.weekday())
    while not any(calendar.is_working_day(today + timedelta(days=each)) for each in range((sunday - today).days + 1)):
        sunday += timedelta(days=7)
    return Week(today, sunday)
