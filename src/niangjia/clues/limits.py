"""The limits of the clocks: shipped as a file, and what people set in place of each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from niangjia.clues.models import ClueLimit
from niangjia.kernel.text import Text

REPORT, HELP, EMERGENCY_HELP, PAPERS, DECIDE = CODES = ("report", "help", "emergency-help", "papers", "decide")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in working days, `short` in lists; `is_assumed`: nobody has confirmed it; `kept`: the row people set."""

    code: str
    label: Text
    short: Text
    working_days: int
    source: Text
    is_assumed: bool
    kept: ClueLimit | None = None


@cache
def shipped_limits() -> Mapping[str, Limit]:
    """The limits by code, in the order of the clocks."""
    rows = tomllib.loads(files("niangjia.clues").joinpath("data/limits.toml").read_text(encoding="utf-8"))
    return {
        code: Limit(
            code,
            Text(row["zh"], row["en"]),
            Text(row["short_zh"], row["short_en"]),
            row["working_days"],
            Text(row["source_zh"], row["source_en"]),
            row["mark"] == "to-confirm",
        )
        for code, row in rows.items()
    }


def limits_now() -> dict[str, Limit]:
    """The limits in force by code. One query."""
    kept = {each.code: each for each in ClueLimit.objects.select_related("changed_by")}
    return {code: _in_force(shipped, kept.get(code)) for code, shipped in shipped_limits().items()}


def _in_force(shipped: Limit, kept: ClueLimit | None) -> Limit:
    if kept is None:
        return shipped
    source = Text(kept.source, kept.source)
    return replace(shipped, working_days=kept.working_days, source=source, is_assumed=False, kept=kept)
