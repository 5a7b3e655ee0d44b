"""What waits for someone in this app: findings to take up. One query."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week
from niangjia.visits import access, queries


def waiting_for(user: User, _week: Week) -> Iterator[Waiting]:
    """As many as the list behind it shows."""
    if where := access.where_may(user, "decide"):
        count = queries.open_findings(where).order_by().count()
        yield Waiting(
            "visits.findings", _("Found at visits, to take up"), reverse("visits:list-findings"), {None: count}
        )
