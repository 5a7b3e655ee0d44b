"""Read the YAML cases: a common household, what a case changes in it, and what must come out."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from niangjia.kernel.money import to_fen
from niangjia.policies import HouseholdFacts, MemberFacts, RuleSet, load_rule_set
from niangjia.policies.book import DEFAULT
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN

FOLDER = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """One case of a file, with what the file gives to all. `expect_members` is by the member's word (head, wife...)."""

    file: str
    name: str
    why: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    expect_members: Mapping[str, Mapping[str, Any]]
    error: str | None
    rules: str = DEFAULT

    @property
    def id(self) -> str:
        return f"{self.file}: {self.name}"


def read_cases() -> Iterator[Case]:
    """Every case of every file but the common one."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != "base.yaml":
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            for item in data["cases"]:
                yield Case(
                    file=path.stem,
                    name=item["case"],
                    why=item["why"],
                    given=_merged(data.get("for_all", {}), item["given"]),
                    expect=item.get("expect", {}),
                    expect_members=item.get("expect_members", {}),
                    error=item.get("error"),
                    rules=data.get("rules", DEFAULT),
                )


def _merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a file gives to all its cases, with what one case changes: of a person and the parameters, one by one."""
    both = {name: {**common[name], **own[name]} for name in common if isinstance(own.get(name), dict)}
    return {**common, **own, **both}


def base() -> dict[str, Any]:
    """The common household."""
    data: dict[str, Any] = yaml.safe_load((FOLDER / "base.yaml").read_text(encoding="utf-8"))
    return data


def words_of_members(case: Case) -> list[str]:
    """The members of a case in order, by their words."""
    return list(case.given.get("members", base()["members"]))


def rule_set_of(case: Case) -> RuleSet:
    """The rule set of the case's file with the parameters that the case changes; amounts are written in yuan."""
    rule_set = load_rule_set(case.rules)
    changed = {name: in_fen(rule_set.units[name], value) for name, value in case.given.get("parameters", {}).items()}
    return rule_set.with_parameters(changed) if changed else rule_set


def facts_of(case: Case) -> HouseholdFacts:
    """The household of a case."""
    common, given = base(), dict(case.given)
    given.pop("parameters", None)
    members = tuple(
        MemberFacts(**_row(MEMBER_COLUMN, {"is_counted": True, **common["people"][word], **given.get(word, {})}))
        for word in given.pop("members", common["members"])
    )
    changed = {name: value for name, value in given.items() if name not in common["people"]}
    row = _row(HOUSEHOLD_COLUMN, {"household_id": 1, **common["household"], **changed})
    return HouseholdFacts(**row, members=members)


def in_fen(unit: str, value: Any) -> Any:
    """A value of a file: amounts are texts in yuan, everything else stands as it is."""
    if not unit.startswith("fen"):
        return value
    if isinstance(value, list):
        return tuple(in_fen(unit, one) for one in value)
    if not isinstance(value, str):
        raise TypeError(f"write the amount {value!r} in yuan and in quotes")
    return to_fen(value)


def _row(columns: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(given) - set(columns)
    if unknown:
        raise KeyError(f"no such fact: {sorted(unknown)}")
    blank = {"fen": "0.00", "flag": False, "code": 0}
    return {name: in_fen(column.unit, given.get(name, blank.get(column.unit))) for name, column in columns.items()}
