"""What can be wrong with a file of facts: always with column, row and value."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput, Message, NiangjiaError


class SchemaError(InvalidInput):
    """A column is missing or has another type. `column` is its name, members' columns as `members.born_on`."""

    code = "schema"

    def __init__(self, column: str, *, expected: str, found: str) -> None:
        if not found:
            text = format_lazy(
                _("Column {column} is missing; it must be {expected}."), column=column, expected=expected
            )
        elif found == "twice":
            text = format_lazy(_("Column {column} stands there more than once."), column=column)
        else:
            text = format_lazy(
                _("Column {column} must be {expected}, not {found}."), column=column, expected=expected, found=found
            )
        super().__init__(text, remedy=_("docs/screening.md lists the columns of a facts file."))
        self.column = column


class RowError(InvalidInput):
    """A household cannot be decided. `row` counts from 1 (None where rows have no order); `column` and `problem` say
    which value, and why not.
    """

    code = "row"

    def __init__(
        self, *, row: int | None, household_id: object, column: str, problem: Message, remedy: Message, code: str
    ) -> None:
        text = (
            _("household_id {household}, column {column}: {problem}")
            if row is None
            else _("Row {row} (household_id {household}), column {column}: {problem}")
        )
        super().__init__(
            format_lazy(text, row=row, household=household_id, column=column, problem=problem), remedy=remedy, code=code
        )
        self.row = row
        self.household_id = household_id
        self.column = column
        self.problem = problem

    def without_row(self) -> "RowError":
        """The same where the place of a row means nothing."""
        return RowError(
            row=None,
            household_id=self.household_id,
            column=self.column,
            problem=self.problem,
            remedy=self.remedy,
            code=self.code,
        )


class EngineError(NiangjiaError):
    """The cluster could not be reached, or failed."""

    code = "engine"

    def __init__(self, problem: object) -> None:
        super().__init__(
            format_lazy(_("Spark could not do it: {problem}"), problem=problem),
            remedy=_(
                "Spark 4 needs Java 17, a master that answers, and this program on every worker: docs/screening.md."
            ),
        )


class UnreadableFactsError(InvalidInput):
    """The file is not there, is not Parquet, or is damaged."""

    code = "unreadable"

    def __init__(self, path: object, problem: object) -> None:
        super().__init__(
            format_lazy(_("{file} cannot be read: {problem}"), file=path, problem=problem),
            remedy=_("Give a Parquet file of facts; docs/screening.md lists its columns."),
        )
