"""What waits for someone in this app: changes of the rules that others proposed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.accounts.waiting import Waiting, Week
from niangjia.policies import queries
from niangjia.policies.access import may


def waiting_for(user: User, _week: Week) -> Iterator[Waiting]:
    """One query."""
    if may(user, "decide"):
        count = queries.waiting_for(user).count()
        yield Waiting(
            "policies.changes", _("Changes of the rules to decide on"), reverse("policies:list-changes"), {None: count}
        )
