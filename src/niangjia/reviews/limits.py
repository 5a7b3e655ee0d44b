"""The limits of the review and its lists: shipped as a file, and what people set in place of each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from niangjia.kernel.text import Text
from niangjia.reviews.models import ReviewLimit

FILING_MONTH, SPOT_CHECK, STALE, REAPPLY = "filing-month", "spot-check", "stale", "reapply"
TEMPORARY, TEMPORARY_AHEAD, GRADUATION_MONTH = "temporary", "temporary-ahead", "graduation-month"

UNITS = {
    "month": Text("月", "month of the year"),
    "months": Text("个月", "months"),
    "days": Text("天", "days"),
    "percent": Text("%", "%"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit between `least` and `most`; `is_assumed`: nobody has confirmed it; `kept`: the row people set."""

    code: str
    label: Text
    value: int
    unit: Text
    least: int
    most: int
    source: Text
    is_assumed: bool
    kept: ReviewLimit | None = None


@cache
def shipped_limits() -> Mapping[str, Limit]:
    """The limits by code, in the order of the file."""
    rows = tomllib.loads(files("niangjia.reviews").joinpath("data/limits.toml").read_text(encoding="utf-8"))
    return {
        code: Limit(
            code,
            Text(row["zh"], row["en"]),
            row["value"],
            UNITS[row["unit"]],
            row["least"],
            row["most"],
            Text(row["source_zh"], row["source_en"]),
            row["mark"] == "to-confirm",
        )
        for code, row in rows.items()
    }


def limits_now() -> dict[str, Limit]:
    """The limits in force by code. One query."""
    kept = {each.code: each for each in ReviewLimit.objects.select_related("changed_by")}
    return {code: _in_force(shipped, kept.get(code)) for code, shipped in shipped_limits().items()}


def _in_force(shipped: Limit, kept: ReviewLimit | None) -> Limit:
    if kept is None:
        return shipped
    return replace(shipped, value=kept.value, source=Text(kept.source, kept.source), is_assumed=False, kept=kept)
