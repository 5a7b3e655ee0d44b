"""The limits of pairing (data/limits.toml), in force by code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

TERM, RHYTHM, GRACE, CLERK_AFTER = "term", "rhythm", "grace", "clerk-after"


def limits_now() -> Mapping[str, int]:
    """The value of every limit."""
    return {code: row["value"] for code, row in _shipped().items()}


def feast_limits() -> Mapping[str, str]:
    """The limit of each feast, by the name the notices give it."""
    return {row["feast"]: code for code, row in _shipped().items() if "feast" in row}


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads(files("niangjia.pairing").joinpath("data/limits.toml").read_text(encoding="utf-8"))
