"""The main navigation: a registry that apps fill in `AppConfig.ready`, so that this app knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A way in. `label` is lazily translated, `icon` a name from `assets/icons.txt`, `is_for` asked with the user.

    `is_daily`: what people come for every day stands before the rest, in the bar that phones have at the bottom.
    """

    label: str | Promise
    url_name: str
    icon: str
    is_for: Callable[[Any], bool]
    is_daily: bool = False


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """An item as one page shows it."""

    label: str
    address: str
    icon: str
    is_current: bool


_items: list[NavigationItem] = []


def register(item: NavigationItem) -> None:
    """Add an item at the end; the same address twice is one item, so that `ready` may run again."""
    if item.url_name not in {known.url_name for known in _items}:
        _items.append(item)


def links_for(user: object, path: str) -> list[NavigationLink]:
    """What `user` may open, the daily ones first, in order of registration.

    The longest address that begins `path` is the current one.
    """
    addresses = [(item, reverse(item.url_name)) for item in sorted(_items, key=_is_other) if item.is_for(user)]
    current = max((address for _item, address in addresses if _holds(address, path)), key=len, default=None)
    return [NavigationLink(str(item.label), address, item.icon, address == current) for item, address in addresses]


def _is_other(item: NavigationItem) -> bool:
    return not item.is_daily


def _holds(address: str, path: str) -> bool:
    """The home page holds only itself; any other address also the pages below it."""
    return path == address if address == "/" else path.startswith(address)
