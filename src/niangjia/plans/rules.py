"""Pure rules of a measure: which state may follow which, and what each wants said."""

from collections.abc import Mapping

PLANNED, UNDER_WAY, REACHED, NOT_REACHED, DROPPED = "planned", "under-way", "reached", "not-reached", "dropped"
AT_END = frozenset({REACHED, NOT_REACHED, DROPPED})
FOLLOWS: Mapping[str, frozenset[str]] = {
    PLANNED: frozenset({UNDER_WAY, *AT_END}),
    UNDER_WAY: frozenset({UNDER_WAY, *AT_END}),
    REACHED: frozenset({UNDER_WAY}),
    NOT_REACHED: frozenset({UNDER_WAY}),
    DROPPED: frozenset({UNDER_WAY}),
}
"""What may be reported in which state. Under way again: news of it, or an end that was none."""


def may_follow(before: str, state: str) -> bool:
    """Whether a state may be reported of a measure that stands at another.

    >>> may_follow("planned", "reached"), may_follow("reached", "dropped"), may_follow("dropped", "under-way")
    (True, False, True)
    """
    return state in FOLLOWS[before]


def needs_words(before: str, state: str) -> bool:
    """Whether it has to be said in words: every end, every end taken back, and news of what is under way.

    >>> needs_words("planned", "under-way"), needs_words("under-way", "under-way"), needs_words("planned", "reached")
    (False, True, True)
    """
    return (before, state) != (PLANNED, UNDER_WAY)
