"""The clocks of a clue against the limits: when each was due, how many working days are left, and in what words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.clues.models import UNDER_WAY, Clue, ClueState
from niangjia.limits.rules import Limit, Limits
from niangjia.workdays.rules import Calendar

REPORT, HELP, EMERGENCY_HELP, PAPERS, DECIDE = ("report", "help", "emergency-help", "papers", "decide")
"""The codes of the limits."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock. `days` are working days: when done those it took, else those left, below 0 when it is late.

    `late_by` is 0 when it was or is in time. `is_certain` is False when a year in it is not known.
    """

    limit: Limit
    started_on: date
    due_on: date
    done_on: date | None
    days: int
    late_by: int
    is_certain: bool

    @property
    def tone(self) -> str:
        """As badges take it."""
        if self.late_by:
            return "bad"
        return "good" if self.done_on else "warn" if self.days <= 1 else "info"

    @property
    def words(self) -> str:
        """How it stands, in plain words."""
        if self.late_by and self.done_on:
            return ngettext("%(n)s working day after the limit", "%(n)s working days after the limit", self.late_by) % {
                "n": self.late_by
            }
        if self.late_by:
            return ngettext("%(n)s working day late", "%(n)s working days late", self.late_by) % {"n": self.late_by}
        if self.done_on:
            if not self.days:
                return _("on the same day")
            return ngettext("after %(n)s working day", "after %(n)s working days", self.days) % {"n": self.days}
        if not self.days:
            return _("due today")
        return ngettext("%(n)s working day left", "%(n)s working days left", self.days) % {"n": self.days}


def read_clock(calendar: Calendar, limit: Limit, *, started_on: date, done_on: date | None, today: date) -> Reading:
    """A clock that began on a day, ended or not."""
    due = calendar.add_working_days(started_on, limit.value)
    at = done_on or today
    late_by = max(1, calendar.working_days_between(due, at)) if at > due else 0
    between = calendar.working_days_between
    days = max(0, between(started_on, at)) if done_on else -late_by if late_by else between(at, due)
    return Reading(limit, started_on, due, done_on, days, late_by, calendar.is_certain(started_on, max(due, at)))


def clocks_of(clue: Clue, limits: Limits, calendar: Calendar, today: date) -> list[Reading]:
    """The clocks of a clue in order: report, help, decision, and in an emergency the papers.

    One that never ended and is not wanted any more (help for what was refused or merged) is left out.
    """

    def reading(code: str, started_on: date, done_on: date | None) -> Reading:
        return read_clock(calendar, limits[code], started_on=started_on, done_on=done_on, today=today)

    reported, helped = clue.first_reported_on, clue.first_helped_on
    found = [reading(REPORT, clue.first_known_on, reported)]
    if helped or clue.is_under_way:
        found.append(reading(EMERGENCY_HELP if clue.is_emergency else HELP, reported, helped))
    decided = clue.first_decided_on
    if decided is None or decided >= reported:
        found.append(reading(DECIDE, reported, decided))
    if wants_papers(clue):
        found.append(reading(PAPERS, helped or reported, clue.papers_done_on))
    return found


def wants_papers(clue: Clue) -> bool:
    """Whether its papers are asked for here: an emergency under way. Of a dossier the evidence says what is missing."""
    return clue.is_emergency and clue.is_under_way


def most_urgent(readings: list[Reading]) -> Reading | None:
    """The unfinished clock that is due first."""
    return min((each for each in readings if each.done_on is None), key=lambda each: each.due_on, default=None)


_NO_HELP = Q(state__in=UNDER_WAY, first_helped_on=None)
UNFINISHED = {
    "emergencies": _NO_HELP & Q(is_emergency=True),
    "help": _NO_HELP & Q(is_emergency=False),
    "decide": Q(state=ClueState.OPEN),
    "papers": Q(is_emergency=True, papers_done_on=None, state__in=UNDER_WAY),
    "watched": Q(state=ClueState.WATCHED),
}
"""The clues of which a clock runs, by the kind of work that ends it."""


def late_by_kind(limits: Limits, calendar: Calendar, today: date) -> dict[str, Q]:
    """Of UNFINISHED those whose clock is past its day, or whose next look is; the same as the readings say.

    A limit of n days is past when the clock began before the n-th working day back from today.
    """

    def past(code: str, field: str = "first_reported_on") -> Q:
        return Q(**{f"{field}__lt": calendar.add_working_days(today, -limits[code].value)})

    ends = {
        "emergencies": past(EMERGENCY_HELP),
        "help": past(HELP),
        "decide": past(DECIDE),
        "papers": past(PAPERS, "papers_begin_on"),
        "watched": Q(next_look_on__lt=today),
    }
    return {kind: UNFINISHED[kind] & is_past for kind, is_past in ends.items()}


def is_late(limits: Limits, calendar: Calendar, today: date) -> Q:
    """The clues of which any unfinished clock is past its day."""
    late = Q()
    for each in late_by_kind(limits, calendar, today).values():
        late |= each
    return late


PAPERS_BEGIN_ON = Coalesce("first_helped_on", "first_reported_on")
"""What `late_by_kind` wants a query set to be annotated with, as papers_begin_on."""
