"""What several pages need: the bounds of the categories, and what was done with a thing."""

from typing import Any
from uuid import UUID

from niangjia.audit import acts
from niangjia.audit.queries import entries_about, name_users
from niangjia.training.catalogue import value_of
from niangjia.training.rules import Ages


def ages() -> Ages:
    """The bounds in force."""
    return Ages(value_of("age-women"), value_of("age-men"), value_of("jobless-months"))


def done_with(pk: UUID) -> list[tuple[Any, Any]]:
    """What the record has of a thing, each with its sentence, the newest first."""
    return [(each, acts.sentence(each.act, each.told)) for each in name_users(entries_about([pk])[:30])]
