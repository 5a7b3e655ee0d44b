"""A message to try a channel out; it waits for the background worker like every other."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.delivery import queries
from niangjia.delivery.models import Message, MessageKind, Robot
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict

TESTS_A_DAY = 5
"""More would let someone flood an address with e-mails in the name of the union."""


def order_test(*, user: User | None = None, robot: Robot | None = None) -> Message:
    """Order a test message. Raises Conflict after TESTS_A_DAY on one day."""
    now, count = clock.now(), queries.tries_today(user=user, robot=robot)
    if count >= TESTS_A_DAY:
        raise Conflict(_("Five test messages were sent today."), remedy=_("Try again tomorrow."), code="too-many-tests")
    key = f"{clock.today().isoformat()}:{count + 1}"
    try:
        with transaction.atomic():
            return Message.objects.create(
                user=user, robot=robot, kind=MessageKind.TEST, key=key, made_at=now, next_try_at=now
            )
    except IntegrityError:  # pressed twice at once: one message
        return Message.objects.get(user=user, robot=robot, kind=MessageKind.TEST, key=key)
