"""What waits for those who run the system: findings on its state that are not good."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.accounts.waiting import Waiting, Week
from niangjia.config import health


def waiting_for(user: User, _week: Week) -> Iterator[Waiting]:
    """As many as the page about the state of the system shows that are not good."""
    if holds(user, rights_of("config")["read-health"]):
        count = sum(each.state != health.GOOD for each in health.findings())
        yield Waiting(
            "config.health", _("Things of the system to look after"), reverse("config:show-health"), {None: count}
        )
