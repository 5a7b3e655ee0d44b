"""This app's part of erasing people for good."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from niangjia.accounts.models import Appointment, Role
from niangjia.delivery.models import Channels, Message
from niangjia.people.erasure import Erased
from niangjia.people.models import PersonAccount


def forget_channels(persons: Collection[UUID], _household: UUID) -> Erased:
    """Part of `people.erasure`, in the transaction of it: addresses of, and messages to, people who go.

    Who holds or held another role than worker stays, as in `accounts.erase_user`.
    """
    users = set(PersonAccount.objects.filter(person__in=persons).values_list("user_id", flat=True))
    works = Appointment.objects.filter(user__in=users).exclude(role=Role.WORKER)
    users -= set(works.values_list("user_id", flat=True))
    counts: Counter[str] = Counter()
    for rows in (Message.objects.filter(user__in=users), Channels.objects.filter(user__in=users)):
        counts += Counter({label.lower(): count for label, count in rows.delete()[1].items()})
    return Erased(counts)
