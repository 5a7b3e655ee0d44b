"""`NAME=VALUE`: what is taken, and what is refused with its text."""

import pytest

from niangjia.kernel.errors import InvalidInput
from niangjia.policies import load_rule_set
from niangjia.policies.settings_of_parameters import check_settings, parse_settings

RULES = load_rule_set("national-2019")
STAGES = (0, 1, 2, 3, 4, 5, 6, 7, 8)


def test_settings_are_read() -> None:
    texts = ["deep_percent=120", " savings_months = 36 ", "schooling_aid=0,1,2,3,4,5,6,7,8", "deep_percent=120"]
    settings = parse_settings(texts)
    assert settings == {"deep_percent": 120, "savings_months": 36, "schooling_aid": STAGES}
    check_settings(RULES, settings)
    assert parse_settings([]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "deep_percent",
        "=5",
        "deep_percent=",
        "deep_percent=1.5",
        "deep_percent=1_000",
        "deep_percent=１２",
        "a=1,,2",
        "a=9" * 9,
    ],
)
def test_what_is_no_setting_is_named(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_settings(["max_homes=2", text])
    assert refused.value.code == "not-a-setting"
    assert text in str(refused.value)


def test_two_values_for_one_parameter_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_settings(["max_homes=1", "max_homes=2"])
    assert refused.value.code == "set-twice"
    assert "max_homes=2" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("deep_percents=120", "unknown-parameter", "deep_percent"),
        ("schooling_aid=5", "wrong-shape", "9"),
        ("deep_percent=1,2,3", "wrong-shape", "1,2,3"),
        ("schooling_aid=1,2", "wrong-shape", "1,2"),
        ("deep_percent=-1", "out-of-range", "-1"),
        ("compare_inclusive=2", "out-of-range", "1"),
        ("medical_cap=1000000000001", "out-of-range", "1000000000001"),
        ("schooling_aid=0,1,2,3,4,5,6,7,-8", "out-of-range", "-8"),
    ],
)
def test_what_a_rule_set_cannot_take_is_refused(text: str, code: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_settings(RULES, parse_settings([text]))
    assert refused.value.code == code
    assert said in str(refused.value)
