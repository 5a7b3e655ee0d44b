"""What may be asked of whom, how it may be answered, and who is told when it is late: data of this app. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from niangjia.accounts.models import Role
from niangjia.accounts.unit_kinds import KINDS
from niangjia.kernel.text import Text

MARKS = frozenset({"confirmed", "to-confirm"})
PLACES = frozenset({"partner", "partner-only", "union"})


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that may be asked for: of which kinds of units, about whom, in how many working days, sharing what.

    `full`: those of `facts` that are shared unmasked. `is_confirmed`: whether a document says so.
    `days` are as shipped.
    """

    code: str
    label: Text
    kinds: frozenset[str]
    is_about_member: bool
    days: int
    facts: tuple[str, ...]
    full: frozenset[str]
    source: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: `after` working days from the last day to answer, those with `roles` at a place are told.

    As shipped; `limits.ladder_in_force` has the days as set here.

    `at` is "partner" (the unit asked, else those above it), "partner-only", or "union" (of the household).
    """

    code: str
    label: Text
    after: int
    roles: tuple[str, ...]
    at: str
    tells_asker: bool


def read_items(text: str, known_facts: frozenset[str]) -> dict[str, Item]:
    """Items by code, in the order of the file. Raises ValueError naming the item and what is wrong with it."""
    return {code: _item(code, row, known_facts) for code, row in tomllib.loads(text).items()}


def _item(code: str, row: Mapping[str, Any], known_facts: frozenset[str]) -> Item:
    kinds, facts, full = frozenset(row["kinds"]), tuple(row["facts"]), frozenset(row["full"])
    wrong = [
        *(f"unknown kind {each}" for each in kinds - set(KINDS)),
        *(f"unknown fact {each}" for each in set(facts) - known_facts),
        *(f"{each} is full and not shared" for each in full - set(facts)),
    ]
    if row["about"] not in {"household", "member"} or row["mark"] not in MARKS or row["days"] < 1 or not kinds:
        wrong.append("about, mark, days or kinds")
    if row["about"] == "household" and any(each.startswith("member-") for each in facts):
        wrong.append("facts of a member, and about the household")
    if wrong:
        raise ValueError(f"items.toml [{code}]: {', '.join(wrong)}")
    return Item(
        code=code,
        label=Text(row["zh"], row["en"]),
        kinds=kinds,
        is_about_member=row["about"] == "member",
        days=row["days"],
        facts=facts,
        full=full,
        source=row["source"],
        is_confirmed=row["mark"] == "confirmed",
    )


def read_ladder(text: str) -> tuple[Step, ...]:
    """The steps, the earliest first. Raises ValueError for steps out of order or of nobody."""
    steps = tuple(
        Step(code, Text(row["zh"], row["en"]), row["after"], tuple(row["roles"]), row["at"], row["asker"])
        for code, row in tomllib.loads(text).items()
    )
    days = [each.after for each in steps]
    if days != sorted(set(days)) or not steps:
        raise ValueError("ladder.toml: steps come in the order of their days")
    for each in steps:
        if set(each.roles) - set(Role.values) or not each.roles or each.at not in PLACES:
            raise ValueError(f"ladder.toml [{each.code}]: roles or place")
    return steps


def _text(name: str) -> str:
    return files("niangjia.referrals").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")


FACT_CODES = frozenset(
    {
        "worker-name", "worker-identity", "worker-phone", "unit", "address", "size", "category", "cause", "income",
        "dibao", "housing", "member-name", "member-identity", "member-phone", "member-relation", "member-age",
        "member-work", "member-disability", "member-health", "member-insurance", "member-school",
    }
)  # fmt: skip
"""What can be shared at all; `sharing` says how each is read."""

ITEMS = read_items(_text("items"), FACT_CODES)
LADDER = read_ladder(_text("ladder"))
RESULTS = {code: Text(row["zh"], row["en"]) for code, row in tomllib.loads(_text("results")).items()}


def items_for(kind: str) -> list[Item]:
    """What units of a kind can be asked for."""
    return [each for each in ITEMS.values() if kind in each.kinds]


def label_of(code: str) -> Text:
    """The name of an item; of one that is no longer in the data, its code."""
    return ITEMS[code].label if code in ITEMS else Text(code, code)


def step_label(code: str) -> Text:
    """The name of a step of the ladder; "" before the first."""
    return next((each.label for each in LADDER if each.code == code), Text("", ""))
