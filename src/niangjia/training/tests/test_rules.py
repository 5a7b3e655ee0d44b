"""Categories, matching and figures: pure, with a case where each speaks and a near case where it is silent."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from niangjia.limits.rules import shipped
from niangjia.training.catalogue import categories, codes, subsidies
from niangjia.training.figures import change_of, retention, shown, shown_column
from niangjia.training.matching import (
    Answer,
    Post,
    Seeker,
    Training,
    Verdict,
    courses_for,
    distance,
    for_person,
    for_post,
    match,
)
from niangjia.training.rules import Ages, Facts, can_work, due_days, even_instalments, standing_of, subsidy_ceiling

TODAY = date(2026, 7, 1)
AGES = Ages(40, 50, 12)
PLAIN = Facts(
    born_on=date(1990, 1, 1), is_female=False, work_status="off-post", disability_grade=0, receives_dibao=False,
    is_zero_employment=False, jobless_since=date(2026, 5, 1), is_landless=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "yes", "no"),
    [
        ("by-age", {"born_on": date(1976, 7, 1)}, {"born_on": date(1976, 7, 2)}),
        ("by-age", {"born_on": date(1986, 7, 1), "is_female": True}, {"born_on": date(1986, 7, 1)}),
        ("disabled", {"disability_grade": 4}, {"disability_grade": 0}),
        ("minimum-living", {"receives_dibao": True}, {"receives_dibao": False}),
        ("zero-employment", {"is_zero_employment": True}, {"is_zero_employment": None}),
        ("long-unemployed", {"jobless_since": date(2025, 7, 1)}, {"jobless_since": date(2025, 7, 2)}),
        ("landless", {"is_landless": True}, {"is_landless": False}),
    ],
)
def test_each_category_speaks_and_is_silent(code, yes, no):
    assert standing_of(replace(PLAIN, **yes), AGES, TODAY).holds == (code,)
    assert standing_of(replace(PLAIN, **no), AGES, TODAY).holds == ()
    at_work = replace(PLAIN, **yes, work_status="on-post")
    assert standing_of(at_work, AGES, TODAY).holds == (), "somebody at work is not hard to place"


def test_what_nobody_has_said_is_to_be_asked():
    unknown = replace(PLAIN, receives_dibao=None, is_zero_employment=None, jobless_since=None, is_landless=None)
    found = standing_of(unknown, AGES, TODAY)
    assert found.to_ask == ("minimum-living", "zero-employment", "long-unemployed", "landless")
    assert (found.holds, found.follows) == ((), ())


def test_every_category_and_subsidy_has_its_basis_and_mark():
    assert len(categories()) == 6
    for each in [*categories().values(), *subsidies().values()]:
        assert each.label.zh
        assert each.basis.zh
        assert each.basis.en
        assert set(each.follows) <= set(subsidies())
        assert not each.is_confirmed, "no document of the bureau was found: to be confirmed"
    shown = {code for each in categories().values() for code in each.follows}
    assert shown == set(subsidies()), "a subsidy that follows from nothing is shown to nobody"


def test_lists_and_limits_are_whole():
    names = ("skills", "abilities", "terms", "payers", "lenders", "productions", "contracts", "why-left", "agreed-how")
    for name in names:
        assert all(each.zh and each.en for each in codes(name).values()), name
        assert all(len(code) <= 30 for code in codes(name))
    found = shipped("niangjia.training")
    assert found["follow-ups"].values == (3, 6, 12)
    assert found["unplaced"].value == 6
    assert all(each.is_assumed for each in found.values()), "no document of the bureau was found: to be confirmed"


def test_who_can_work():
    assert can_work(date(2010, 7, 1), "unemployed", None, TODAY)
    assert not can_work(date(2010, 7, 2), "unemployed", None, TODAY)
    assert not can_work(date(1980, 1, 1), "off-post", is_able=False, today=TODAY)
    assert not can_work(date(1960, 1, 1), "retired", is_able=True, today=TODAY)


def test_the_subsidy_is_at_most_what_was_paid_and_the_limit():
    assert subsidy_ceiling(150_000, 3000) == 150_000
    assert subsidy_ceiling(300_001, 3000) == 300_000
    assert subsidy_ceiling(0, 3000) == 0


def test_instalments_come_to_the_loan_to_the_fen():
    random = Random(7)  # noqa: S311 (repeatable on purpose)
    for _turn in range(200):
        amount, count = random.randint(1, 10**9), random.randint(1, 60)
        if amount < count:
            continue
        parts = even_instalments(amount, date(2026, 1, 31), count)
        assert sum(part for _day, part in parts) == amount
        days = [day for day, _part in parts]
        assert days == sorted(set(days))


def test_follow_ups_fall_on_the_day_or_the_last_of_a_short_month():
    assert due_days(date(2026, 11, 30), [12, 3, 6]) == [
        (3, date(2027, 2, 28)), (6, date(2027, 5, 30)), (12, date(2027, 11, 30)),
    ]  # fmt: skip


SEEKER = Seeker(
    key="a", skills={"fungus": 1}, certificates={}, wishes=frozenset({"fungus"}), terms=frozenset({"full-day"}),
    reach=2, can=frozenset({"stand-long"}), pay_now_fen=80_000, home="00010001", region="150785", is_hard_to_place=True,
)  # fmt: skip
POST = Post(
    key="p", skill="fungus", skill_level=1, level=0, asks=frozenset({"stand-long"}), terms="full-day", at="",
    region="150785", is_at_home=False, pay_from_fen=200_000, pay_to_fen=260_000, is_public_welfare=False,
)  # fmt: skip


def verdict(**changes):
    found = match(replace(SEEKER, **changes), POST)
    return found.verdict, found.missing.code if found.missing else None


def test_what_fits_and_the_one_thing_that_is_missing():
    assert verdict() == (Verdict.FITS, None)
    assert verdict(skills={}) == (Verdict.ONE_MISSING, "skill")
    assert verdict(certificates={"fungus": 5}, skills={}) == (Verdict.FITS, None), "learnt with a certificate"
    assert verdict(reach=1) == (Verdict.ONE_MISSING, "distance")
    assert verdict(can=frozenset()) == (Verdict.ONE_MISSING, "body")
    assert verdict(can=None) == (Verdict.ASK, None)
    assert verdict(terms=frozenset({"season"})) == (Verdict.ONE_MISSING, "terms")
    assert verdict(terms=frozenset()) == (Verdict.ASK, None)
    assert verdict(pay_now_fen=260_001) == (Verdict.ONE_MISSING, "pay")
    assert verdict(pay_now_fen=260_000) == (Verdict.FITS, None)
    assert verdict(reach=1, skills={}) == (Verdict.NO, None)
    welfare = replace(POST, is_public_welfare=True)
    assert match(SEEKER, welfare).verdict is Verdict.FITS
    assert match(replace(SEEKER, is_hard_to_place=False), welfare).missing.code == "category"


def test_a_certificate_of_a_higher_level_does_and_a_course_closes_the_gap():
    wanted = replace(POST, level=4)
    assert match(replace(SEEKER, certificates={"fungus": 3}), wanted).verdict is Verdict.FITS
    assert match(replace(SEEKER, certificates={"fungus": 4}), wanted).verdict is Verdict.FITS
    low = replace(SEEKER, certificates={"fungus": 5})
    courses = [
        Training("five", "fungus", 5, frozenset()),
        Training("four", "fungus", 4, frozenset()),
        Training("other", "berries", 4, frozenset()),
        Training("hard", "fungus", 4, frozenset({"climb"})),
        Training("none", "fungus", 0, frozenset()),
    ]
    found = match(low, wanted, courses)
    assert (found.verdict, found.missing.code) == (Verdict.ONE_MISSING, "certificate")
    assert [each.key for each in found.courses] == ["four"]
    assert match(replace(SEEKER, skills={}), POST, courses).courses, "any course begins a skill"
    assert not match(replace(SEEKER, skills={}), replace(POST, skill_level=2), courses).courses, (
        "one course is not years"
    )
    assert not match(replace(SEEKER, reach=0), POST, courses).courses


def test_distance_is_the_nearest_that_holds():
    assert distance("0001", "150785", replace(POST, is_at_home=True)) == 0
    assert distance("00010001", "150785", replace(POST, at="00010001")) == 1
    assert distance("0001", "150785", replace(POST, at="00010001")) == 2, "the bureau is not each of its farms"
    far = [distance("x", region, POST) for region in ("150785", "150700", "152201", "230100", "")]
    assert far == [2, 3, 4, 5, 5]


def test_vacancies_for_a_person_come_by_wish_and_gain_and_people_by_need():
    wished, paid, full = (
        replace(POST, key="w"),
        replace(POST, key="x", skill="shop", skill_level=0),
        replace(POST, key="f"),
    )
    posts = [replace(paid, pay_from_fen=250_000), wished, replace(full, posts_left=0)]
    assert [each.post.key for each in for_person(SEEKER, posts)] == ["w", "x"]
    people = [
        replace(SEEKER, key="late", jobless_since=date(2026, 1, 1)),
        replace(SEEKER, key="long", jobless_since=date(2024, 1, 1)),
        replace(SEEKER, key="zero", is_zero_employment=True, jobless_since=date(2026, 6, 1)),
        replace(SEEKER, key="expert", skills={"fungus": 3}, certificates={"fungus": 1}, jobless_since=date(2026, 6, 2)),
        replace(SEEKER, key="unwished", wishes=frozenset(), jobless_since=date(2020, 1, 1)),
    ]
    order = [each.seeker.key for each in for_post(people, POST)]
    assert order == ["zero", "long", "late", "expert", "unwished"], "need counts; how good anyone is does not"


def test_the_order_of_people_does_not_depend_on_skill_and_both_ways_agree():
    random = Random(3)  # noqa: S311 (repeatable on purpose)
    skills, terms = list(codes("skills"))[:4], list(codes("terms"))
    asks = list(codes("abilities"))[:3]
    for _turn in range(300):
        seeker = Seeker(
            "s", {each: random.randint(1, 3) for each in skills if random.random() < 0.5}, {},
            frozenset(random.sample(skills, 2)), frozenset(random.sample(terms, 2)), random.randint(0, 5),
            random.choice([None, frozenset(random.sample(asks, 2))]), random.randint(0, 300_000), "0001", "150785",
            random.random() < 0.5,
        )  # fmt: skip
        posts = [
            Post(
                place, random.choice(skills), random.randint(0, 3), random.choice([0, 5, 4]),
                frozenset(random.sample(asks, random.randint(0, 2))), random.choice(terms), "0001",
                random.choice(["150785", "230100"]), random.random() < 0.2, 100_000, random.randint(100_000, 400_000),
                random.random() < 0.3,
            )
            for place in range(4)
        ]  # fmt: skip
        for each in for_person(seeker, posts):
            other = for_post([seeker], each.post)[0]
            assert (other.verdict, other.reasons, other.missing) == (each.verdict, each.reasons, each.missing)
            against = [reason for reason in each.reasons if reason.answer is Answer.NO]
            assert (each.missing is not None) == (len(against) == 1)
            assert (each.verdict is Verdict.NO) == (len(against) > 1)
        expert = replace(seeker, key="z", skills=dict.fromkeys(skills, 3), certificates=dict.fromkeys(skills, 1))
        both = [one for one in for_post([expert, seeker], posts[0]) if one.verdict is Verdict.FITS]
        assert [one.seeker.key for one in both] in (["s", "z"], ["z"], ["s"], [])


def test_courses_for_a_person_open_vacancies():
    nothing = replace(SEEKER, skills={}, wishes=frozenset())
    courses = [Training("c", "fungus", 5, frozenset()), Training("d", "shop", 5, frozenset())]
    assert courses_for(nothing, [POST], courses) == [(courses[0], 1)]
    assert courses_for(replace(nothing, wishes=frozenset({"shop"})), [POST], courses)[0] == (courses[1], 0)


def test_small_counts_are_hidden_and_cannot_be_reckoned():
    assert shown(4, 20, 5).count is None
    assert shown(5, 20, 5).count == 5
    assert shown(17, 20, 5).count is None, "three would be left"
    assert (shown(0, 20, 5).count, shown(20, 20, 5).count) == (0, 20)
    assert shown(3, 4, 5).of is None
    assert shown_column([7, 3, 9], 5) == [None, None, 9], "one hidden alone would be the sum less the others"
    assert shown_column([7, 6], 5) == [7, 6]
    assert shown_column([0, 0], 5) == [0, 0]
    random = Random(5)  # noqa: S311 (repeatable on purpose)
    for _turn in range(500):
        counts = [random.randint(0, 9) for _place in range(random.randint(1, 6))]
        column = shown_column(counts, 5)
        hidden = [count for count, told in zip(counts, column, strict=True) if told is None]
        assert all(told is None or told == 0 or told >= 5 for told in column)
        rest = [told for told in column if told]
        assert not hidden or sum(hidden) >= 5 or not rest, (counts, column)
        assert len(hidden) != 1 or not rest


def test_who_stayed_is_counted_of_those_who_were_asked():
    states = [{3: "there", 6: "waiting"}] * 6 + [{3: "left", 6: "void"}] * 5 + [{3: "missed"}] * 5 + [{3: "waiting"}]
    found = retention(states, [3, 6, 12], 5)
    assert (found[3][0].count, found[3][0].of, found[3][0].percent, found[3][1]) == (6, 11, 54, 5)
    assert (found[6][0].count, found[6][0].of) == (0, 5), "who left counts as not there; who waits does not count"
    assert (found[12][0].count, found[12][0].of) == (0, 0)
    assert retention([{3: "there"}] * 4, [3], 5)[3][0].of is None


def test_pay_before_and_after():
    assert change_of([(80_000, 280_000)] * 4, 5).after_fen is None
    found = change_of([(80_000, 280_000)] * 4 + [(80_001, 280_003)], 5)
    assert (found.people, found.before_fen, found.after_fen) == (5, 80_000, 280_000)
    assert change_of([], 5).people == 0


def test_days_back_are_whole_months():
    from niangjia.kernel.periods import add_months
    from niangjia.reviews.rules import latest_day

    day = date(2026, 1, 1)
    for _turn in range(800):
        found = latest_day(day, 6)
        assert add_months(found, 6) <= day < add_months(found + timedelta(days=1), 6)
        day += timedelta(days=1)
