"""Every YAML case, decided and compared; a failure shows the case, its reasoning and what came out."""

from collections.abc import Mapping
from typing import Any

import pytest

from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.money import yuan
from niangjia.policies import decide
from niangjia.policies.tests.case_files import Case, facts_of, in_fen, read_cases, rule_set_of, words_of_members

CASES = tuple(read_cases())


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case(case: Case) -> None:
    rule_set = rule_set_of(case)
    if case.error:
        with pytest.raises(NiangjiaError) as refused:
            decide(rule_set, facts_of(case))
        assert refused.value.code == case.error
        return
    decision = decide(rule_set, facts_of(case))
    wrong = _differences(rule_set.units, case.expect, decision.household)
    for word, expected in case.expect_members.items():
        values = decision.members[words_of_members(case).index(word)]
        wrong += _differences(rule_set.units, expected, values or {}, f"{word}: ")
    assert not wrong, f"{case.id}\n{case.why}\n" + "\n".join(wrong)


def test_there_are_enough_cases_and_each_says_why() -> None:
    assert len(CASES) >= 80
    assert len({case.id for case in CASES}) == len(CASES)
    assert all(case.why and (case.expect or case.expect_members or case.error) for case in CASES)


def _differences(
    units: Mapping[str, str], expected: Mapping[str, Any], found: Mapping[str, int], who: str = ""
) -> list[str]:
    wrong = []
    for name, value in expected.items():
        if found.get(name) != in_fen(units[name], value):
            shown = yuan(found[name]) if units[name].startswith("fen") else found[name]
            wrong.append(f"  {who}{name}: expected {value}, found {shown}")
    return wrong
