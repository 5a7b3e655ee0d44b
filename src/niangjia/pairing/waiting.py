"""What waits for someone in this app: the cadre's own visits and promises first, later the clerk's part of it."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.accounts.access import holds, where_may
from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.pairing import queries, queries_of_due
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.limits import limits_now
from niangjia.pairing.models import Pair
from niangjia.pairing.queries import RIGHTS


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Of a cadre at most three queries, of who pairs at most four. No entry says whose visit is late."""
    if holds(user, RIGHTS["look-after"]):
        yield from _of_cadre(user, week)
    if where := where_may(user, RIGHTS["pair"]):
        pairs, address = queries.pairs_in(where), reverse("pairing:list-pairs")
        limits = limits_now()
        before = queries_of_due.clerk_sees_before(week.today, limits)
        rows = (
            ("visits", "unvisited", _("Households that were not visited for some time")),
            ("late-promises", "promised", _("Households with a promise past its day")),
            ("hand-over", "hand-over", _("Households that are to have another cadre")),
            ("settle", "over", _("Pairs whose term is over")),
        )
        which = {
            "unvisited": queries_of_due.overdue(rhythm_now(limits), before),
            "promised": queries_of_due.overdue_promise(before),
            "hand-over": queries.to_hand_over(week.today),
            "over": queries.to_settle(week.today),
        }
        counts = pairs.aggregate(**{state: Count("pk", filter=each) for state, each in which.items()})
        for code, state, label in rows:
            yield Waiting(f"pairing.{code}", label, f"{address}?state={state}", {None: counts[state]})


def _of_cadre(user: User, week: Week) -> Iterator[Waiting]:
    address = reverse("pairing:list-own-pairs")
    begun = Q(cadre__user=user, starts_on__lte=week.today)
    own = Pair.objects.filter(begun)
    due = queries_of_due.visits_due(own, rhythm_now())
    soon = days_of((day, count) for day, count in due.items() if day <= week.ends_on)
    yield Waiting("pairing.own-visits", _("Visits to my households"), address, soon)
    rows = queries.open_promises(own.filter(queries.BEGUN)).order_by().values_list("due_on").annotate(count=Count("pk"))
    yield Waiting("pairing.promises", _("What I promised"), address, days_of(rows))
