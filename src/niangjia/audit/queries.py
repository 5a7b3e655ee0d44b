"""Reading the record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from niangjia.accounts.models import Unit, User
from niangjia.audit.keys import AuditKeys, audit_keys
from niangjia.audit.models import ChainHead, Entry
from niangjia.kernel.clock import SHANGHAI

PAGE_ROWS = 30
LINKED_WITHIN = timedelta(minutes=1)
VERIFIED = "audit.record.verified"
GUARDS = {
    "sqlite": (
        "audit_entry_added_once",
        "audit_entry_not_changed",
        "audit_entry_not_deleted",
        "audit_head_added_once",
        "audit_head_not_deleted",
        "audit_head_only_forward",
    ),
    "postgresql": (
        "audit_entry_not_changed",
        "audit_entry_not_emptied",
        "audit_head_not_emptied",
        "audit_head_only_forward",
    ),
}
"""The triggers of each database that refuse to change what is written."""


def entries_about(subject_ids: Iterable[UUID]) -> "QuerySet[Entry]":
    """What was done to these things, newest first. The caller has checked that the reader may see them."""
    return Entry.objects.filter(subject_id__in=list(subject_ids)).select_related("by").order_by("-id")


def name_users(entries: Iterable[Entry]) -> list[Entry]:
    """The entries with whom they tell of as they are called now: one query for all, none when they tell of nobody."""
    found = list(entries)
    wanted = {pk for each in found if (pk := each.user_told_of)}
    names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "username")) if wanted else {}
    for each in found:
        if pk := each.user_told_of:
            each.told = {**each.details, "username": names.get(pk, "…")}
    return found


def keys() -> AuditKeys:
    """The keys of the record. Raises AuditKeysUnusable when they are missing although the record was begun."""
    return audit_keys(ChainHead.objects.exists)


def waiting_entries(*, after: int = 0, with_unsealed: bool = False) -> "QuerySet[Entry]":
    """Rows that are not linked yet, oldest first, from an id on."""
    waiting = Entry.objects.filter(sequence=None, pk__gt=after).order_by("pk")
    return waiting if with_unsealed else waiting.exclude(seal="")


def late_entries(now: datetime) -> "QuerySet[Entry]":
    """Rows that should have been linked long ago."""
    return waiting_entries().filter(at__lt=now - LINKED_WITHIN)


def has_other_acts(act: str, first: int, last: int) -> bool:
    """Whether anything but one kind of act stands between two numbers."""
    return Entry.objects.filter(sequence__gte=first, sequence__lte=last).exclude(act=act).exists()


def guards_missing() -> list[str]:
    """The triggers that are not in place, by name."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        there = {name for (name,) in cursor.fetchall()}
    return sorted(set(GUARDS[connection.vendor]) - there)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the record is narrowed to; an empty value narrows nothing. `who` is a part of a name or user name."""

    from_on: date | None = None
    to_on: date | None = None
    who: str = ""
    act: str = ""

    def apply(self, entries: "QuerySet[Entry]") -> "QuerySet[Entry]":
        """Narrow a list. Days are those of Asia/Shanghai."""
        if self.from_on:
            entries = entries.filter(at__gte=_midnight(self.from_on))
        if self.to_on:
            entries = entries.filter(at__lt=_midnight(self.to_on + timedelta(days=1)))
        if self.who:
            named = User.objects.filter(Q(display_name__icontains=self.who) | Q(username__icontains=self.who))
            entries = entries.filter(by__in=named)
        return entries.filter(act=self.act) if self.act else entries


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the record: entries newest first, and the cursors of its neighbours ("" when there is none)."""

    rows: list[Entry]
    previous: str
    following: str


def page(entries: "QuerySet[Entry]", *, cursor: str, rows: int = PAGE_ROWS) -> Page:
    """A page by keyset: `cursor` is "" for the newest, else "after:<id>" or "before:<id>". An unknown one is ""."""
    direction, _colon, text = cursor.partition(":")
    anchor = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    backwards = bool(anchor) and direction == "before"
    entries = entries.select_related("by", "unit")
    if anchor:
        entries = entries.filter(pk__gt=anchor) if backwards else entries.filter(pk__lt=anchor)
    found = list(entries.order_by("pk" if backwards else "-pk")[: rows + 1])
    has_more, found = len(found) > rows, found[:rows]
    if backwards:
        found.reverse()
    has_previous, has_following = (has_more, True) if backwards else (bool(anchor), has_more)
    return Page(
        name_users(found),
        f"before:{found[0].pk}" if found and has_previous else "",
        f"after:{found[-1].pk}" if found and has_following else "",
    )


def head() -> ChainHead | None:
    """How far the record goes; None before the first act."""
    return ChainHead.objects.first()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last verification of the whole record said; `broken_since` is the first that has found a fault since."""

    last: Entry
    is_whole: bool
    broken_since: Entry | None


def standing() -> Standing | None:
    """Where the record stands; None when it was never verified. Three queries at most."""
    verified = Entry.objects.filter(act=VERIFIED, details__from_sequence=1)
    last = verified.order_by("-pk").first()
    if last is None or last.details.get("is_whole"):
        return Standing(last, is_whole=True, broken_since=None) if last else None
    whole = verified.filter(details__is_whole=True).order_by("-pk").first()
    since = verified.filter(pk__gt=whole.pk if whole else 0).order_by("pk").first()
    return Standing(last, is_whole=False, broken_since=since)


def seen_by(*, case_acts: Collection[str], units: "QuerySet[Unit] | None", other_acts: Collection[str]) -> Q:
    """Entries of acts on cases at some units (None: everywhere, acts of no unit too), and of other acts anywhere."""
    cases = Q(act__in=case_acts)
    return (cases if units is None else cases & Q(unit__in=units)) | Q(act__in=other_acts)
