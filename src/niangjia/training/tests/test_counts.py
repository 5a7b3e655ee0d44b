"""Small counts are not told, nor what they could be told from; who could work is one rule."""

from datetime import date

import pytest

from niangjia.kernel.ids import new_id
from niangjia.plans.qualifying import Member
from niangjia.training.figures import shown_part
from niangjia.training.rules import can_work


def test_a_part_hides_what_its_rest_would_tell():
    assert shown_part([8], [10], 5) == ([None], None), "two without a contract"
    assert shown_part([10], [10], 5) == ([10], 10)
    assert shown_part([0], [10], 5) == ([0], 0)
    assert shown_part([5], [10], 5) == ([5], 5)
    assert shown_part([3], [10], 5) == ([None], None)
    assert shown_part([18, 20, 30], [20, 20, 40], 5) == ([None, None, None], 68), "2 of 20 and 20 would leave the two"
    assert shown_part([4, 20, 30], [20, 20, 40], 5) == ([None, None, 30], 54)
    assert shown_part([], [], 5) == ([], 0)


@pytest.mark.parametrize("status", ["early-retired", "sick-leave", "veteran-retired", "retired", "off-post", "student"])
def test_plans_and_training_agree_on_who_could_work(status):
    member = Member(
        new_id(), "x", 50, is_worker=True, is_able=True, is_of_working_age=True, work_status=status, is_student=False,
        is_ill=False, is_insured=True,
    )  # fmt: skip
    could = can_work(date(1976, 1, 1), status, None, date(2026, 11, 1))
    assert member.could_work == could == (status in {"early-retired", "off-post"})
