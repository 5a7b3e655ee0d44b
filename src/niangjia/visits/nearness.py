"""The registry of how far a place is from a unit: an app above knows where units lie.

    nearness.register("pairing", metres_from)      # in AppConfig.ready

`metres_from(unit, latitude, longitude)`, in micro-degrees, says whole metres, or None where it does not know the unit's
own place. One query at most.
"""

from collections.abc import Callable

from niangjia.accounts.models import Unit
from niangjia.visits.records import Place

MetresFrom = Callable[[Unit, int, int], int | None]

_known: dict[str, MetresFrom] = {}


def register(name: str, metres_from: MetresFrom) -> None:
    """Add what an app knows. The same name again takes the place of the first."""
    _known[name] = metres_from


def metres_from_unit(unit: Unit, place: Place) -> int | None:
    """How far a place is from a unit, by the first app that knows; None when none does."""
    found = (metres_from(unit, place.latitude, place.longitude) for metres_from in _known.values())
    return next((metres for metres in found if metres is not None), None)
