"""Lists as workbooks: every value typed, texts never read as formulas, sensitive values masked."""

from collections.abc import Collection
from decimal import Decimal
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.people import codes

YUAN_FORMAT = "#,##0.00"


def workbook_of(dossiers: Collection[Dossier]) -> bytes:
    """An .xlsx of a list. Amounts are numbers in yuan with two decimals; identity numbers are masked text."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Dossiers"))
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": YUAN_FORMAT})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        headings = _headings()
        for column, (title, width) in enumerate(headings):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        row = 0
        for row, dossier in enumerate(name_categories(dossiers), start=1):
            sheet.write_string(row, 0, dossier.number)
            sheet.write_string(row, 1, dossier.worker.name)
            sheet.write_string(row, 2, str(dossier.worker.identity_number))
            sheet.write_string(row, 3, str(dossier.unit))
            sheet.write_string(row, 4, str(codes.FILE_LEVELS.label(dossier.level)))
            sheet.write_string(row, 5, str(dossier.category_words))  # type: ignore[attr-defined] # by name_categories
            sheet.write_string(row, 6, _("yes") if dossier.is_eligible else _("no"))
            sheet.write_number(row, 7, Decimal(dossier.net_monthly_per_head_fen).scaleb(-2), money)
            sheet.write_string(row, 8, str(codes.CAUSES.label(dossier.main_cause)))
            sheet.write_number(row, 9, dossier.size)
            sheet.write_datetime(row, 10, dossier.applied_on, day)
            sheet.write_number(row, 11, dossier.questions)
        sheet.autofilter(0, 0, max(row, 1), len(headings) - 1)
    return buffer.getvalue()


def _headings() -> list[tuple[str, int]]:
    return [
        (pgettext("dossier", "Number"), 14),
        (_("Name"), 12),
        (_("Identity number"), 22),
        (_("Unit"), 18),
        (_("File level"), 12),
        (_("Hardship category"), 16),
        (_("Meets the rules"), 12),
        (_("Net income a head a month (yuan)"), 20),
        (_("Main cause"), 22),
        (_("Household size"), 12),
        (_("Applied on"), 14),
        (_("Open questions"), 12),
    ]
