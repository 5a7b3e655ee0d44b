"""Where a category begins or ends: a page of rules states its boundaries, distances are told from them."""

from typing import NamedTuple


class Boundary(NamedTuple):
    """A household is within it while `compared` is below `percent` per cent of `base`; all are names of the rule book.

    `inclusive` names the parameter by which being equal is enough ("": it never is). With `is_above`, one is within
    when exceeding the share. `when` names a flag without which the boundary says nothing of a household.
    """

    category: int
    compared: str
    percent: str
    inclusive: str = ""
    base: str = "line"
    is_above: bool = False
    when: str = ""
