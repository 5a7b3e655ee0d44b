"""Telling users something inside the program."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from niangjia.accounts.models import Notice, User
from niangjia.accounts.recording import record
from niangjia.kernel import clock
from niangjia.kernel.text import Text


@transaction.atomic
def send_notice(
    to_users: Iterable[User], *, text: Text, by: User, address: str = "", urgent: str = "", is_turn: bool = False
) -> list[Notice]:
    """Tell each user once; `address` is a path of the program that the notice leads to; `urgent`, one of Urgent,
    has it told at once outside the program too, where somebody wants that: never this text. `is_turn`: it says whose
    turn it is there, until `settle_turn`.

    The text is read by whoever may open the notice list of the receiver: no name and no number of a household in it.
    """
    notices = []
    for user in dict.fromkeys(to_users):
        notice = Notice.objects.create(
            to=user, text=asdict(text), address=address, at=clock.now(), urgent=urgent, is_turn=is_turn
        )
        record("accounts.notice.sent", notice, by=by, username=user.username)
        notices.append(notice)
    return notices


@transaction.atomic
def read_notice(notice: Notice, *, by: User) -> Notice:
    """Mark one's own notice as read; nothing happens when it is already. Locks its row.

    Raises DoesNotExist for another's.
    """
    notice = Notice.objects.select_for_update().get(pk=notice.pk, to=by)
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
        record("accounts.notice.read", notice, by=by, username=by.username)
    return notice


@transaction.atomic
def read_notices(*, by: User) -> int:
    """Mark all of one's own notices as read. How many there were; nothing is recorded when there was none."""
    count = Notice.objects.filter(to=by, read_at=None).update(read_at=clock.now())
    if count:
        record("accounts.notices.read", by, by=by, username=by.username, count=count)
    return count


@transaction.atomic
def settle_turn(address: str, *, by: User) -> int:
    """What was told of whose turn it is on a page is done: those notices count as read, whoever has them. How many."""
    count = Notice.objects.filter(address=address, is_turn=True, read_at=None).update(read_at=clock.now())
    if count:
        record("accounts.turn.settled", by, by=by, count=count)
    return count
