"""The catalogue of measures: what is shipped (data/measures.toml), read and checked; `queries.entries_now` puts a
bureau's own beside it. And where a tier makes no sense for a cause (data/senseless.toml). Pure.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from niangjia.accounts.models import Role
from niangjia.accounts.unit_kinds import KINDS
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes
from niangjia.plans.models import GoalKind
from niangjia.plans.qualifying import CONDITIONS
from niangjia.plans.tiers import Nature, Tier

MARKS = frozenset({"confirmed", "to-confirm"})
NEARLY_ALL = 2
"""Causes that may be missing from all of them, and still be told as what is missing."""
TOPICS = frozenset({"competitiveness", "reliance"})
CEILINGS: Mapping[str, Text] = {
    "living_ceiling": Text("生活救助上限", "ceiling of living aid"),
    "medical_ceiling": Text("医疗救助上限", "ceiling of medical aid"),
    "schooling_ceiling": Text("助学救助上限", "ceiling of schooling aid"),
    "accident_ceiling": Text("意外救助上限", "ceiling of accident aid"),
}
"""Outputs of the rule book that say how much at most a year."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of measure. `role` or `kind` (of department) sees to it; `ceiling` is an output of the rule book or "".

    `is_lent`: its money is to be paid back. `is_own`: a bureau added it. `is_available`: it can be had here;
    else `why_not` says why.
    """

    code: str
    label: Text
    what: Text
    tier: str
    nature: str
    is_about_member: bool
    causes: frozenset[str]
    who: tuple[str, ...]
    who_words: Text
    told: Text
    basis: tuple[Text, ...]
    is_confirmed: bool
    sign: str = ""
    months: int = 12
    ceiling: str = ""
    evidence: tuple[str, ...] = ()
    role: str = ""
    kind: str = ""
    strengthens: frozenset[str] = frozenset()
    is_yearly: bool = False
    is_lent: bool = False
    is_own: bool = False
    is_available: bool = True
    why_not: str = ""

    @property
    def tier_label(self) -> str:
        """The tier in words."""
        return str(Tier(self.tier).label)

    @property
    def nature_label(self) -> str:
        """The nature in words."""
        return str(Nature(self.nature).label)

    @property
    def causes_label(self) -> Text:
        """The causes it answers, in the order of the official list."""
        return causes_in_words(self.causes)

    @property
    def responsible_label(self) -> Text:
        """Who sees to it as a rule."""
        if self.kind:
            return KINDS[self.kind].label
        return in_both_languages(Role(self.role).label) if self.role else Text("", "")

    @property
    def sign_label(self) -> str:
        """The sign of success, as a rule; "" where `told` alone says it."""
        return str(GoalKind(self.sign).label) if self.sign and self.sign != GoalKind.WORDS else ""

    @property
    def evidence_label(self) -> Text:
        """The papers that show it."""
        labels = [codes.ATTACHMENT_KINDS.label(each) for each in self.evidence]
        return Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))

    @property
    def basis_label(self) -> Text:
        """The documents behind it."""
        return Text("；".join(each.zh for each in self.basis), "; ".join(each.en for each in self.basis))

    @property
    def ceiling_label(self) -> Text | None:
        """Which ceiling of the rule book holds, if one does."""
        return CEILINGS.get(self.ceiling)


def causes_in_words(causes: frozenset[str]) -> Text:
    """Codes of causes as people read them, in the official order; of nearly all of them, which are not among them."""
    labels = [label for code, label in codes.CAUSES.choices() if code in causes]
    others = [label for code, label in codes.CAUSES.choices() if code not in causes]
    if not others:
        return Text("各种原因", "every cause")
    if len(others) <= NEARLY_ALL:
        zh, en = "、".join(each.zh for each in others), ", ".join(each.en for each in others)
        return Text(f"除“{zh}”外的各种原因", f"every cause but “{en}”")
    return Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))


@cache
def shipped() -> Mapping[str, Entry]:
    """The shipped entries by code, in the order of the file. Raises ValueError naming what is wrong with one."""
    return read_entries(files("niangjia.plans").joinpath("data/measures.toml").read_text(encoding="utf-8"))


def read_entries(text: str) -> dict[str, Entry]:
    """Entries by code out of a file like data/measures.toml. Raises ValueError."""
    rows = tomllib.loads(text)
    sources = {code: Text(row["zh"], row["en"]) for code, row in rows.pop("sources").items()}
    return {code: _entry(code, row, sources) for code, row in rows.items()}


def _entry(code: str, row: Mapping[str, Any], sources: Mapping[str, Text]) -> Entry:
    wrong = [name for name, is_right in _checks(row, sources).items() if not is_right]
    if wrong:
        raise ValueError(f"measures.toml [{code}]: {', '.join(wrong)}")
    return Entry(
        code=code,
        label=Text(row["zh"], row["en"]),
        what=Text(row["what_zh"], row["what_en"]),
        tier=row["tier"],
        nature=row["nature"],
        is_about_member=row["about"] == "member",
        causes=frozenset(row["causes"]),
        who=tuple(row["who"]),
        who_words=Text(row["who_zh"], row["who_en"]),
        told=Text(row["told_zh"], row["told_en"]),
        basis=tuple(Text(f"{sources[each].zh}〔{each}〕", f"{sources[each].en} [{each}]") for each in row["basis"]),
        is_confirmed=row["mark"] == "confirmed",
        sign=row["sign"],
        months=row["months"],
        ceiling=row.get("ceiling", ""),
        evidence=tuple(row["evidence"]),
        role=row.get("role", ""),
        kind=row.get("kind", ""),
        strengthens=frozenset(row.get("strengthens", ())),
        is_yearly=row.get("yearly", False),
        is_lent=row.get("lent", False),
    )


def _checks(row: Mapping[str, Any], sources: Mapping[str, Text]) -> dict[str, bool]:
    return {
        "tier": row["tier"] in Tier.values,
        "nature": row["nature"] in Nature.values,
        "about": row["about"] in {"household", "member"},
        "causes": bool(row["causes"]) and all(each in codes.CAUSES for each in row["causes"]),
        "who": bool(row["who"]) and all(each in CONDITIONS for each in row["who"]),
        "evidence": all(each in codes.ATTACHMENT_KINDS for each in row["evidence"]),
        "role or kind": (row.get("role") in Role.values) != (row.get("kind") in KINDS),
        "sign": row["sign"] in GoalKind.values,
        "months": row["months"] >= 1,
        "ceiling": row.get("ceiling", "") in {"", *CEILINGS},
        "strengthens": set(row.get("strengthens", ())) <= TOPICS,
        "basis": bool(row["basis"]) and all(each in sources for each in row["basis"]),
        "mark": row["mark"] in MARKS,
    }


@dataclass(frozen=True, slots=True)
class Senseless:
    """Why a tier makes no sense for a cause: always, or only while nobody in the household could work."""

    is_always: bool
    why: Text


@cache
def senseless() -> Mapping[tuple[str, str], Senseless]:
    """By cause and tier."""
    text = files("niangjia.plans").joinpath("data/senseless.toml").read_text(encoding="utf-8")
    return {
        (row["cause"], row["tier"]): Senseless(row["when"] == "always", Text(row["why_zh"], row["why_en"]))
        for row in tomllib.loads(text)["cells"]
    }


def makes_sense(cause: str, tier: str, *, is_someone_able: bool) -> bool:
    """Whether help of a tier is to be looked for against a cause."""
    cell = senseless().get((cause, tier))
    return cell is None or (is_someone_able and not cell.is_always)
