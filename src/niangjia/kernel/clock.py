"""The one clock: the instant now, and today's date where the bureau works (Asia/Shanghai)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def set_to(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> Iterator[None]:
    """Inside, it is that day and time in Asia/Shanghai: how the demo and tests live through past years."""
    wanted = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)
    token = _set_to.set(wanted.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
