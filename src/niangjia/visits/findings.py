"""What is asked at a visit (data/findings.toml), by version, and what an answer means. Pure.

A question is about the household, or about each member of some age. `kind` says what an answer leads to: "change" a
value of the dossier that a clerk takes over (`field`, of Person or Household), "money" that money is to be stated
again, "family" that somebody came, went, was born or died, "cause" a cause of the official list, "wish" something that
somebody would like. What can be answered: `answers`, the codes of an official `list`, or, with `longest`, a line of
text. Nothing answered is "as it was". `causes`, and `cause` of an answer, name a cause that an answer shows besides.
`goes_to` of a wish names the app above that sees to it (wishes.py).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cache
from importlib.resources import files
from typing import Any

from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.codes import CodeList

HOUSEHOLD, MEMBER = "household", "member"
CHANGE, MONEY, FAMILY, CAUSE, WISH = KINDS = ("change", "money", "family", "cause", "wish")
FIELDS = {HOUSEHOLD: ("address", "housing"), MEMBER: ("work_status", "health", "stage", "phone")}
"""What a visit may propose to change: stated facts, none that decides who somebody is."""
LISTS: Mapping[str, CodeList] = {
    "CAUSES": codes.CAUSES,
    "HEALTH": codes.HEALTH,
    "HOUSING": codes.HOUSING,
    "STAGES": codes.STAGES,
    "WORK_STATUS": codes.WORK_STATUS,
}
OLDEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `options` by code in order; empty where a line of text is typed."""

    code: str
    about: str
    text: Text
    kind: str
    field: str = ""
    options: Mapping[str, Text] = attribute(default_factory=dict)
    causes: Mapping[str, str] = attribute(default_factory=dict)
    goes_to: str = ""
    has_words: bool = False
    longest: int = 0
    from_age: int = 0
    until_age: int = OLDEST

    def takes(self, value: str) -> bool:
        """Whether this can be answered so.

        >>> newest().questions["phone"].takes("13800001234"), newest().questions["health"].takes("poorly")
        (True, False)
        """
        return 0 < len(value) <= self.longest if self.longest else value in self.options

    def asks(self, age: int) -> bool:
        """Whether somebody of an age is asked."""
        return self.from_age <= age <= self.until_age

    def in_words(self, value: str) -> Text:
        """An answer as people read it."""
        return self.options.get(value) or Text(value, value)


@dataclass(frozen=True, slots=True)
class Questions:
    """One version, its questions by code in order."""

    version: str
    questions: Mapping[str, Question]

    def about(self, whom: str) -> list[Question]:
        """Those about the household, or about a member."""
        return [each for each in self.questions.values() if each.about == whom]


@cache
def versions() -> Mapping[str, Questions]:
    """Every version there has been, the newest last. Raises ValueError for a row that cannot be understood."""
    text = files("niangjia.visits").joinpath("data/findings.toml").read_text(encoding="utf-8")
    return read(text)


def newest() -> Questions:
    """The version that is asked now."""
    return list(versions().values())[-1]


def read(text: str) -> Mapping[str, Questions]:
    """The versions of a file."""
    found: dict[str, Questions] = {}
    for row in tomllib.loads(text)["versions"]:
        questions = [_question(each) for each in row["questions"]]
        by_code = {each.code: each for each in questions}
        if len(by_code) < len(questions) or row["version"] in found:
            raise ValueError(f"findings.toml: version {row['version']}, or a question in it, stands twice.")
        found[row["version"]] = Questions(row["version"], by_code)
    return found


def _question(row: dict[str, Any]) -> Question:
    listed = LISTS[row["list"]].values if "list" in row else ()
    options = {each.code: each.label for each in listed}
    options |= {each["code"]: Text(each["zh"], each["en"]) for each in row.get("answers", ())}
    shown = {each["code"]: each["cause"] for each in row.get("answers", ()) if "cause" in each}
    made = Question(
        code=row["code"],
        about=row["about"],
        text=Text(row["zh"], row["en"]),
        kind=row["kind"],
        field=row.get("field", ""),
        options=options,
        causes={**shown, **row.get("causes", {})},
        goes_to=row.get("goes_to", ""),
        has_words=row.get("has_words", False),
        longest=row.get("longest", 0),
        from_age=row.get("from_age", 0),
        until_age=row.get("until_age", OLDEST),
    )
    if wrong := _wrong_with(made):
        raise ValueError(f"findings.toml: question {made.code}: {wrong}.")
    return made


def _wrong_with(question: Question) -> str:
    if question.about not in FIELDS or question.kind not in KINDS:
        return f"about {question.about!r}, kind {question.kind!r}"
    if (question.kind == CHANGE) != (question.field in FIELDS[question.about]):
        return f"field {question.field!r}"
    if bool(question.options) == bool(question.longest) or (question.longest and question.kind != CHANGE):
        return "either answers, a list, or longest (of a change)"
    if question.goes_to and question.kind != WISH:
        return f"goes_to {question.goes_to!r}, which a wish has alone"
    if question.kind == CAUSE and not _are_causes(question.options):
        return "an answer is no cause"
    if not set(question.causes) <= set(question.options) or not _are_causes(question.causes.values()):
        return f"causes {dict(question.causes)}"
    return ""


def _are_causes(values: Iterable[str]) -> bool:
    return all(each in codes.CAUSES for each in values)
