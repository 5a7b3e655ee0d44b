"""Reads of this app: robots, what is still to be planned, what is to be sent, and how it went lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Appointment, Notice, Role, User
from niangjia.delivery.models import Channels, How, Message, MessageKind, MessageState, Robot
from niangjia.kernel import clock

LATELY = timedelta(days=3)


def robots_in(where: Jurisdiction) -> "QuerySet[Robot]":
    """The robots in use of units inside a jurisdiction."""
    found = Robot.objects.filter(removed_at=None).select_related("unit").order_by("unit__path", "name")
    return found.filter(unit__in=where.units())


def robots_to_tell() -> "QuerySet[Robot]":
    """Every robot that is sent anything."""
    return Robot.objects.filter(removed_at=None, unit__closed_on=None).exclude(how=How.OFF).select_related("unit")


def told_by_mail() -> "QuerySet[Channels]":
    """Those who are told by e-mail: active, and of those who work here."""
    works = Appointment.objects.in_force(clock.today()).filter(user=OuterRef("user")).exclude(role=Role.WORKER)
    found = Channels.objects.filter(Exists(works), user__is_active=True, user__is_system=False)
    return found.exclude(email_how=How.OFF).exclude(email="").select_related("user")


def without_digest(day: str) -> "tuple[QuerySet[Channels], QuerySet[Robot]]":
    """Who has no summary of a day yet."""
    made = Message.objects.filter(kind=MessageKind.DIGEST, key=day)
    return (
        told_by_mail().exclude(Exists(made.filter(user=OuterRef("user")))),
        robots_to_tell().exclude(Exists(made.filter(robot=OuterRef("pk")))),
    )


def notices_to_mail(since: datetime) -> list[tuple[UUID, str, UUID]]:
    """Unread notices since an instant of which their receivers want to be told at once: id, what is urgent, to whom."""
    wanted = told_by_mail().filter(user=OuterRef("to"), changed_at__lte=OuterRef("at"))
    at_once = Q(Exists(wanted.filter(email_how=How.AT_ONCE))) | ~Q(urgent="") & Q(Exists(wanted))
    unread = Notice.objects.filter(at_once, at__gte=since, read_at=None)
    return list(unread.values_list("id", "urgent", "to_id"))


def keys_since(since: datetime) -> set[tuple[UUID | None, UUID | None, str]]:
    """The messages on single notices made since an instant: user, robot and key."""
    made = Message.objects.filter(kind__in=[MessageKind.URGENT, MessageKind.NOTICES], made_at__gte=since)
    return set(made.values_list("user_id", "robot_id", "key"))


def urgent_at(robot: Robot, since: datetime) -> list[tuple[str, datetime]]:
    """What urgent notices those in office at the unit of a robot were given since an instant: kind and when."""
    in_office = Appointment.objects.in_force(clock.today()).filter(unit=robot.unit).values("user")
    found = Notice.objects.filter(at__gte=max(since, robot.changed_at), to__in=in_office).exclude(urgent="")
    return list(found.values_list("urgent", "at"))


def people_at(robot: Robot) -> "QuerySet[User]":
    """Those who hold a role at the very unit of a robot."""
    in_office = Appointment.objects.in_force(clock.today()).filter(unit=robot.unit).exclude(role=Role.WORKER)
    return User.objects.filter(pk__in=in_office.values("user"), is_active=True).order_by("username")


def due(now: datetime) -> "QuerySet[Message]":
    """What is to be sent now, the oldest first."""
    found = Message.objects.filter(state=MessageState.WAITING, next_try_at__lte=now).order_by("made_at", "id")
    return found.select_related("user__channels", "user__unit", "robot__unit")


@dataclass(frozen=True, slots=True)
class Lately:
    """Messages of the last days: how many were sent, failed, are uncertain, wait for another try; the last problem."""

    sent: int
    failed: int
    uncertain: int
    retried: int
    problem: dict[str, str]


def lately() -> Lately:
    """How sending went. Two queries."""
    found = Message.objects.filter(made_at__gte=clock.now() - LATELY)
    counts = found.aggregate(
        sent=Count("pk", filter=Q(state=MessageState.SENT)),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        uncertain=Count("pk", filter=Q(state=MessageState.UNCERTAIN)),
        retried=Count("pk", filter=Q(state=MessageState.WAITING, tries__gt=0)),
    )
    bad = found.exclude(problem={}).exclude(state=MessageState.SENT).order_by("-next_try_at")
    return Lately(**counts, problem=bad.values_list("problem", flat=True).first() or {})


def tries_today(*, user: User | None = None, robot: Robot | None = None) -> int:
    """How often somebody tried a channel out today."""
    today = clock.today().isoformat()
    return Message.objects.filter(user=user, robot=robot, kind=MessageKind.TEST, key__startswith=today).count()


def with_last_message(robots: "QuerySet[Robot]") -> list[Robot]:
    """Some robots, each with `last`: its latest message that was sent or tried, or None. Two queries."""
    tried = Message.objects.filter(Q(done_at__isnull=False) | Q(tries__gt=0)).order_by("-next_try_at", "-id")
    found: list[Any] = list(robots.prefetch_related(Prefetch("messages", queryset=tried[:1], to_attr="latest")))
    for robot in found:
        robot.last = next(iter(robot.latest), None)
    return found
