from datetime import date, timedelta
from itertools import combinations

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.rights import all_rights
from niangjia.accounts.rules import (
    ACTING_DAYS,
    ADMINISTERING,
    OF_CASES,
    Held,
    check_acting,
    clean,
    first_clash,
    separation_between,
)
from niangjia.kernel.errors import InvalidInput

DAY = date(2026, 3, 1)
FORBIDDEN = {frozenset({"finance-clerk", "cashier"})}
FORBIDDEN |= {frozenset({"auditor", role}) for role in ("approver", "finance-clerk", "cashier")}
FORBIDDEN |= {frozenset(pair) for pair in combinations(sorted(ADMINISTERING), 2)}
FORBIDDEN |= {frozenset({one, other}) for one in ADMINISTERING for other in OF_CASES}


def test_every_role_administers_sees_cases_or_is_the_workers_own():
    assert ADMINISTERING | OF_CASES | {"worker"} == set(Role.values)
    assert not ADMINISTERING & OF_CASES


def test_whoever_has_a_right_in_cases_is_kept_from_administering():
    without_content = {"own-record", "review-break-glass"}  # what is one's own; who, when and why, without the case
    rights = [right for right in all_rights() if right.app in {"dossiers", "people"}]
    assert {role for right in rights if right.name not in without_content for role in right.roles} <= OF_CASES


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(Role.values), 2)))
def test_pairs_of_roles_are_one_persons_or_two(one, other):
    is_forbidden = frozenset({one, other}) in FORBIDDEN
    assert bool(separation_between(one, other)) is bool(separation_between(other, one)) is is_forbidden


@pytest.mark.parametrize(
    ("starts", "ends", "clashes"),
    [(0, 5, True), (10, None, True), (-9, 0, True), (-9, -1, False), (11, None, False), (-9, None, True)],
)
def test_a_clash_takes_a_day_in_common(starts, ends, clashes):
    held = Held("cashier", DAY, DAY + timedelta(10))
    wanted = Held("finance-clerk", DAY + timedelta(starts), None if ends is None else DAY + timedelta(ends))
    assert bool(first_clash(wanted, [Held("leader", DAY), held])) is clashes


def test_acting_is_for_a_time_within_the_others_term():
    other = Held("approver", DAY, DAY + timedelta(100))
    last = DAY + timedelta(ACTING_DAYS - 1)
    check_acting(DAY, last, None)
    check_acting(DAY, DAY + timedelta(100), other)
    check_acting(DAY, last, Held("approver", DAY))
    for starts_on, ends_on, term in [
        (DAY, None, None),
        (DAY, last + timedelta(1), None),
        (DAY, DAY + timedelta(101), other),
        (DAY - timedelta(1), DAY, other),
    ]:
        with pytest.raises(InvalidInput):
            check_acting(starts_on, ends_on, term)


def test_what_is_typed_is_trimmed_and_has_a_limit():
    assert clean("  白桦 ", what="name", limit=4) == "白桦"
    assert clean("  ", what="name", limit=4, is_needed=False) == ""
    for text, code in [(" ", "missing"), ("12345", "too-long"), ("a\u202eb", "unseen-character")]:
        with pytest.raises(InvalidInput) as refusal:
            clean(text, what="name", limit=4)
        assert refusal.value.code == code
