"""Which facts a clerk can confirm, where each stands, and what a value of it may be. Pure."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["flag", "count", "money", "day"]
Place = Literal["household", "membership", "person", "asset-quantity", "asset-value", "event"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the rule book by its name there: the kind of its value, and the row and field that keep it."""

    kind: Kind
    place: Place
    field: str


FACTS = {
    "is_rural": Fact("flag", "household", "is_rural"),
    "is_union_member": Fact("flag", "household", "is_union_member"),
    "is_migrant": Fact("flag", "household", "is_migrant"),
    "contract_months": Fact("count", "household", "contract_months"),
    "receives_dibao": Fact("flag", "household", "receives_dibao"),
    "union_aid_fen": Fact("money", "household", "union_aid_fen"),
    "government_aid_fen": Fact("money", "household", "government_aid_fen"),
    "homes": Fact("count", "asset-quantity", "dwelling"),
    "has_commercial_property": Fact("flag", "asset-quantity", "commercial-property"),
    "has_private_car": Fact("flag", "asset-quantity", "vehicle"),
    "has_registered_business": Fact("flag", "asset-quantity", "business"),
    "savings_fen": Fact("money", "asset-value", "savings"),
    "event_on": Fact("day", "event", "happened_on"),
    "is_counted": Fact("flag", "membership", "is_counted"),
    "is_able": Fact("flag", "person", "is_able"),
    "has_serious_illness": Fact("flag", "person", "has_serious_illness"),
}
"""By the rule book's names (section 1). Those of a member need the person."""

OF_A_MEMBER = frozenset(name for name, fact in FACTS.items() if fact.place in {"membership", "person"})

MAX_COUNT = 1200


def fits(kind: Kind, value: object) -> bool:
    """Whether a value can be one of the kind: money and counts are whole and not negative."""
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "day":
        return hasattr(value, "isoformat")
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0 and (kind == "money" or value <= MAX_COUNT)
