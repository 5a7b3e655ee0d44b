"""Exports for tests: asked for, and opened as people open them."""

from io import BytesIO
from typing import Any

import openpyxl

from niangjia.accounts.models import User
from niangjia.dossiers.commands import fetch_export, request_export
from niangjia.dossiers.exports import Asked
from niangjia.dossiers.models import Export
from niangjia.dossiers.queries import Filter
from niangjia.kernel.text import Text

PURPOSE = "年度经审核对"
HEADINGS, FIRST = 2, 3
"""Rows of the sheet, counted from 1."""


def ask(by: User, *, order: str = "name", kind: str = "xlsx", purpose: str = PURPOSE, **changes: Any) -> Export:
    """An export of everything someone may export, unless a filter (`wanted`) or columns (`full`) are given."""
    stated = {"wanted": Filter(), "words": Text("在册档案", "Open dossiers"), **changes}
    return request_export(Asked(order=order, kind=kind, purpose=purpose, **stated), by=by)


def cells_of(content: bytes) -> list[tuple[Any, ...]]:
    """The cells of each row below the headings."""
    return list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=FIRST))


def fetched(by: User, **asked: Any) -> list[tuple[Any, ...]]:
    """Ask for an export, fetch it, and give its cells."""
    return cells_of(fetch_export(ask(by, **asked), by=by))
