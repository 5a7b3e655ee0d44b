"""Changes applied to a rule set, without any database."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from niangjia.policies import amendments, load_rule_set
from niangjia.policies.amendments import Amendment, amended, check, row_at
from niangjia.policies.errors import AmendmentError, RuleSetError
from niangjia.policies.tests.book_factories import BANNER, NAME, URBAN, end, start, value

RULES = load_rule_set(NAME)
DAY = date(2026, 3, 1)
PROVINCE = ("150000", date(2021, 1, 1))


def of_row(kind: str, **changes: Any) -> Amendment:
    """A change of the province's line of 2021, which is shipped to confirm."""
    region, day = PROVINCE
    stated: dict[str, Any] = {"parameter": URBAN, "region": region, "from_on": day, "number": 1}
    stated |= {"document": "公报", "page": "7"}
    return Amendment(kind=kind, rule_set=NAME, **(stated | changes))


def test_a_new_row_goes_before_wider_ones_from_its_day_on() -> None:
    after = amended(RULES, [value(number=4, is_confirmed=True)])
    assert after.parameters_for(BANNER, date(2025, 12, 31))[URBAN] == 84_000
    parameters = after.parameters_for(BANNER, date(2026, 1, 1))
    row = parameters.row(URBAN)
    assert (parameters[URBAN], row.page, row.is_confirmed) == (90_000, "2", True)
    assert (row.source.code, row.source.title.zh) == ("national-2019+4", "通知")
    assert after.sources["national-2019+4"] == row.source
    assert after.parameters_for("150702", DAY)[URBAN] == 84_000
    assert RULES.parameters_for(BANNER, DAY)[URBAN] == 84_000


def test_a_value_in_place_of_a_row_replaces_it() -> None:
    region, day = PROVINCE
    after = amended(RULES, [value(77_777, region=region, from_on=day)])
    assert after.parameters_for(BANNER, date(2021, 6, 1))[URBAN] == 77_777
    before = next(one for one in RULES.table.parameters if one.name == URBAN)
    assert len(next(one for one in after.table.parameters if one.name == URBAN).rows) == len(before.rows)


def test_a_confirmed_row_keeps_its_value() -> None:
    row = row_at(amended(RULES, [of_row(amendments.CONFIRM_ROW, value=77_200)]), URBAN, PROVINCE)
    assert row is not None
    assert (row.value, row.is_confirmed, row.page, row.source.title.zh) == (77_200, True, "7", "公报")


def test_a_withdrawn_row_gives_way_to_the_one_before_it() -> None:
    after = amended(RULES, [of_row(amendments.WITHDRAW_ROW)])
    assert row_at(after, URBAN, PROVINCE) is None
    assert after.parameters_for(BANNER, date(2021, 6, 1))[URBAN] == 73_200


def test_later_changes_stand_on_earlier_ones() -> None:
    both = amended(RULES, [value(90_000, number=1), value(91_000, number=2)])
    assert both.parameters_for(BANNER, DAY)[URBAN] == 91_000
    gone = amended(both, [replace(value(), kind=amendments.WITHDRAW_ROW, value=None)])
    assert gone.parameters_for(BANNER, DAY)[URBAN] == 84_000


def test_life_begins_and_ends() -> None:
    after = amended(RULES, [start(NAME, date(2020, 1, 1)), end(NAME, date(2027, 1, 1))])
    assert (after.in_force_from, after.in_force_until) == (date(2020, 1, 1), date(2026, 12, 31))
    assert [after.is_in_force_on(day) for day in (date(2019, 6, 1), date(2026, 12, 31), date(2027, 1, 1))] == [
        False,
        True,
        False,
    ]


def test_a_change_of_an_unknown_parameter_is_an_error_of_the_book() -> None:
    with pytest.raises(RuleSetError, match="change 9"):
        amended(RULES, [value(parameter="nothing", number=9)])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (value(parameter="nothing"), "parameter"),
        (value(-1), "value"),
        (value(10**13), "value"),
        (value((1, 2)), "value"),
        (value(None), "value"),
        (value(region="1507"), "region"),
        (value(region="15078x"), "region"),
        (value(120, parameter="deep_percent"), "region"),
        (value(from_on=None), "from_on"),
        (value(from_on=date(1900, 1, 1)), "from_on"),
        (value(from_on=date(2101, 1, 1)), "from_on"),
        (value(77_200, region=PROVINCE[0], from_on=PROVINCE[1]), "value"),
        (value(is_confirmed=True, page=" "), "page"),
        (value(is_confirmed=True, document=""), "document"),
        (of_row(amendments.CONFIRM_ROW, value=1), "value"),
        (of_row(amendments.CONFIRM_ROW, value=77_200, page=""), "page"),
        (of_row(amendments.CONFIRM_ROW, value=73_200, from_on=date(2020, 1, 1)), "from_on"),
        (of_row(amendments.CONFIRM_ROW, value=1, from_on=date(2021, 1, 2)), "from_on"),
        (of_row(amendments.WITHDRAW_ROW, region="110000"), "from_on"),
        (of_row(amendments.WITHDRAW_ROW, parameter="max_homes", region="000000", from_on=date(2019, 1, 1)), "from_on"),
        (start(NAME, date(2019, 1, 1)), "from_on"),
        (end(NAME, date(2019, 1, 1)), "from_on"),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field(wrong: Amendment, field: str) -> None:
    with pytest.raises(AmendmentError) as refused:
        check(RULES, wrong)
    assert refused.value.field == field


def test_a_draft_is_not_retired_and_nothing_is_retired_twice() -> None:
    draft = replace(RULES, in_force_from=None)
    retired = amended(RULES, [end(NAME, DAY)])
    for rule_set in (draft, retired):
        with pytest.raises(AmendmentError):
            check(rule_set, end(NAME, DAY))


@pytest.mark.parametrize(
    "right",
    [
        value(),
        value(region="000000"),
        value(0),
        value(tuple(range(9)), parameter="schooling_aid", region="000000"),
        of_row(amendments.CONFIRM_ROW, value=77_200),
        of_row(amendments.WITHDRAW_ROW),
        start(NAME, DAY),
        end(NAME, DAY),
    ],
)
def test_what_can_be_done_passes(right: Amendment) -> None:
    check(RULES, right)
