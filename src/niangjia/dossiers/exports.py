"""What an export says: its columns, the rows of its dossiers, and what the file carries of who asked for it.

Sensitive columns are masked, or left out, unless the export names them among those in full.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from niangjia.dossiers.models import Dossier, Export, FullColumn
from niangjia.dossiers.models.exports import PEOPLE_WITHOUT_APPROVAL
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.queries import Filter, for_export, whole
from niangjia.kernel import clock
from niangjia.kernel.clock import SHANGHAI
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes
from niangjia.people.models import BankAccount
from niangjia.privacy.watermarks import Watermark

AT_ONCE = 200
"""Whole dossiers in memory together."""

Kind = Literal["text", "yuan", "count", "day"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asks to export, for what. The filter stands here to apply, in words, and as it was sent."""

    wanted: Filter
    words: Text
    order: str
    kind: str
    purpose: str
    full: tuple[str, ...] = ()
    as_sent: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, what its values are, and whether a sheet of paper has it too."""

    title: str | Promise
    width: int
    value: Callable[[Dossier], Any]
    kind: Kind = "text"
    is_on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows. Amounts are whole fen, days dates, counts whole numbers; everything else is text."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | int | date]]


def needs_approval(people: int, full: Sequence[str]) -> bool:
    """Whether a second person decides: more people than anyone takes out alone, or anything sensitive in full."""
    return people > PEOPLE_WITHOUT_APPROVAL or bool(full)


def table_of(dossiers: Sequence[Dossier], full: Sequence[str], *, is_on_paper: bool = False) -> Table:
    """The list in the reader's language. Opens sealed values of the columns in full: the caller answers for that."""
    columns = [each for each in _columns(full) if each.is_on_paper or not is_on_paper]
    named = name_categories(dossiers)
    return Table(columns, [[column.value(dossier) for column in columns] for dossier in named])


def whole_of(export: Export) -> Iterator[Dossier]:
    """The same with all that is known of each household, a few at a time."""
    ids = [UUID(each) for each in export.dossiers]
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        found = whole(Dossier.objects.all()).in_bulk(part)
        yield from (found[each] for each in part if each in found)


def rows_of(export: Export) -> list[Dossier]:
    """The dossiers of an export in the order they were asked in; one that was erased since is left out."""
    ids = [UUID(each) for each in export.dossiers]
    found = for_export(Dossier.objects.all()).in_bulk(ids)
    return [found[each] for each in ids if each in found]


def watermark_of(export: Export) -> Watermark:
    """What the file of an export carries, in the reader's language: for what, by whom, when, under which number."""
    at = clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    told = {"purpose": export.purpose, "name": export.asked_by, "time": at, "number": export.number}
    return Watermark(_("For: %(purpose)s · exported by %(name)s · %(time)s · %(number)s") % told, serial(export.number))


def serial(number: str) -> int:
    """The serial that stands for an export number in the invisible mark: the year since 2000, then 20 bits."""
    year, place = number.removeprefix("E").split("-")
    return (int(year) - 2000) << 20 | int(place)


def number_of(serial_found: int) -> str:
    """The export number a serial stands for."""
    return f"E{(serial_found >> 20) + 2000}-{serial_found & 0xFFFFF:06d}"


def columns_in_words(full: Sequence[str]) -> Text:
    """Which columns are in full, in both languages."""
    if not full:
        return in_both_languages(gettext_lazy("numbers masked"))
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = _("in full: %(columns)s") % {
                "columns": "、".join(str(FullColumn(each).label) for each in full)
                if language == "zh-hans"
                else ", ".join(str(FullColumn(each).label) for each in full)
            }
    return Text(said["zh-hans"], said["en"])


def _columns(full: Sequence[str]) -> Iterator[Column]:
    yield Column(pgettext_lazy("dossier", "Number"), 14, lambda each: each.number)
    yield Column(gettext_lazy("Name"), 12, lambda each: each.worker.name)
    yield Column(gettext_lazy("Identity number"), 22, _revealed if FullColumn.IDENTITY in full else _masked_identity)
    yield Column(gettext_lazy("Unit"), 18, lambda each: str(each.unit))
    yield Column(
        gettext_lazy("File level"), 12, lambda each: str(codes.FILE_LEVELS.label(each.level)), is_on_paper=False
    )
    yield Column(gettext_lazy("Hardship category"), 16, lambda each: str(each.category_words))  # type: ignore[attr-defined] # by name_categories
    yield Column(gettext_lazy("Meets the rules"), 12, lambda each: _("yes") if each.is_eligible else _("no"))
    yield Column(
        gettext_lazy("Net income a head a month (yuan)"), 20, lambda each: each.net_monthly_per_head_fen, "yuan"
    )
    yield Column(gettext_lazy("Main cause"), 22, lambda each: str(codes.CAUSES.label(each.main_cause)))
    yield Column(gettext_lazy("Household size"), 12, lambda each: each.size, "count")
    yield Column(gettext_lazy("Applied on"), 14, lambda each: each.applied_on, "day")
    yield Column(gettext_lazy("Open questions"), 12, lambda each: each.questions, "count", is_on_paper=False)
    yield Column(gettext_lazy("Employer"), 22, lambda each: each.worker.employer, is_on_paper=False)
    opened: dict[str, tuple[int, Callable[[Dossier], str]]] = {
        FullColumn.PHONE: (14, lambda each: _open(each.worker.phone)),
        FullColumn.CARD: (24, _card),
        FullColumn.ADDRESS: (36, lambda each: _open(each.household.address)),
        FullColumn.NOTE: (36, lambda each: _open(each.note)),
    }
    for name, (width, value) in opened.items():
        if name in full:
            yield Column(FullColumn(name).label, width, value)


def _masked_identity(dossier: Dossier) -> str:
    return str(dossier.worker.identity_number)


def _revealed(dossier: Dossier) -> str:
    return _open(dossier.worker.identity_number)


def _card(dossier: Dossier) -> str:
    try:
        return _open(dossier.worker.bank_account.card_number)
    except BankAccount.DoesNotExist:
        return ""


def _open(value: Any) -> str:
    """A sealed value opened; nothing stays nothing."""
    return value.reveal() if value else ""
