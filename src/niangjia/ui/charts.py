"""Charts are plain data: the page draws them, and shows the same numbers as a table.

A chart is `{"kind", "title", "labels", "series"}` and perhaps `"unit"`, and `"max"` where charts share a scale. `kind`
is one of KINDS; `labels` name the categories; each of `series` is `{"name", "values"}` and perhaps `"links"`, one
address (or "") for each value.
"""

from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from niangjia.kernel.text import Text

KINDS = ("bars", "stacked", "columns", "line", "ring")


class WordsEncoder(DjangoJSONEncoder):
    """Writes a Text in the reader's language."""

    def default(self, o: object) -> Any:
        """Lazy translations are the parent's business."""
        return str(o) if isinstance(o, Text) else super().default(o)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One category: its label, and a value with its link (or "") for each series."""

    label: str
    cells: list[tuple[Any, str]]


def rows_of(chart: dict[str, Any]) -> list[ChartRow]:
    """The table behind a chart. Raises ValueError for an unknown kind or a series of another length."""
    if chart["kind"] not in KINDS:
        raise ValueError(f"unknown kind of chart: {chart['kind']!r}")
    columns = [_cells(series) for series in chart["series"]]
    return [ChartRow(str(label), list(cells)) for label, *cells in zip(chart["labels"], *columns, strict=True)]


def _cells(series: dict[str, Any]) -> list[tuple[Any, str]]:
    links = series.get("links") or [""] * len(series["values"])
    return list(zip(series["values"], links, strict=True))
