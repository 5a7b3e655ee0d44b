"""Which sections of a workbook are read, or why the file as a whole is refused."""

from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.intake.columns import HEAD, MEMBER
from niangjia.dossiers.intake.errors import UnreadableWorkbook
from niangjia.dossiers.intake.findings import fill
from niangjia.dossiers.intake.layout import Section, find_sections, repeated_headers
from niangjia.dossiers.intake.reading import Book


def main_and_members(book: Book) -> tuple[list[Section], list[Section]]:
    """The tables of households and of members. Raises UnreadableWorkbook.

    Other lists of people (a payment list, a payroll) are left alone; a table that only lacks some required columns is
    not: its households would be missed without anyone noticing.
    """
    sections = find_sections(book)
    tables = [section for section in sections if section.is_table]
    mains = [section for section in tables if not section.is_members]
    if not mains:
        raise _no_households(book, sections)
    for section in tables:
        _check_columns(section)
    if not any(section.rows for section in mains):
        raise UnreadableWorkbook(
            fill(_("Sheet “%(sheet)s” has headers but no household below them."), {"sheet": mains[0].sheet.name}),
            remedy=_("Fill in at least one household, each on one row."),
            code="no-households",
        )
    return mains, [section for section in tables if section.is_members]


def no_members(book: Book) -> UnreadableWorkbook:
    """What to say when households have several persons and no sheet lists them."""
    return UnreadableWorkbook(
        fill(_("No sheet lists the household members. Sheets seen: %(sheets)s."), {"sheets": _sheets_seen(book)}),
        remedy=fill(
            _("Add a sheet with the columns %(columns)s."),
            {"columns": "、".join(column.label for column in MEMBER.required)},
        ),
        code="no-members",
    )


def _no_households(book: Book, sections: list[Section]) -> UnreadableWorkbook:
    nearest = min((s for s in sections if not s.is_members), key=lambda s: len(s.missing()), default=None)
    if nearest:
        return _missing(nearest)
    return UnreadableWorkbook(
        fill(_("No sheet lists households. Sheets seen: %(sheets)s."), {"sheets": _sheets_seen(book)}),
        remedy=fill(
            _("Hand in the workbook that has a row for each household under the headers %(columns)s."),
            {"columns": "、".join(column.label for column in HEAD.required[:6]) + "…"},
        ),
        code="no-households",
    )


def _sheets_seen(book: Book) -> str:
    hidden = _("hidden")
    names = [sheet.name if sheet.is_visible else f"{sheet.name} ({hidden})" for sheet in book.sheets]
    return "、".join(names) or "–"


def _check_columns(section: Section) -> None:
    if section.missing():
        raise _missing(section)
    if repeated := repeated_headers(section):
        raise UnreadableWorkbook(
            fill(
                _("Sheet “%(sheet)s” has the column %(columns)s more than once."),
                {"sheet": section.sheet.name, "columns": "、".join(repeated)},
            ),
            remedy=_("Delete or rename the column that is not meant."),
            code="repeated-column",
        )
    if unit := section.amount_unit():
        raise UnreadableWorkbook(
            fill(
                _("Sheet “%(sheet)s” states amounts in another unit than yuan (%(unit)s)."),
                {"sheet": section.sheet.name, "unit": unit},
            ),
            remedy=_("Write all amounts in yuan and the unit as 元."),
            code="wrong-unit",
        )


def _missing(section: Section) -> UnreadableWorkbook:
    return UnreadableWorkbook(
        fill(
            _("Sheet “%(sheet)s”, row %(row)s: required columns are missing: %(columns)s."),
            {
                "sheet": section.sheet.name,
                "row": section.header_row + 1,
                "columns": "、".join(column.label for column in section.missing()),
            },
        ),
        remedy=_("Add the columns with these headers; their place does not matter."),
        code="missing-column",
    )
