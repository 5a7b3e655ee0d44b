"""Work done by the background worker: reminding and going up the ladder, once a day.

A round orders the next one. A worker that was stopped orders one when it starts, so that no stop ends the rounds; one
too many does no harm, as each step is taken once.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from niangjia.kernel import clock
from niangjia.referrals import commands

AT = time(7, 30)
"""In Asia/Shanghai: before people come to work."""
A_WHILE = timedelta(days=7)
"""A task for now stands in the table with a day thousands of years ahead; one that was deferred within this."""


@task()
def chase() -> None:
    """Take the steps that are due, and order tomorrow's round first, so that a fault today does not end them."""
    order_next_round()
    commands.chase_referrals()


def start_rounds() -> None:
    """Order a round for now, unless one waits to be begun already."""
    if not _waiting().filter(run_after__gt=clock.now() + A_WHILE).exists():
        chase.enqueue()


def order_next_round() -> None:
    """Order the round of tomorrow morning, unless it is ordered, where tasks can wait."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), AT, clock.SHANGHAI)
    ordered = _waiting().filter(run_after__gt=clock.now(), run_after__lt=clock.now() + A_WHILE)
    if chase.get_backend().supports_defer and not ordered.exists():
        chase.using(run_after=tomorrow).enqueue()


def _waiting() -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.filter(task_path=chase.module_path, status=TaskResultStatus.READY)
