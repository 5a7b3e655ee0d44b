"""The limits of plans (data/limits.toml), in force by code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

WORK_AGE_FROM, WORK_AGE_TO, SAME_HELP_YEARS = "work-age-from", "work-age-to", "same-help-years"


@cache
def limits_now() -> Mapping[str, int]:
    """The value of every limit."""
    rows = tomllib.loads(files("niangjia.plans").joinpath("data/limits.toml").read_text(encoding="utf-8"))
    return {code: row["value"] for code, row in rows.items()}
