"""Reads about looking: whom a user has looked at lately, emergency access, and who looked at a dossier."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import User
from niangjia.audit.models import Entry
from niangjia.audit.queries import entries_about
from niangjia.dossiers.models import BreakGlass, Dossier, Look
from niangjia.dossiers.purposes import Limit
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI
from niangjia.people.queries import identity_index

READ = "dossiers.dossier.read"
ALARM = "dossiers.alarm.raised"
LOOKS = (
    READ,
    "dossiers.dossier.sought",
    "dossiers.value.revealed",
    "dossiers.value.refused",
    "dossiers.break-glass.opened",
    "dossiers.break-glass.used",
    "dossiers.break-glass.reviewed",
)
"""The acts of the record that are a look at a dossier, and nothing done to it."""

NO_SELF_RENEWAL = timedelta(hours=24)
"""How long after its end the same person may not open the same dossier in this way again."""


def exceeded(user: User, about: UUID, limits: Iterable[Limit], at: datetime) -> tuple[Limit, datetime] | None:
    """The limit that a look at one more person would break, and when there is room again; None when there is room.

    The caller holds the lock on the user, and writes the look in the same transaction.
    """
    looks = Look.objects.filter(user=user).exclude(about=about)
    for limit in limits:
        counted = looks.filter(at__gt=at - limit.length).order_by("-at").values_list("at", flat=True)
        oldest_that_counts = counted[limit.people - 1 : limit.people].first()
        if oldest_that_counts is not None:
            return limit, oldest_that_counts + limit.length
    return None


def was_alarmed(user: User, since: datetime) -> bool:
    """Whether an alarm about a user has been raised since an instant."""
    return Entry.objects.filter(subject_id=user.pk, act=ALARM, at__gt=since).exists()


def has_read_today(user: User, dossier: Dossier) -> bool:
    """Whether the record has it that someone opened a dossier today."""
    start = clock.now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return Entry.objects.filter(subject_id=dossier.pk, act=READ, by=user, at__gte=start).exists()


def dossiers_of_number(dossiers: "QuerySet[Dossier]", number: str) -> "QuerySet[Dossier]":
    """Those of the households in which someone with an identity number lives or lived; the open and newest first."""
    has_member = Q(household__memberships__person__identity_index=identity_index(number))
    found = dossiers.filter(has_member | Q(worker__identity_index=identity_index(number))).distinct()
    return found.order_by(F("closed_on").desc(nulls_first=True), "-opened_on")


def glass_over(user: User, dossier: UUID) -> BreakGlass | None:
    """The emergency access in force that someone has to a dossier."""
    now = clock.now()
    return BreakGlass.objects.filter(user=user, dossier=dossier, opened_at__lte=now, ends_at__gt=now).first()


def renewed_too_soon(user: User, dossier: Dossier) -> BreakGlass | None:
    """An emergency access of the same person to the same dossier that is open or ended not long enough ago."""
    since = clock.now() - NO_SELF_RENEWAL
    return BreakGlass.objects.filter(user=user, dossier=dossier, ends_at__gt=since).order_by("-ends_at").first()


def glasses_in(where: Jurisdiction) -> "QuerySet[BreakGlass]":
    """Emergency accesses to dossiers inside a jurisdiction, newest first; of the dossier only its number and unit."""
    found = BreakGlass.objects.select_related("user", "reviewed_by", "unit")
    if not where.covers_all():
        found = found.filter(unit__in=where.units())
    return found.order_by("-id")


def looks_at(dossier: Dossier, persons: Iterable[UUID]) -> "QuerySet[Entry]":
    """Who looked at a dossier and at the values of its persons, newest first."""
    return entries_about([dossier.pk, *persons]).filter(act__in=LOOKS)
