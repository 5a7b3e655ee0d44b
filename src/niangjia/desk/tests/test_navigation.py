"""Ways in are told apart at a glance."""

from niangjia.ui.navigation import _items


def test_no_other_way_in_has_the_flag_of_the_clues():
    assert [item.url_name for item in _items if item.icon == "flag"] == ["clues:list-clues"]
