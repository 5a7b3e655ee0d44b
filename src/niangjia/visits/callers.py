"""The registry of who may record a visit besides the roles over the unit: an app above knows whose household it is.

    callers.register("pairing", cadres_of, back=(_("My households"), "pairing:list-own-pairs"))    # in AppConfig.ready

`cadres_of(dossier)` yields the users who look after the household now. One query at most. `back` is the page they come
from, with its name: they read no dossier, and after a visit it is their way on.
"""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier

Callers = Callable[[Dossier], Iterable[User]]

Page = tuple[str | Promise, str]

_callers: dict[str, Callers] = {}
_backs: dict[str, Page] = {}


def register(name: str, callers: Callers, *, back: Page | None = None) -> None:
    """Add those an app knows of. The same name again takes the place of the first."""
    _callers[name] = callers
    if back is not None:
        _backs[name] = back


def way_back(user: User, dossier: Dossier) -> Page | None:
    """The page from which somebody looks after a household, with its name; None for everybody else."""
    return next((page for name, page in _backs.items() if user in _callers[name](dossier)), None)


def callers_of(dossier: Dossier) -> list[User]:
    """Everyone who looks after a household, by whatever app."""
    return list(dict.fromkeys(user for callers in _callers.values() for user in callers(dossier)))
