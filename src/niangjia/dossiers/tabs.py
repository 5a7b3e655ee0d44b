"""The registry of pages of a dossier that apps above have: their tabs stand behind this app's own."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tab:
    """`url_name` takes the id of the dossier; `is_for` is asked with the user."""

    label: "str | Promise"
    url_name: str
    is_for: Callable[[object], bool]

    @property
    def name(self) -> str:
        """What `tab` of a page is when this one is lit."""
        return self.url_name.partition(":")[2]


_tabs: list[Tab] = []


def register(tab: Tab) -> None:
    """Add a tab at the end; the same address twice is one."""
    if tab.url_name not in {known.url_name for known in _tabs}:
        _tabs.append(tab)


def tabs_for(user: object, dossier: UUID) -> list[tuple[Tab, str]]:
    """The tabs that someone may open, with their addresses, in order of registration."""
    return [(tab, reverse(tab.url_name, args=[dossier])) for tab in _tabs if tab.is_for(user)]
