"""What a worker could have here from another time, for the tests of deletion."""

from collections.abc import Callable
from typing import Any

from niangjia.delivery.models import Channels, Message, Robot
from niangjia.kernel import clock
from niangjia.people.models import PersonAccount


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """An address of the worker's user and a message to it; a robot of the unit, which is about nobody. No ids."""
    now, user = clock.now(), PersonAccount.objects.get(person=dossier.worker).user
    Channels.objects.create(user=user, email=new(), changed_at=now)
    problem = {"zh": new(), "en": new()}
    Message.objects.create(user=user, kind="digest", key=new(), made_at=now, next_try_at=now, problem=problem)
    Robot.objects.create(unit=dossier.unit, kind="wecom", name="工会群", added_by=by, changed_at=now)
    return []
