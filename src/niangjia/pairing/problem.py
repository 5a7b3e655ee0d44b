"""What is asked of the assignment, in whole metres: cadres, households, and what a pair costs. Plain Python, no tables.

This is the definition; `assignment` finds the best assignment by it, and its tests hold the fast way to this one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import cos, isqrt, radians
from typing import NamedTuple

METRES_PER_DEGREE = 111_195
MICRO = 1_000_000
COSINES = tuple(round(cos(radians(tenth / 10)) * MICRO) for tenth in range(901))
"""Of tenths of a degree, in millionths: a place lies where it lies, on every machine."""

MOST_URGENT = 9


class Point(NamedTuple):
    """Whole metres on a plane: to the east, to the north."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Plane:
    """Places of one region on a plane, true to 1 in 50 within half a degree of its latitude (in tenths of a degree)."""

    tenths: int

    @classmethod
    def around(cls, latitudes: Collection[int]) -> "Plane":
        """The plane for places of some latitudes, in micro-degrees.

        >>> Plane.around([48_000_000, 49_500_000])
        Plane(tenths=487)
        """
        return cls(min(900, abs(sum(latitudes) // len(latitudes)) * 10 // MICRO) if latitudes else 0)

    def point(self, latitude: int, longitude: int) -> Point:
        """A place in micro-degrees on the plane.

        >>> Plane(480).point(48_000_000, 121_000_000).y
        5337360
        """
        east = longitude * COSINES[self.tenths] // MICRO
        return Point(east * METRES_PER_DEGREE // MICRO, latitude * METRES_PER_DEGREE // MICRO)


def metres_between(one: Point, other: Point) -> int:
    """Whole metres, rounded down.

    >>> metres_between(Point(0, 0), Point(3000, 4000))
    5000
    """
    return isqrt((one.x - other.x) ** 2 + (one.y - other.y) ** 2)


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in metres of way. `farthest`: no pair is farther apart than that; 0: any distance.

    `load`: how much more each further household of a cadre counts, so that who has one comes before who has two.
    """

    missing_need: int = 15_000
    no_language: int = 25_000
    load: int = 5_000
    unknown_place: int = 30_000
    farthest: int = 0


@dataclass(frozen=True, slots=True)
class Cadre:
    """Someone who takes households on: `capacity` in all, of which `taken` are given already and stay."""

    id: str
    capacity: int
    taken: int = 0
    point: Point | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def free(self) -> int:
        """How many households more this cadre takes on."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class Household:
    """A household that is to be paired. `language` empty: any. `barred`: cadres it is not paired with, each with the
    code of the reason. `keep`: the one it has and keeps, which is not counted in that cadre's `taken`. `urgency`: when
    there are not enough cadres, who comes first (0 to 9).
    """

    id: str
    point: Point | None = None
    needs: frozenset[str] = frozenset()
    language: str = ""
    barred: Mapping[str, str] = field(default_factory=dict)
    keep: str = ""
    urgency: int = 0


class Why(StrEnum):
    """Why a household stays without a cadre."""

    NOBODY = "nobody"
    BARRED = "barred"
    TOO_FAR = "too-far"
    FULL = "full"


def pair_cost(household: Household, cadre: Cadre, weights: Weights) -> int | None:
    """What a pair costs, without the load; None when the two are not to be paired."""
    if cadre.id in household.barred:
        return None
    if household.point is None or cadre.point is None:
        way = weights.unknown_place
    else:
        way = metres_between(household.point, cadre.point)
        if weights.farthest and way > weights.farthest:
            return None
    missing = len(household.needs - cadre.skills) * weights.missing_need
    speaks = not household.language or household.language in cadre.languages
    return way + missing + (0 if speaks else weights.no_language)


def load_cost(position: int, weights: Weights) -> int:
    """What it costs that a household is a cadre's first (1), second (2) and so on: rising, so that work is shared.

    >>> [load_cost(each, Weights(load=5_000)) for each in (1, 2, 3)]
    [0, 5000, 10000]
    """
    return (position - 1) * weights.load
