"""The registry of where a what-if run finds the households of the bureau: the app that keeps them fills it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import User
from niangjia.policies.what_if.households import SimulatedHousehold


@dataclass(frozen=True, slots=True)
class DescribedHousehold:
    """How an affected household is shown to someone who may read it."""

    number: str
    name: str
    unit: str
    address: str


@dataclass(frozen=True, slots=True)
class HouseholdSource:
    """Every function takes a fixed number of queries, whatever the number of households.

    `may_count` and `may_read`: where someone may see figures, and where households. `households`: the open ones inside
    a jurisdiction, with the facts of their latest decision. `count` and `region`: how many there are, and the division
    most of them are registered in ("" when there are none). `describe`: those of some keys that lie inside.
    """

    may_count: Callable[[User], Jurisdiction]
    may_read: Callable[[User], Jurisdiction]
    households: Callable[[Jurisdiction], Iterator[SimulatedHousehold]]
    count: Callable[[Jurisdiction], int]
    region: Callable[[Jurisdiction], str]
    describe: Callable[[Jurisdiction, Iterable[str]], Mapping[str, DescribedHousehold]]


_sources: list[HouseholdSource] = []


def register_source(source: HouseholdSource) -> None:
    """Say where the households are; the last one counts, so that `ready` may run again."""
    _sources[:] = [source]


def household_source() -> HouseholdSource:
    """Where the households are. Raises LookupError when no app has said so."""
    if not _sources:
        raise LookupError("no app has registered a source of households")
    return _sources[0]
