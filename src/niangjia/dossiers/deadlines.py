"""When what is due next is due, in working days. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from niangjia.dossiers.chain import Chain
from niangjia.dossiers.models.states import IN_PROCESS
from niangjia.workdays.calendar import add_working_days


@dataclass(frozen=True, slots=True)
class Since:
    """The days deadlines are reckoned from: of the act, of the latest submission, the last day of the notice."""

    today: date
    submitted_on: date | None = None
    notice_ends_on: date | None = None


def due_after(chain: Chain, act: str, since: Since) -> date | None:
    """The deadline of what follows an act: its limit, but not after that of the whole; None where none is set.

    After a notice began it is the second review, some days after the last day of the notice: never before that. The
    limit of the whole holds on the way to filing alone.
    """
    row = chain.acts[act]
    if row.limit is None:
        return None
    if row.at_least and since.notice_ends_on is not None:
        due = add_working_days(since.notice_ends_on, chain.limits.second_review)
        first = since.notice_ends_on + timedelta(days=1)
        return max(first, _within_the_whole(chain, due, since) if row.to in IN_PROCESS else due)
    due = add_working_days(since.today, row.limit)
    return _within_the_whole(chain, due, since) if row.forward and row.to in IN_PROCESS else due


def _within_the_whole(chain: Chain, due: date, since: Since) -> date:
    if since.submitted_on is None:
        return due
    return min(due, add_working_days(since.submitted_on, chain.limits.total))


def notice_may_end_on(chain: Chain, starts_on: date, act: str = "post-notice") -> date:
    """The earliest last day of a notice begun by an act: the day it is hung up does not count."""
    return add_working_days(starts_on, chain.acts[act].limit or 0)


def papers_due_on(chain: Chain, helped_on: date) -> date:
    """By when papers follow in an emergency, counted from the first help."""
    return add_working_days(helped_on, chain.limits.emergency)
