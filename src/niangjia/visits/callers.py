"""The registry of who may record a visit besides the roles over the unit: an app above knows whose household it is.

    callers.register("pairing", cadres_of)      # in AppConfig.ready

`cadres_of(dossier)` yields the users who look after the household now. One query at most.
"""

from collections.abc import Callable, Iterable

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier

Callers = Callable[[Dossier], Iterable[User]]

_callers: dict[str, Callers] = {}


def register(name: str, callers: Callers) -> None:
    """Add those an app knows of. The same name again takes the place of the first."""
    _callers[name] = callers


def callers_of(dossier: Dossier) -> list[User]:
    """Everyone who looks after a household, by whatever app."""
    return list(dict.fromkeys(user for callers in _callers.values() for user in callers(dossier)))
