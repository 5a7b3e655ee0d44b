"""Invented clues for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.clues.commands import report_clue
from niangjia.clues.models import Clue
from niangjia.clues.records import Word
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id

WORD = Word(
    name="刘心红",
    story="爱人突发重病，手术费没有着落",
    source="informant",
    known_by="王大山",
    known_on=date(2026, 3, 2),
)
"""Known on a Monday."""


def a_word(**changes: Any) -> Word:
    """What somebody says of a worker in trouble, known today unless told."""
    return replace(WORD, **{"known_on": clock.today(), **changes})


def a_clue(*, unit: Unit, by: User, **changes: Any) -> Clue:
    """A clue reported now."""
    return report_clue(a_word(**changes), unit=unit, form_key=new_id(), by=by)
