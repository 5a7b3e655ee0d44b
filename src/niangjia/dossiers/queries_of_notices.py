"""Reads of public notices: what is set of them, which hang, and which have to come down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.dossiers.models import HANGING, Dossier, NoticeSettings, PublicNotice
from niangjia.dossiers.notice_fields import CATALOGUE
from niangjia.dossiers.queries import visible_to
from niangjia.people.access import with_consent
from niangjia.people.consent_texts import NOTICE

ROWS = 200
"""Notices that one list shows and one sheet prints."""

WhyDown = Literal["", "over", "not-pursued", "consent"]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice that nobody has recorded as taken down. `why_down`: why it has to be; "" while it may hang."""

    notice: PublicNotice
    why_down: WhyDown
    days_left: int

    @property
    def days_over(self) -> int:
        """Days since its last day; 0 while that is not past."""
        return max(0, -self.days_left)

    @property
    def is_open(self) -> bool:
        """Whether its page answers today, and it may be printed to be hung up."""
        return not self.why_down


def notice_settings() -> NoticeSettings:
    """The settings that hold; as shipped, a row that is not saved."""
    known = NoticeSettings.objects.select_related("by").order_by("-at", "-id").first()
    return known or NoticeSettings(fields=CATALOGUE.default())


def hanging_in(where: Jurisdiction, today: date, *, unit: Unit | None = None) -> list[Hanging]:
    """The notices not taken down in some units, those that must come down first, at most ROWS. Three queries.

    Of one `unit` with those below it, to be printed: those alone whose last day is not past.
    """
    dossiers = visible_to(where)
    if unit is not None:
        dossiers = dossiers.filter(unit__path__startswith=unit.path)
    found = PublicNotice.objects.filter(removed_on=None, dossier__in=dossiers.values("pk"))
    if unit is not None:
        found = found.filter(ends_on__gte=today)
    related = ("dossier__unit", "dossier__worker", "step")
    wanted = found.select_related(*related).order_by("ends_on", "dossier__number", "id")
    rows = standings(wanted[:ROWS], today)
    return sorted(rows, key=lambda row: (row.is_open, row.notice.dossier.unit.path))


def all_hanging(today: date) -> list[Hanging]:
    """Every notice that is not taken down, wherever it hangs. Three queries."""
    found = PublicNotice.objects.filter(removed_on=None).select_related("dossier__unit", "dossier__worker")
    return standings(found.defer("shown"), today)


def standings(notices: Iterable[PublicNotice], today: date) -> list[Hanging]:
    """Where some notices stand that are not taken down. Two queries for all of them.

    Of a dossier that came back to its notice only the newest may hang: what an earlier one said was returned.
    """
    notices = list(notices)
    agreed = with_consent([each.dossier.worker for each in notices], NOTICE, today)
    begun = PublicNotice.objects.filter(dossier__in={each.dossier_id for each in notices})
    newest = dict(begun.order_by("step__number").values_list("dossier", "pk"))
    return [Hanging(each, _why_down(each, agreed, newest, today), (each.ends_on - today).days) for each in notices]


def _why_down(notice: PublicNotice, agreed: set[UUID], newest: Mapping[UUID, UUID], today: date) -> WhyDown:
    dossier: Dossier = notice.dossier
    if dossier.worker_id not in agreed:
        return "consent"
    if notice.ends_on < today:
        return "over"
    is_pursued = dossier.state in HANGING and newest.get(notice.dossier_id) == notice.pk
    return "" if is_pursued else "not-pursued"
