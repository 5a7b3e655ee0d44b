"""What pages show of public notices: where each stands, the address and QR code of its page, and how many opened it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier, PublicNotice
from niangjia.dossiers.notice_fields import Field, content_of, told
from niangjia.dossiers.notice_tokens import token_of
from niangjia.dossiers.queries_of_notices import Hanging, notice_settings, standings
from niangjia.kernel import clock

WHY_DOWN: dict[str, str | Promise] = {
    "over": _("Its last day is past: take it down."),
    "not-pursued": _("The dossier went another way: take it down."),
    "consent": _("The worker took the consent back: take it down now."),
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice on a dossier's page. `hanging` is None once it was taken down; `address` "" while nothing answers."""

    notice: PublicNotice
    hanging: Hanging | None
    address: str
    picture: str
    why_down: str

    @property
    def may_print(self) -> bool:
        """Whether it can be printed to be hung up."""
        return self.hanging is not None and self.hanging.is_open and bool(self.notice.shown)


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """The notices of one unit on the list."""

    unit: Unit
    rows: list[Hanging]


def address_of(notice: PublicNotice, absolute: Callable[[str], str]) -> str:
    """The whole address of a notice's page; "" for one without a page."""
    return absolute(reverse("dossiers:open-notice", args=[token_of(notice)])) if notice.has_page else ""


def notice_lines(notices: Sequence[PublicNotice], absolute: Callable[[str], str]) -> list[NoticeLine]:
    """The notices of a dossier for its page. One query."""
    hung = {
        each.notice.pk: each for each in standings([each for each in notices if not each.removed_on], clock.today())
    }
    return [_line(notice, hung.get(notice.pk), absolute) for notice in notices]


def preview_of(dossier: Dossier) -> list[tuple[Field, str]]:
    """What a notice begun today would say."""
    settings = notice_settings()
    shown = content_of(dossier, settings.fields, has_full_name=settings.has_full_name, on=clock.today())
    return told(shown)


def split(rows: Sequence[Hanging]) -> tuple[list[tuple[Hanging, str]], list[UnitGroup]]:
    """Those that must come down, with why; and those that hang, unit by unit."""
    down = [(row, str(WHY_DOWN[row.why_down])) for row in rows if row.why_down]
    groups: dict[object, UnitGroup] = {}
    for row in rows:
        if row.is_open:
            unit = row.notice.dossier.unit
            groups.setdefault(unit.pk, UnitGroup(unit, [])).rows.append(row)
    return down, list(groups.values())


def _line(notice: PublicNotice, hanging: Hanging | None, absolute: Callable[[str], str]) -> NoticeLine:
    is_open = hanging is not None and hanging.is_open and bool(notice.shown)
    address = address_of(notice, absolute) if is_open else ""
    return NoticeLine(
        notice=notice,
        hanging=hanging,
        address=address,
        picture=segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=2) if address else "",
        why_down=str(WHY_DOWN[hanging.why_down]) if hanging and hanging.why_down else "",
    )
