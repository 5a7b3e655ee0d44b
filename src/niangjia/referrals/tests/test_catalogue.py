"""The data of this app hold together, and a mistake in them is told with its place."""

import re

import pytest

from niangjia.accounts.models import UnitKind
from niangjia.accounts.unit_kinds import KINDS, Group
from niangjia.referrals.catalogue import FACT_CODES, ITEMS, LADDER, RESULTS, items_for, read_items, read_ladder
from niangjia.referrals.sharing import FACTS, SENSITIVE

ONE = """
[x]
zh = "事"
en = "thing"
kinds = ["finance"]
about = "household"
days = 5
facts = ["size"]
full = []
source = "[D]"
mark = "to-confirm"
"""


def test_each_fact_that_may_be_shared_can_be_read():
    assert set(FACTS) == FACT_CODES
    assert set(SENSITIVE) < FACT_CODES
    assert {fact for item in ITEMS.values() for fact in item.facts} == FACT_CODES


def test_each_department_and_partner_can_be_asked_for_something():
    for kind in KINDS.values():
        if kind.group is not Group.UNION:
            assert items_for(kind.code), kind.code
    assert not items_for(UnitKind.FARM)


def test_every_item_has_both_languages_a_source_and_a_mark():
    for item in ITEMS.values():
        assert re.search(r"[\u4e00-\u9fff]", item.label.zh)
        assert item.label.en.isascii()
        assert re.search(r"\[\w+\]|domain", item.source)
    assert all(re.search(r"[\u4e00-\u9fff]", each.zh) for each in RESULTS.values())
    assert [step.code for step in LADDER] == ["reminder", "responder", "head", "leader"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["finance"]', '["moon"]', "unknown kind moon"),
        ('["size"]', '["shoe"]', "unknown fact shoe"),
        ("full = []", 'full = ["unit"]', "unit is full and not shared"),
        ('["size"]', '["member-age"]', "facts of a member"),
        ("days = 5", "days = 0", "about, mark, days or kinds"),
        ('"to-confirm"', '"maybe"', "about, mark, days or kinds"),
    ],
)
def test_a_mistake_in_an_item_is_told(old, new, told):
    assert read_items(ONE, FACT_CODES)["x"].days == 5
    with pytest.raises(ValueError, match=re.escape(told)):
        read_items(ONE.replace(old, new), FACT_CODES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[a]\nzh="一"\nen="a"\nafter=1\nroles=["king"]\nat="partner"\nasker=true\n',
        '[a]\nzh="一"\nen="a"\nafter=1\nroles=["leader"]\nat="moon"\nasker=true\n',
        (
            '[a]\nzh="一"\nen="a"\nafter=2\nroles=["leader"]\nat="union"\nasker=true\n'
            '[b]\nzh="二"\nen="b"\nafter=1\nroles=["leader"]\nat="union"\nasker=true\n'
        ),
    ],
)
def test_a_mistake_in_the_ladder_is_told(text):
    with pytest.raises(ValueError, match=r"ladder\.toml"):
        read_ladder(text)
