"""Degrees and kilometres as people write them."""

import pytest

from niangjia.kernel.places import in_degrees, kilometres, micro_degrees


@pytest.mark.parametrize("text", ["48.203456", "-0.500000", "121.000000"])
def test_degrees_come_back_as_they_were(text):
    assert in_degrees(micro_degrees(text)) == text


@pytest.mark.parametrize("text", ["", "48,2", "1234", "48.", "N48"])
def test_what_is_no_degree_is_refused(text):
    with pytest.raises(ValueError, match=text or "^$"):
        micro_degrees(text)


def test_kilometres_are_rounded_down():
    assert [kilometres(each) for each in (0, 99, 12_399)] == ["0.0", "0.0", "12.3"]
