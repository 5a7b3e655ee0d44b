"""The registry of ways in."""

import pytest

from niangjia.ui import navigation
from niangjia.ui.navigation import NavigationItem, links_for, register


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", [])
    register(NavigationItem("Home", "desk:show-home", "home", lambda _user: True))
    register(NavigationItem("About", "desk:show-about", "info-circle", lambda user: user == "clerk"))
    register(NavigationItem("Elements", "ui:elements", "leaf", lambda user: user == "clerk"))


def test_only_what_someone_may_open_in_order() -> None:
    assert [link.label for link in links_for("clerk", "/")] == ["Home", "About", "Elements"]
    assert [link.label for link in links_for("guest", "/")] == ["Home"]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Home"]),
        ("/about/", ["About"]),
        ("/about/elements/", ["Elements"]),
        ("/about/x/", ["About"]),
        ("/x/", []),
    ],
)
def test_the_longest_address_is_current(path: str, current: list[str]) -> None:
    assert [link.label for link in links_for("clerk", path) if link.is_current] == current


def test_the_same_address_is_one_item() -> None:
    register(NavigationItem("Home again", "desk:show-home", "home", lambda _user: True))
    assert len(links_for("guest", "/")) == 1
