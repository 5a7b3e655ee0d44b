"""Facts are refused by name and value before any rule sees them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from niangjia.policies import HouseholdFacts
from niangjia.policies.errors import FactError
from niangjia.policies.fact_columns import AMOUNT_LIMIT, HOUSEHOLD_COLUMNS, MEMBER_COLUMNS
from niangjia.policies.tests.case_files import facts_of, read_cases

FACTS = facts_of(next(case for case in read_cases() if case.file == "lines"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("region", "15078", "region"),
        ("region", "15078X", "region"),
        ("region", "１５０７８５", "region"),
        ("applied_on", "2024-05-10", "not-a-date"),
        ("applied_on", datetime(2024, 5, 10), "not-a-date"),  # noqa: DTZ001 - a moment is refused, with or without zone
        ("event_on", 20240510, "not-a-date"),
        ("is_rural", 1, "not-a-flag"),
        ("homes", -1, "negative"),
        ("homes", 128, "out-of-range"),
        ("homes", 1.0, "not-a-number"),
        ("contract_months", True, "not-a-number"),
        ("savings_fen", -1, "negative"),
        ("savings_fen", AMOUNT_LIMIT + 1, "out-of-range"),
        ("savings_fen", 10.5, "not-a-number"),
        ("members", (), "no-member"),
        ("members", [], "not-members"),
    ],
)
def test_a_household_fact_is_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(FactError) as refused:
        replace(FACTS, **{field: value})
    assert (refused.value.field, refused.value.code) == (field, code)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("identity", 9, "unknown-code"),
        ("stage", 9, "unknown-code"),
        ("stage", -1, "unknown-code"),
        ("school", 3, "unknown-code"),
        ("disability_grade", 5, "unknown-code"),
        ("wage_fen", -1, "negative"),
        ("medical_fen", None, "not-a-number"),
        ("is_counted", "yes", "not-a-flag"),
        ("born_on", None, "not-a-date"),
    ],
)
def test_a_member_fact_is_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(FactError) as refused:
        replace(FACTS.members[0], **{field: value})
    assert (refused.value.field, refused.value.code, refused.value.value) == (field, code, value)


def test_nobody_who_counts() -> None:
    members = tuple(replace(member, is_counted=False) for member in FACTS.members)
    with pytest.raises(FactError) as refused:
        replace(FACTS, members=members)
    assert refused.value.code == "no-counted-member"


def test_losses_are_taken_where_they_can_be() -> None:
    member = replace(FACTS.members[0], business_fen=-100, other_fen=-100)
    assert replace(FACTS, other_income_fen=-100, members=(member,)).members[0].business_fen == -100


def test_the_columns_stand_as_in_the_facts() -> None:
    assert [*HouseholdFacts.__dataclass_fields__] == [*(column.name for column in HOUSEHOLD_COLUMNS), "members"]
    assert [*FACTS.members[0].__dataclass_fields__] == [column.name for column in MEMBER_COLUMNS]
    assert date(2024, 5, 10) == FACTS.applied_on
