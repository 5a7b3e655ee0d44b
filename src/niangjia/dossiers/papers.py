"""The papers a dossier needs by its causes (dossiers/data/evidence_by_cause.toml), and where each stands."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import codes

Needed = tuple[str, ...]
"""Kinds of evidence of which one will do."""
Standing = Literal["missing", "unseen", "seen"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is needed: nothing was handed in, its original was not seen yet, or it was."""

    kinds: Needed
    standing: Standing

    @property
    def label(self) -> Text:
        """What is needed, in words."""
        labels = [codes.ATTACHMENT_KINDS.label(kind) for kind in self.kinds]
        return Text(" 或 ".join(each.zh for each in labels), " or ".join(each.en for each in labels))


def read_papers(text: str) -> tuple[tuple[Needed, ...], Mapping[str, tuple[Needed, ...]]]:
    """What every dossier needs, and what each cause adds. Raises ValueError naming an unknown kind or cause."""
    table = tomllib.loads(text)
    every = tuple(_needed(each) for each in table["every"])
    by_cause = {cause: tuple(_needed(each) for each in listed) for cause, listed in table["causes"].items()}
    if strangers := set(by_cause) ^ set(codes.CAUSES.codes):
        raise ValueError(f"evidence_by_cause.toml: causes {sorted(strangers)}")
    return every, by_cause


def _needed(listed: str | list[str]) -> Needed:
    kinds = (listed,) if isinstance(listed, str) else tuple(listed)
    if strangers := [kind for kind in kinds if kind not in codes.ATTACHMENT_KINDS]:
        raise ValueError(f"evidence_by_cause.toml: kinds {strangers}")
    return kinds


EVERY, BY_CAUSE = read_papers(
    files("niangjia.dossiers").joinpath("data/evidence_by_cause.toml").read_text(encoding="utf-8")
)


def papers_for(causes: Iterable[str], handed: Mapping[str, bool]) -> list[Paper]:
    """The papers for some causes. `handed`: kinds of evidence on file, and whether the original of one was seen."""
    needed = dict.fromkeys([*EVERY, *(each for cause in causes for each in BY_CAUSE.get(cause, ()))])
    return [Paper(kinds, _standing(kinds, handed)) for kinds in needed]


def _standing(kinds: Needed, handed: Mapping[str, bool]) -> Standing:
    given = [handed[kind] for kind in kinds if kind in handed]
    return "missing" if not given else "seen" if any(given) else "unseen"


def listed(papers: Collection[Paper]) -> Text:
    """Their names in a row."""
    return Text("、".join(each.label.zh for each in papers), "; ".join(each.label.en for each in papers))


def kinds_in_words(kinds: Iterable[str]) -> Text:
    """Kinds of evidence by their names, in a row."""
    labels = [codes.ATTACHMENT_KINDS.label(kind) for kind in kinds if kind in codes.ATTACHMENT_KINDS]
    return (
        in_both_languages("、".join(str(each) for each in labels))
        if not labels
        else Text("、".join(each.zh for each in labels), "; ".join(each.en for each in labels))
    )
