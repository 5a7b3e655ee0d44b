"""Reading the marks of a file that turned up somewhere: by its content, whatever its name says."""

from niangjia.dossiers.intake.archive import inspect
from niangjia.dossiers.intake.errors import UnreadableWorkbook
from niangjia.kernel.errors import NiangjiaError
from niangjia.privacy.cell_marks import read_workbook_marks
from niangjia.privacy.page_marks import read_page_mark
from niangjia.ui.sheets import picture_of

PAGES_READ = 3


class Unreadable(NiangjiaError):
    """The file is neither a workbook nor a PDF nor a picture."""

    code = "unreadable"


def serials_in(content: bytes) -> dict[int, set[str]]:
    """The serials a workbook, a PDF (its first pages) or a picture of a page names, each with what carried it.

    Raises Unreadable.
    """
    try:
        if content.startswith(b"PK"):
            inspect(content)
            return read_workbook_marks(content)
        pictures = _pages(content) if b"%PDF-" in content[:1024] else [content]
        serials = {read_page_mark(each) for each in pictures} - {None}
    except (ValueError, KeyError, UnreadableWorkbook) as error:
        raise Unreadable(f"It cannot be read as a workbook (.xlsx), a PDF or a picture: {error}") from error
    return {serial: {"dots"} for serial in serials if serial is not None}


def _pages(pdf: bytes) -> list[bytes]:
    pictures = [picture_of(pdf, 1)]
    for page in range(2, PAGES_READ + 1):
        try:
            pictures.append(picture_of(pdf, page))
        except ValueError:  # it has no such page
            break
    return pictures
