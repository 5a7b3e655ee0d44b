"""Cadres and pairs for tests, through the commands."""

from datetime import date, timedelta
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.pairing.commands import add_cadre, start_pair
from niangjia.pairing.models import Cadre, Pair
from niangjia.pairing.records import CadreRecord


def a_cadre(user: User, unit: Unit, *, by: User, capacity: int = 2, **said: Any) -> Cadre:
    """Somebody ready to be paired."""
    return add_cadre(user, CadreRecord("section", capacity, **said), unit=unit, by=by)


def a_pair(dossier: Dossier, cadre: Cadre, *, by: User, on: date | None = None) -> Pair:
    """A pair for a year."""
    day = on or clock.today()
    return start_pair(dossier, cadre, starts_on=day, ends_on=day + timedelta(days=365), by=by)
