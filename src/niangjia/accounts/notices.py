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
    """Notices, the newest first; the cursor of the next page, "" when there is none."""

    rows: list[Notice]
    following: str


def page(user: User, cursor: str) -> Page:
    """A page of someone's notices. `cursor` is empty, or the id of the last row seen. Two queries at most."""
    own = Notice.objects.filter(to=user).order_by("-at", "-id")
    seen = _id_of(cursor)
    if seen and (last := own.filter(pk=seen).first()):
        own = own.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    found = list(own[: PAGE_ROWS + 1])
    rows = found[:PAGE_ROWS]
    return Page(rows, str(rows[-1].pk) if len(found) > PAGE_ROWS else "")


def _id_of(cursor: str) -> UUID | None:
    try:
        return UUID(cursor)
    except ValueError:
        return None
