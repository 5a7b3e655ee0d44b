"""Planning what is to be told outside the program, and sending it: each thing to each receiver at most once.

Planning writes a row for each, which its constraint lets exist once. Sending takes rows by writing a claim into those
that wait, commits that, and only then speaks to the other side. So two workers never send the same, and a worker that
is killed in the middle leaves rows that nobody sends again: after a while they are told as uncertain.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from niangjia.accounts.commands import system_user
from niangjia.audit.commands import record as audit
from niangjia.delivery import mail, queries
from niangjia.delivery.errors import NotDelivered, Refused, Uncertain, Unreachable
from niangjia.delivery.models import How, Message, MessageKind, MessageState
from niangjia.delivery.robots import send_to_robot
from niangjia.delivery.texts import Words, receiver_of, words_of
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text, in_both_languages
from niangjia.workdays.calendar import is_working_day

LOOKED_BACK = timedelta(days=1)
STALE_CLAIM = timedelta(minutes=10)
"""No request lasts so long: whoever took a row and did not say what came of it is gone."""
WORTH_SENDING = timedelta(hours=20)
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 120, 240))
"""Between one try and the next."""
TOGETHER = timedelta(minutes=10)
"""Urgent things of one kind within so long are one message to a robot."""
MOST_AT_ONCE = 500

logger = logging.getLogger("niangjia.delivery")


def deliver_messages() -> int:
    """Plan what is due, and send it. How many messages went out. Any number of workers may do so at once."""
    plan_messages()
    return send_waiting()


def plan_messages() -> None:
    """Write down what is to be told: the summary on working days from the hour on, and what is not to wait."""
    now = clock.now()
    _close_what_is_over(now)
    local = now.astimezone(SHANGHAI)
    if local.time() >= settings.DIGEST_AT and is_working_day(local.date()):
        _plan_digests(now, local.date().isoformat())
    _plan_notices(now)


def _plan_digests(now: datetime, day: str) -> None:
    users, robots = queries.without_digest(day)
    made = [_message(MessageKind.DIGEST, day, now, user=each.user) for each in users] if mail.is_set_up() else []
    made += [_message(MessageKind.DIGEST, day, now, robot=each) for each in robots]
    if made:
        Message.objects.bulk_create(made, ignore_conflicts=True)


def _plan_notices(now: datetime) -> None:
    since, made = now - LOOKED_BACK, []
    known = queries.keys_since(since - LOOKED_BACK)
    for notice, urgent, user in queries.notices_to_mail(since) if mail.is_set_up() else []:
        kind, key = (MessageKind.URGENT, f"{urgent}:{notice.hex}") if urgent else (MessageKind.NOTICES, notice.hex)
        if (user, None, key) not in known:
            made.append(_message(kind, key, now, user_id=user))
    for robot in queries.robots_to_tell():
        spans = {
            f"{urgent}:{int(at.timestamp() // TOGETHER.total_seconds())}"
            for urgent, at in queries.urgent_at(robot, since)
        }
        made += [
            _message(MessageKind.URGENT, key, now, robot=robot)
            for key in sorted(spans)
            if (None, robot.pk, key) not in known
        ]
    if made:
        Message.objects.bulk_create(made, ignore_conflicts=True)


def _message(kind: str, key: str, now: datetime, **receiver: object) -> Message:
    return Message(kind=kind, key=key, made_at=now, next_try_at=now, **receiver)


def _close_what_is_over(now: datetime) -> None:
    """What a worker that is gone had taken is uncertain; what could not be sent for most of a day has failed."""
    stopped = asdict(in_both_languages(_("The program was stopped while it was being sent.")))
    taken = Message.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - STALE_CLAIM)
    taken.update(state=MessageState.UNCERTAIN, problem=stopped)
    old = Message.objects.filter(state=MessageState.WAITING, made_at__lt=now - WORTH_SENDING)
    old.update(state=MessageState.FAILED, done_at=now)


def send_waiting() -> int:
    """Send what waits, one receiver after another; a channel that cannot be reached waits as a whole."""
    sent = 0
    for _each in range(MOST_AT_ONCE):
        message = queries.due(clock.now()).first()
        if message is None:
            break
        if taken := take(message):
            sent += deliver_message(taken)
    return sent


def take(message: Message) -> list[Message]:
    """Take a message, with the others of its kind to the same receiver that wait; none when another was quicker."""
    claim, now = new_id(), clock.now()
    alike = Message.objects.filter(
        state=MessageState.WAITING, next_try_at__lte=now, user=message.user, robot=message.robot, kind=message.kind
    )
    alike.update(state=MessageState.SENDING, claim=claim, claimed_at=now)
    found = Message.objects.filter(claim=claim).order_by("made_at", "id")
    return list(found.select_related("user__channels", "user__unit", "robot__unit"))


def deliver_message(messages: list[Message]) -> bool:
    """Send some taken messages of one kind to one receiver as one, and write down what came of it. Whether it went."""
    state, problem = _attempt(messages)
    if state == MessageState.WAITING:
        return False
    first, system = messages[0], system_user()
    kind, receiver = in_both_languages(MessageKind(first.kind).label), _name(first)
    with transaction.atomic():
        is_ours = _finish(messages, state, problem)
        unit = receiver_of(first).unit
        if is_ours and state == MessageState.SENT:
            audit("delivery.message.delivered", first, by=system, unit=unit, receiver=receiver, kind=kind)
        elif is_ours and state == MessageState.FAILED:
            audit("delivery.message.failed", first, by=system, unit=unit, receiver=receiver, kind=kind, problem=problem)
    return state == MessageState.SENT


def _attempt(messages: list[Message]) -> tuple[MessageState, Text | None]:
    """What came of it. WAITING: it did not go out, that is certain, and is put off. Raises nothing."""
    try:
        words = _words(messages)
    except Exception:
        logger.exception("A message could not be made.")
        return _put_off(messages, NotDelivered(_("What it was to say could not be put together.")))
    if words is None:
        return MessageState.NOTHING, None
    try:
        _hand_over(messages[0], words)
    except NotDelivered as error:
        return _put_off(messages, error)
    except Uncertain as error:
        return MessageState.UNCERTAIN, in_both_languages(error)
    except Exception:  # nobody knows how far it came: it may have arrived
        logger.exception("A message was broken off.")
        return MessageState.UNCERTAIN, in_both_languages(_("The program was stopped while it was being sent."))
    return MessageState.SENT, None


def _words(messages: list[Message]) -> Words | None:
    """What they say; None when there is nothing to say, or the receiver does not want it any more."""
    first = messages[0]
    if not _is_wanted(first):
        return None
    language = first.robot.language if first.robot else first.user.channels.language  # type: ignore[union-attr]
    with override(language):
        return words_of(messages)


def _is_wanted(message: Message) -> bool:
    if message.robot:
        is_muted = message.robot.how == How.OFF and message.kind != MessageKind.TEST
        return message.robot.removed_at is None and not is_muted
    channels = getattr(message.user, "channels", None)
    if channels is None or not channels.email or not message.user or not message.user.is_active:
        return False
    return message.kind == MessageKind.TEST or channels.email_how != How.OFF


def _hand_over(message: Message, words: Words) -> None:
    if message.robot:
        send_to_robot(message.robot, words.title, words.marked())
    elif message.user:
        mail.send_mail(message.user.channels.email.reveal(), words.title, words.plain())


def _put_off(messages: list[Message], error: NotDelivered) -> tuple[MessageState, Text | None]:
    """Have it tried again, unless it is refused for good or was tried often enough. A channel that cannot be reached at
    all waits as a whole, also when one of its messages was given up.
    """
    tries, now, problem = max(each.tries for each in messages), clock.now(), in_both_languages(error)
    first, later = messages[0], now + WAITS[min(tries, len(WAITS) - 1)]
    is_failed = isinstance(error, Refused) or tries >= len(WAITS)
    if not is_failed:
        _rows(messages).update(
            state=MessageState.WAITING, claim=None, tries=tries + 1, next_try_at=later, problem=asdict(problem)
        )
    if isinstance(error, Unreachable):
        beside = Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=now)
        same = beside.filter(robot__kind=first.robot.kind) if first.robot else beside.filter(robot=None)
        same.update(next_try_at=later)
    return MessageState.FAILED if is_failed else MessageState.WAITING, problem


def _finish(messages: list[Message], state: MessageState, problem: Text | None = None) -> bool:
    """Write the end down. Whether it was still ours to write."""
    told = asdict(problem) if problem else {}
    return bool(_rows(messages).update(state=state, done_at=clock.now(), problem=told))


def _rows(messages: list[Message]) -> "QuerySet[Message]":
    """The rows, as long as this claim is on them: not when they were given up as uncertain in the meantime."""
    return Message.objects.filter(claim=messages[0].claim, state=MessageState.SENDING)


def _name(message: Message) -> str:
    return message.robot.name if message.robot else message.user.username if message.user else ""
