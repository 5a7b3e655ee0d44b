"""What waits for someone in this app: requests to answer, answers to look at, what departments are late with."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.referrals import access, queries
from niangjia.referrals.models import WITH_PARTNER, Referral, State


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Everything of this app. At most three queries."""
    yield from _asked_of_us(user)
    yield from _of_our_households(user, week)
    yield from _decisions(user)


def _asked_of_us(user: User) -> Iterator[Waiting]:
    where = access.where_may(user, "respond")
    if where:
        asked = _Days(
            Referral.objects.filter(partner__in=where.units(), state__in=WITH_PARTNER, dossier__closed_on=None)
        )
        yield _entry("take-on", "list-requests", asked.of([State.SENT]))
        yield _entry("answer", "list-requests", asked.of([State.ACCEPTED, State.RETURNED]))


def _of_our_households(user: User, week: Week) -> Iterator[Waiting]:
    """Answers and ends are the union's turn; of what is with a department only what is late, to be asked after."""
    where = access.where_may(user, "approve-answer")
    if not where:
        return
    states = [*WITH_PARTNER, State.DRAFT, State.ANSWERED, State.DECLINED, State.SETTLED]
    ours = _Days(Referral.objects.filter(dossier__unit__in=where.units(), state__in=states))
    yield _entry("drafts", "list-referrals", {None: sum(ours.of([State.DRAFT]).values())})
    yield _entry("look", "list-referrals", ours.without_day([State.ANSWERED]))
    yield _entry("close", "list-referrals", ours.without_day([State.DECLINED, State.SETTLED]))
    late = {day: count for day, count in ours.of(WITH_PARTNER).items() if day is not None and day < week.today}
    yield _entry("late", "list-referrals", days_of(late.items()))
    yield _entry("ended", "list-referrals", ours.of_closed([State.DRAFT, *WITH_PARTNER]))


def _entry(kind: str, page: str, days: Mapping[date | None, int]) -> Waiting:
    address = f"{reverse(f'referrals:{page}')}?waits={kind}"
    label, _condition = queries.WAITS[kind]
    late_address = "" if set(days) <= {None} else f"{address}&only=late"  # by no day: none of it is ever late
    return Waiting(f"referrals.{kind}", str(label), address, days, late_address=late_address)


def _decisions(user: User) -> Iterator[Waiting]:
    where = access.where_may(user, "hold-meetings")
    if where:
        found = queries.decisions_to_follow(where).order_by().values_list("due_on").annotate(count=Count("*"))
        yield Waiting(
            "referrals.decisions",
            _("Decisions of joint meetings to follow up"),
            reverse("referrals:list-meetings"),
            days_of(found),
        )


class _Days:
    """Some referrals by state and day. One query."""

    def __init__(self, referrals: "QuerySet[Referral]") -> None:
        of_closed = ExpressionWrapper(Q(dossier__closed_on__isnull=False), output_field=BooleanField())
        rows = referrals.order_by().annotate(of_closed=of_closed).values_list("state", "due_on", "of_closed")
        self._rows = list(rows.annotate(count=Count("*")))

    def of(self, states: Collection[str]) -> dict[date | None, int]:
        """How many in some states by the day on which they are due; without those of closed dossiers."""
        return days_of(
            (due_on, count) for state, due_on, is_over, count in self._rows if state in states and not is_over
        )

    def without_day(self, states: Collection[str]) -> dict[date | None, int]:
        """How many in some states, whose day was another's; those of closed dossiers as well."""
        return {None: sum(count for state, _due_on, _is_over, count in self._rows if state in states)}

    def of_closed(self, states: Collection[str]) -> dict[date | None, int]:
        """How many in some states are of closed dossiers."""
        return {None: sum(count for state, _due_on, is_over, count in self._rows if state in states and is_over)}
