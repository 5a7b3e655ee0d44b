"""The talk about what someone would like to strengthen: questions by version (data/interview.toml), what answers say.
Pure. What comes of it is kept sealed (models.Interview) and shown to those alone who may hold such talks.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers: label and points by code."""

    code: str
    text: Text
    answers: Mapping[str, tuple[Text, int]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the talk; from `least` points on it is something to strengthen together."""

    code: str
    label: Text
    least: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered (question to answer, by code), and what was said besides."""

    given: Mapping[str, str]
    words: str

    def as_json(self) -> str:
        """As it is sealed."""
        return json.dumps({"given": dict(self.given), "words": self.words}, ensure_ascii=False)


def answers_from(sealed: str) -> Answers:
    """What `Answers.as_json` wrote."""
    kept = json.loads(sealed)
    return Answers(kept["given"], kept["words"])


@cache
def versions() -> Mapping[str, tuple[Topic, ...]]:
    """The topics of every version of the questions; the last is asked now."""
    text = files("niangjia.plans").joinpath("data/interview.toml").read_text(encoding="utf-8")
    return {
        row["version"]: tuple(
            Topic(
                topic["code"],
                Text(topic["zh"], topic["en"]),
                topic["from"],
                tuple(
                    Question(
                        asked["code"],
                        Text(asked["zh"], asked["en"]),
                        {each["code"]: (Text(each["zh"], each["en"]), each["points"]) for each in asked["answers"]},
                    )
                    for asked in topic["questions"]
                ),
            )
            for topic in row["topics"]
        )
        for row in tomllib.loads(text)["versions"]
    }


def current() -> str:
    """The version that is asked now."""
    return list(versions())[-1]


def questions_of(version: str) -> list[Question]:
    """Every question of a version, in order."""
    return [question for topic in versions()[version] for question in topic.questions]


def to_strengthen(version: str, given: Mapping[str, str]) -> list[Topic]:
    """The topics in which help was asked for. An answer that is missing asks for none."""
    return [
        topic
        for topic in versions()[version]
        if sum(each.answers[given[each.code]][1] for each in topic.questions if given.get(each.code) in each.answers)
        >= topic.least
    ]
