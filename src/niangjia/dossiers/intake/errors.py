"""The one error of this package: the file as a whole cannot be read."""

from niangjia.kernel.errors import NiangjiaError


class UnreadableWorkbook(NiangjiaError):
    """The file is no workbook, is unsafe, or has no table of households. `code` says which; nothing was read.

    Codes: not-a-workbook, password, damaged, unsafe, too-large, no-households, no-members, missing-column,
    repeated-column, wrong-unit.
    """

    code = "unreadable"
