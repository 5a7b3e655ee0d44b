"""What waits for someone in this app: the cadre's own visits and promises first, later the clerk's part of it."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.accounts.access import holds, where_may
from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week, days_of
from niangjia.pairing import queries
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.limits import limits_now
from niangjia.pairing.models import Pair
from niangjia.pairing.queries import RIGHTS


def waiting_for(user: User, week: Week) -> Iterator[Waiting]:
    """Of a cadre at most three queries, of who pairs at most five. No entry says whose visit is late."""
    if holds(user, RIGHTS["look-after"]):
        yield from _of_cadre(user, week)
    if where := where_may(user, RIGHTS["pair"]):
        pairs, address = queries.pairs_in(where), reverse("pairing:list-pairs")
        limits = limits_now()
        days, before = queries.visits_due(pairs, rhythm_now(limits)), queries.clerk_sees_before(week.today, limits)
        late = sum(each for day, each in days.items() if day < before)
        handed, over = queries.to_hand_over(week.today), queries.to_settle(week.today)
        counts = pairs.aggregate(handed=Count("pk", filter=handed), over=Count("pk", filter=over))
        for code, state, label, count in (
            ("visits", "unvisited", _("Households that were not visited for some time"), late),
            ("hand-over", "hand-over", _("Households that are to have another cadre"), counts["handed"]),
            ("settle", "over", _("Pairs whose term is over"), counts["over"]),
        ):
            yield Waiting(f"pairing.{code}", label, f"{address}?state={state}", {None: count})


def _of_cadre(user: User, week: Week) -> Iterator[Waiting]:
    address = reverse("pairing:list-own-pairs")
    begun = Q(cadre__user=user, starts_on__lte=week.today)
    own = Pair.objects.filter(begun)
    due = queries.visits_due(own, rhythm_now())
    soon = days_of((day, count) for day, count in due.items() if day <= week.ends_on)
    yield Waiting("pairing.own-visits", _("Visits to my households"), address, soon)
    rows = queries.open_promises(own.filter(queries.BEGUN)).order_by().values_list("due_on").annotate(count=Count("pk"))
    yield Waiting("pairing.promises", _("What I promised"), address, days_of(rows))
