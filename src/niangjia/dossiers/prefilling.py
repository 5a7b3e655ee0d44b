"""The registry of what apps above know of a step that is due: its form is filled with it, for somebody to look through.

    prefilling.register("record-visit", what_a_visit_said)      # in AppConfig.ready

`what_a_visit_said(dossier)` gives values by the name of the field; nothing where nothing is known.
"""

from collections.abc import Callable, Mapping

from niangjia.dossiers.models import Dossier

Known = Callable[[Dossier], Mapping[str, object]]

_known: dict[str, Known] = {}


def register(act: str, known: Known) -> None:
    """Add what is known of an act of the chain. The same act again takes the place of the first."""
    _known[act] = known


def known_of(act: str, dossier: Dossier | None) -> Mapping[str, object]:
    """The first values of the form of an act."""
    return _known[act](dossier) if dossier is not None and act in _known else {}
