"""Run by `reading` in a process of its own: reads a workbook from stdin and writes its cells to stdout.

A hostile file can make the parser reserve more memory than there is, and it then ends its whole process: better this
one than the server. Uses nothing but the parser, so that it starts in a few hundredths of a second.
"""

import pickle
import sys
from io import BytesIO

import python_calamine as calamine

try:
    import resource
except ImportError:  # not on Windows, where the parser may take what it wants before it ends
    resource = None  # type: ignore[assignment]

MAX_MEMORY = 1024 * 1024 * 1024


def main() -> None:
    """Answer a pickled list of sheets (name, is_visible, rows, merged ranges), or the name of the problem."""
    _limit_memory()
    try:
        with calamine.load_workbook(BytesIO(sys.stdin.buffer.read())) as book:
            sheets = [each for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
            answer: object = [_sheet(book, each) for each in sheets]
    except calamine.PasswordError:
        answer = "password"
    except calamine.CalamineError:
        answer = "damaged"
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=5))


def _sheet(book: calamine.CalamineWorkbook, about: calamine.SheetMetadata) -> tuple[object, ...]:
    sheet = book.get_sheet_by_name(about.name)
    is_visible = about.visible == calamine.SheetVisibleEnum.Visible
    return about.name, is_visible, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []


def _limit_memory() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    main()
