"""The bell of each page: a registry with one place each, so that this app knows no notices."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

_places: list[tuple[Callable[[Any], int], str]] = []
_choices: list[tuple[Callable[[Any], bool], str]] = []


def register(count_of: Callable[[Any], int], url_name: str) -> None:
    """Name what counts a user's unread notices, in one query at most, and the page that lists them."""
    _places[:] = [(count_of, url_name)]


def register_choice(is_for: Callable[[Any], bool], url_name: str) -> None:
    """Name the page where a user chooses how they are told outside the program, and who has it."""
    _choices[:] = [(is_for, url_name)]


def choice_for(user: Any) -> str:
    """The address of that page; "" for those who have none."""
    return next((reverse(url_name) for is_for, url_name in _choices if is_for(user)), "")


def bell_for(user: Any) -> dict[str, Any] | None:
    """The count and the address for someone who is signed in; None for others, or when nothing is registered."""
    if not _places or not getattr(user, "is_authenticated", False):
        return None
    count_of, url_name = _places[0]
    return {"count": count_of(user), "address": reverse(url_name)}
