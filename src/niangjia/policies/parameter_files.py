"""Read the data file of a rule set, with those it includes: its sources and its dated parameter rows."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from niangjia.kernel.text import Text
from niangjia.policies.errors import RuleSetError
from niangjia.policies.parameter_checks import check_value
from niangjia.policies.parameters import COUNTRY, Parameter, Row, Source, Value

MARKS = {"confirmed": True, "to-confirm": False}


def read_rule_set_file(path: Path) -> dict[str, Any]:
    """Read `<folder>/<name>/parameters.toml`, with the sources and parameters of the files it names in `includes`.

    What the rule set's own file says of a source or parameter goes before what an included one says. Raises
    RuleSetError for an included file that is not there.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for part in ("sources", "parameters"):
        found: dict[str, Any] = {}
        for included in data["rule_set"].get("includes", ()):
            found |= _read_included(path, included).get(part, {})
        data[part] = found | data.get(part, {})
    return data


def _read_included(path: Path, name: str) -> dict[str, Any]:
    shared = path.parent.parent / f"{name}.toml"
    if shared not in path.parent.parent.glob("*.toml"):
        raise RuleSetError(f"{path.parent.name}: there is no file {shared.name} to include.")
    return tomllib.loads(shared.read_text(encoding="utf-8"))


def read_text(data: Mapping[str, str]) -> Text:
    """Read `{ zh = "...", en = "..." }`."""
    return Text(zh=data["zh"], en=data["en"])


def read_sources(data: Mapping[str, Any]) -> dict[str, Source]:
    """Read the documents that rows and clauses name, by their code."""
    return {code: Source(code, read_text(source)) for code, source in data["sources"].items()}


def read_parameters(data: Mapping[str, Any], sources: Mapping[str, Source]) -> Iterator[Parameter]:
    """Read every parameter; raises RuleSetError naming the parameter and what is wrong with its row."""
    for name, item in data["parameters"].items():
        is_regional = bool(item.get("is_regional", False))
        rows = tuple(_read_row(name, row, sources) for row in item["rows"])
        if not rows:
            raise RuleSetError(f"{name} has no rows.")
        if not is_regional and any(row.region != COUNTRY for row in rows):
            raise RuleSetError(f"{name} is not regional, but one of its rows names a region.")
        stages = len(rows[0].value) if isinstance(rows[0].value, tuple) else 0
        for row in rows:
            check_value(name, item["unit"], row.value, stages=stages)
        yield Parameter(name, read_text(item["label"]), item["unit"], is_regional, rows)


def _read_row(name: str, row: Mapping[str, Any], sources: Mapping[str, Source]) -> Row:
    from_on, source, mark = row["from"], row["source"], row["mark"]
    if type(from_on) is not date:
        raise RuleSetError(f"{name}: {from_on!r} is not a day.")
    if source not in sources:
        raise RuleSetError(f"{name}: there is no source {source!r}.")
    if mark not in MARKS:
        raise RuleSetError(f"{name}: a row is marked {mark!r}; use one of {', '.join(MARKS)}.")
    return Row(
        region=row.get("region", COUNTRY),
        from_on=from_on,
        value=_read_value(name, row["value"]),
        source=sources[source],
        note=read_text(row.get("note", {"zh": "", "en": ""})),
        is_confirmed=MARKS[mark],
        page=row.get("page", ""),
    )


def _read_value(name: str, value: object) -> Value:
    if type(value) is int:
        return value
    if isinstance(value, list) and value and all(type(one) is int for one in value):
        return tuple(value)
    raise RuleSetError(f"{name}: {value!r} is neither a whole number nor a list of them.")
