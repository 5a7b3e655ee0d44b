"""The limits of looking: counted under a lock, so that no number of requests at once gets more than the table gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import looking
from niangjia.dossiers.errors import NotRecorded, TooManyLooks
from niangjia.dossiers.models import Look
from niangjia.dossiers.purposes import Limit, table
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI
from niangjia.kernel.text import Text, in_both_languages

SUPERIORS = (Role.APPROVER, Role.LEADER)


@contextmanager
def looking_of(user: User) -> Iterator[None]:
    """The transaction in which a look is counted and recorded, committed when it ends; one at a time for each user.

    Locks the user's row. Raises NotRecorded when the database does not take it: nothing may be shown then.
    """
    try:
        with transaction.atomic(durable=True):
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            yield
    except DatabaseError as error:
        raise NotRecorded(
            _("The look could not be recorded, so nothing is shown."),
            remedy=_("Try again; if it happens twice, tell the administrator."),
        ) from error


def count_look(user: User, about: UUID) -> TooManyLooks | None:
    """Count a look at a person, inside `looking_of`; or return the refusal, the alarm having been raised."""
    now, limits = clock.now(), table().limits
    found = looking.exceeded(user, about, limits, now)
    if found is None:
        Look.objects.update_or_create(user=user, about=about, defaults={"at": now})
        Look.objects.filter(user=user, at__lte=now - limits[-1].length).delete()
        return None
    limit, until = found
    if not looking.was_alarmed(user, now - limit.length):
        raise_alarm(user, limit=limit, until=until)
    message = in_both_languages(
        _("You have looked at %(people)s people within %(length)s. More are not shown until %(until)s."),
        **_figures(limit, until),
    )
    return TooManyLooks(
        message,
        remedy=_("The security administrator has been told. If your work needs more, speak with them."),
    )


@transaction.atomic
def raise_alarm(user: User, *, limit: Limit, until: datetime) -> None:
    """Record that someone reached a limit of looking, and tell the security administrators and superiors over them."""
    figures = _figures(limit, until)
    audit("dossiers.alarm.raised", user, by=user, unit=None, username=user.username, **figures)
    text = in_both_languages(
        _(
            "%(name)s (%(username)s) has looked at %(people)s people within %(length)s, which is the limit. More are "
            "not shown to them until %(until)s. Ask what it was for."
        ),
        name=str(user),
        username=user.username,
        **figures,
    )
    units = Unit.objects.filter(appointments__in=user.appointments.in_force(clock.today())).distinct()
    told: list[User] = []
    for unit in units:
        told += nearest_holders(unit, [Role.SECURITY_ADMINISTRATOR], besides=user)
        told += nearest_holders(unit, SUPERIORS, besides=user)
    send_notice(told, text=text, by=user)


def _figures(limit: Limit, until: datetime) -> dict[str, object]:
    return {"people": limit.people, "length": length_in_words(limit.length), "until": time_in_words(until)}


def length_in_words(length: timedelta) -> Text:
    """A minute, an hour, a day; another length in minutes."""
    names = {60: Text("一分钟", "a minute"), 3600: Text("一小时", "an hour"), 86400: Text("一天", "a day")}
    seconds = int(length.total_seconds())
    return names.get(seconds) or Text(f"{seconds // 60} 分钟", f"{seconds // 60} minutes")


def time_in_words(at: datetime) -> str:
    """An instant in Shanghai to the second: a notice may be read days later, and the limits are of a minute too."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
