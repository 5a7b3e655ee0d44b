"""How far something is from where a unit lies: what visits ask (`niangjia.visits.nearness`)."""

from niangjia.accounts.models import Unit
from niangjia.pairing.models import UnitPlace
from niangjia.pairing.problem import Plane, metres_between


def metres_from(unit: Unit, latitude: int, longitude: int) -> int | None:
    """How far a place in micro-degrees is from where a unit lies itself; None for a unit without a place. One query."""
    place = UnitPlace.objects.filter(unit=unit).first()
    if place is None:
        return None
    plane = Plane.around([place.latitude, latitude])
    return metres_between(plane.point(place.latitude, place.longitude), plane.point(latitude, longitude))
