"""Each warning has a case in which it speaks, and a near one in which it is silent."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from niangjia.kernel.text import Text
from niangjia.plans.warnings import CHECKS, Case, Planned, warnings_of

TODAY = date(2026, 7, 1)
SOMEONE, OTHER = UUID(int=1), UUID(int=2)
RELIEF = Planned(
    "temporary-aid",
    Text("临时救助", "Temporary aid"),
    "emergency",
    "relief",
    frozenset({"laid-off"}),
    None,
    TODAY + timedelta(days=30),
    is_live=True,
    has_sign=True,
    has_responsible=True,
)
NET = replace(RELIEF, code="living-aid", label=Text("生活救助", "Living aid"), tier="safety-net")
TRAINING = replace(RELIEF, code="skills-training", tier="fundamental", nature="capability", person=SOMEONE)
WHOLE = Case(
    year=2026,
    today=TODAY,
    causes=frozenset({"laid-off"}),
    planned=(RELIEF, NET, TRAINING),
    able=("陈桂芳",),
    is_someone_able=True,
    earlier={},
    years=3,
)
THREE_YEARS = {2025: frozenset({("living-aid", None)}), 2024: frozenset({("living-aid", None)})}

SHARED = replace(NET, amount_fen=60_00, ceiling="living_ceiling", ceiling_fen=100_00)

CASES = {
    "not-diagnosed": (replace(WHOLE, causes=frozenset()), WHOLE),
    "relief-only": (
        replace(WHOLE, planned=(RELIEF, NET)),
        replace(WHOLE, planned=(RELIEF, NET), able=()),
    ),
    "relief-only besides something of one's own": (replace(WHOLE, planned=(RELIEF,)), WHOLE),
    "tier-missing": (replace(WHOLE, planned=(RELIEF, TRAINING)), WHOLE),
    "tier-missing that makes no sense": (
        replace(WHOLE, causes=frozenset({"no-work-capacity"}), planned=(RELIEF, NET)),
        replace(WHOLE, causes=frozenset({"no-work-capacity"}), planned=(RELIEF, NET), is_someone_able=False),
    ),
    "tier-missing for the uninsured": (
        replace(WHOLE, causes=frozenset({"no-social-insurance"}), planned=(TRAINING,)),
        replace(WHOLE, causes=frozenset({"no-social-insurance"}), planned=(NET,)),
    ),
    "cause-without-measure": (replace(WHOLE, causes=frozenset({"laid-off", "schooling"})), WHOLE),
    "repeated": (
        replace(WHOLE, earlier=THREE_YEARS),
        replace(WHOLE, earlier={2025: THREE_YEARS[2025], 2023: THREE_YEARS[2024]}),
    ),
    "repeated to another member": (
        replace(WHOLE, earlier=THREE_YEARS),
        replace(WHOLE, earlier={year: frozenset({("living-aid", OTHER)}) for year in THREE_YEARS}),
    ),
    "repeated though meant to come each year": (
        replace(WHOLE, earlier=THREE_YEARS),
        replace(WHOLE, earlier=THREE_YEARS, planned=(RELIEF, replace(NET, is_yearly=True), TRAINING)),
    ),
    "past-due": (
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, due_on=TODAY - timedelta(days=1)))),
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, due_on=TODAY))),
    ),
    "past-due but at an end": (
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, due_on=TODAY - timedelta(days=1)))),
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, due_on=TODAY - timedelta(days=1), is_live=False))),
    ),
    "no-sign": (replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, has_sign=False))), WHOLE),
    "nobody-responsible": (replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, has_responsible=False))), WHOLE),
    "above-ceiling": (
        replace(
            WHOLE,
            planned=(RELIEF, replace(NET, amount_fen=100_01, ceiling="living_ceiling", ceiling_fen=100_00), TRAINING),
        ),
        replace(
            WHOLE,
            planned=(RELIEF, replace(NET, amount_fen=100_00, ceiling="living_ceiling", ceiling_fen=100_00), TRAINING),
        ),
    ),
    "above-ceiling shared by two": (
        replace(WHOLE, planned=(RELIEF, SHARED, replace(SHARED, person=OTHER), TRAINING)),
        replace(WHOLE, planned=(RELIEF, SHARED, replace(SHARED, ceiling="medical_ceiling"), TRAINING)),
    ),
    "somebody-gone by a measure": (
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, for_gone="陈桂芳"))),
        replace(WHOLE, planned=(RELIEF, NET, replace(TRAINING, for_gone="陈桂芳", is_live=False))),
    ),
    "somebody-gone by a cause": (replace(WHOLE, causes_of_gone=(("laid-off", "陈桂芳"),)), WHOLE),
}


@pytest.mark.parametrize("name", CASES)
def test_it_speaks_here_and_is_silent_nearby(name):
    code = name.partition(" ")[0]
    speaks, silent = CASES[name]
    said = [each for each in warnings_of(speaks) if each.code == code]
    assert said
    assert all(each.reason.zh and each.reason.en and each.remedy.zh and each.remedy.en for each in said)
    assert code not in {each.code for each in warnings_of(silent)}


def test_every_warning_has_its_case_and_a_good_plan_has_none():
    assert {name.partition(" ")[0] for name in CASES} == set(CHECKS)
    assert warnings_of(WHOLE) == []


def test_what_was_missing_is_named():
    said = {each.code: each for each in warnings_of(replace(WHOLE, planned=(RELIEF,)))}
    assert "陈桂芳" in said["relief-only"].reason.zh
    missing = [each.reason.zh for each in warnings_of(replace(WHOLE, planned=(RELIEF,))) if each.code == "tier-missing"]
    assert missing == ["针对“下岗失业”没有保障性措施。", "针对“下岗失业”没有根本性措施。"]
