"""Reading one's own notices."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from niangjia.accounts.models import Notice, User
from niangjia.kernel.errors import NotFoundOrForbidden

PAGE_ROWS = 25
COUNT_LIMIT = 99
"""The bell says "99+" beyond."""


def unread_of(user: object) -> int:
    """How many notices someone has not read, at most COUNT_LIMIT + 1: one query over an index of the unread ones."""
    if not isinstance(user, User):
        return 0
    return Notice.objects.filter(to=user, read_at=None)[: COUNT_LIMIT + 1].count()


def get_notice_for(user: User, pk: UUID) -> Notice:
    """One's own notice. Raises NotFoundOrForbidden."""
    found = Notice.objects.filter(pk=pk, to=user).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such notice, or it is not yours to see."))
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """Notices, the unread first, within each the newest first; the cursor of the next page, "" when there is none."""

    rows: list[Notice]
    following: str


def page(user: User, cursor: str) -> Page:
    """A page of someone's notices. `cursor` is empty, or "unread:<id>" or "read:<id>" of the last row seen."""
    part, _colon, last = cursor.partition(":")
    beyond, own = _beyond(part, last), Notice.objects.filter(to=user).order_by("-id")
    wanted = PAGE_ROWS + 1
    found = [] if part == "read" else list(own.filter(beyond, read_at=None)[:wanted])
    if len(found) < wanted:
        older = own.filter(read_at__isnull=False).filter(beyond if part == "read" else Q())
        found += older[: wanted - len(found)]
    rows = found[:PAGE_ROWS]
    has_more = len(found) == wanted
    return Page(rows, f"{'read' if rows[-1].read_at else 'unread'}:{rows[-1].pk}" if has_more else "")


def _beyond(part: str, last: str) -> Q:
    try:
        return Q(id__lt=UUID(last)) if part in {"unread", "read"} else Q()
    except ValueError:
        return Q()
