"""Trained, certified, placed and still there: counts with what they are of, small ones hidden. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

HIDDEN = None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `count` None: too few to show without saying who."""

    count: int | None
    of: int | None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, rounded down; None when hidden or of nothing."""
        if self.count is None or not self.of:
            return None
        return self.count * 100 // self.of


def shown(count: int, of: int, least: int) -> Share:
    """A share as it may be shown. Hidden are a small group, and a part whose rest would be small: either leads to
    somebody. Nothing (0) of enough is shown, and so is all of them.
    """
    if 0 < of < least:
        return Share(HIDDEN, HIDDEN)
    if 0 < count < least or 0 < of - count < least:
        return Share(HIDDEN, of)
    return Share(count, of)


def shown_column(counts: Sequence[int], least: int) -> list[int | None]:
    """The counts of the parts of a sum that is shown: small ones are hidden, and when the hidden ones together are so
    few that the sum would give them away, the next smallest is hidden with them.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < least}
    rest = sorted((count, place) for place, count in enumerate(counts) if place not in hidden and count)
    while hidden and (len(hidden) == 1 or sum(counts[place] for place in hidden) < least) and rest:
        hidden.add(rest.pop(0)[1])
    return [None if place in hidden else count for place, count in enumerate(counts)]


def shown_part(counts: Sequence[int], wholes: Sequence[int], least: int) -> tuple[list[int | None], int | None]:
    """The same of parts of wholes that are shown beside them, such as of those who were placed those with a contract;
    and their sum. What is hidden cannot be told from the wholes either: neither a part nor its rest is small.
    """
    rests = [whole - count for count, whole in zip(counts, wholes, strict=True)]
    hidden = {place for place, count in enumerate(counts) if 0 < count < least or 0 < rests[place] < least}
    more = sorted((wholes[place], place) for place in range(len(counts)) if place not in hidden and wholes[place])
    while more and hidden and (len(hidden) == 1 or _is_small(hidden, counts, least) or _is_small(hidden, rests, least)):
        hidden.add(more.pop(0)[1])
    total = HIDDEN if 0 < sum(counts) < least or 0 < sum(rests) < least else sum(counts)
    return [HIDDEN if place in hidden else count for place, count in enumerate(counts)], total


def _is_small(places: Collection[int], counts: Sequence[int], least: int) -> bool:
    return 0 < sum(counts[place] for place in places) < least


@dataclass(frozen=True, slots=True)
class Change:
    """Pay before and after of the same people: the mean of each in whole fen a month; None: too few to show."""

    people: int | None
    before_fen: int | None
    after_fen: int | None


def change_of(pays: Sequence[tuple[int, int]], least: int) -> Change:
    """Pay before and after, of (before, after) of each person, rounded down to the fen."""
    count = len(pays)
    if count < least:
        return Change(count if count == 0 else None, None, None)
    return Change(count, sum(each for each, _ in pays) // count, sum(each for _, each in pays) // count)


def retention(
    placements: Sequence[Mapping[int, str]], months: Sequence[int], least: int
) -> dict[int, tuple[Share, int | None]]:
    """For each number of months: still there, of those who were asked or had left before; and how many could not be
    reached. `placements` are the states of follow-ups by months; "void" after the end of the work counts as left.
    """
    found = {}
    for each in months:
        states = [one[each] for one in placements if each in one and one[each] != "waiting"]
        known = [state for state in states if state != "missed"]
        missed = len(states) - len(known)
        share = shown(known.count("there"), len(known), least)
        found[each] = (share, missed if missed == 0 or missed >= least else None)
    return found
