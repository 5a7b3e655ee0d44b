"""What a limit is: words, days, what may be set, and a mistake in a file told with its place."""

import re
from datetime import date

import pytest
from django.utils import translation

from niangjia.limits.registry import groups
from niangjia.limits.rules import Unit, read_limits

ONE = """
[x]
zh = "一"
en = "one"
value = 6
unit = "months"
least = 1
most = 12
source_zh = "样例"
source_en = "sample"
mark = "to-confirm"
"""
SEVERAL = ONE.replace("value = 6", "values = [1, 3]")


def read(text=ONE, **changes):
    for name, value in changes.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
    return read_limits(text, name="sample.toml")["x"]


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "6 个月", "6 months"),
        ({"value": "1"}, "1 个月", "1 month"),
        ({"unit": '"days"'}, "6 天", "6 days"),
        ({"unit": '"working-days"'}, "6 个工作日", "6 working days"),
        ({"unit": '"working-days"', "value": "0", "least": "0"}, "当天", "the same day"),
        ({"unit": '"month-of-year"'}, "6 月", "June"),
        ({"unit": '"percent"'}, "6%", "6 %"),
    ],
)
def test_words(changes, zh, en):
    words = read(**changes).in_words
    assert (words.zh, words.en) == (zh, en)


def test_a_schedule_has_its_words_and_days():
    limit = read(SEVERAL)
    assert (limit.in_words.zh, limit.in_words.en, limit.value) == ("第 1、3 个月", "after 1, 3 months", 3)
    assert limit.days_after(date(2026, 1, 31)) == [date(2026, 2, 28), date(2026, 4, 30)]
    assert read(SEVERAL, unit='"days"').days_after(date(2026, 1, 31)) == [date(2026, 2, 1), date(2026, 2, 3)]
    with pytest.raises(ValueError, match="not counted from a day"):
        read(unit='"percent"').days_after(date(2026, 1, 31))


@pytest.mark.parametrize("values", [(), (0,), (13,), (1, 2)])
def test_what_a_single_limit_does_not_allow(values):
    assert read().allows((1,))
    assert read().allows((12,))
    assert not read().allows(values)


@pytest.mark.parametrize("values", [(), (0, 1), (3, 1), (2, 2), (1, 13), tuple(range(1, 14))])
def test_what_a_schedule_does_not_allow(values):
    assert read(SEVERAL).allows(range(1, 13))
    assert not read(SEVERAL).allows(values)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"value": "13"}, "not between 1 and 12"),
        ({"unit": '"moons"'}, "moons"),
        ({"mark": '"maybe"'}, "the mark is one of"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(changes, told):
    with pytest.raises(ValueError, match=rf"sample\.toml \[x\]: .*{told}"):
        read(**changes)
    with pytest.raises(ValueError, match=r"sample\.toml \[x\]: 'least' is missing"):
        read(ONE.replace("least = 1\n", ""))


def test_every_shipped_limit_has_both_languages_and_a_source():
    found = [(group, limit) for group in groups() for limit in group.limits.values()]
    assert {group.code for group, _limit in found} >= {"clues", "reviews", "leaving", "transfers", "answers", "chasing"}
    for group, limit in found:
        assert limit.allows(limit.values), limit
        for text in (limit.label, limit.short, limit.source):
            assert text.zh, limit
            assert text.en.isascii(), limit
        assert len(group.code) <= 20
        assert len(limit.code) <= 40
        with translation.override("en"):
            assert str(group.label)
    assert {limit.unit for _group, limit in found} == set(Unit)
