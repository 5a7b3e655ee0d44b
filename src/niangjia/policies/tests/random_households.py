"""Households drawn fast and repeatably, crowded around everything at which an answer turns.

Hypothesis finds small counterexamples; this finds out whether a hundred thousand households agree.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from niangjia.kernel.periods import add_years
from niangjia.policies import HouseholdFacts, MemberFacts, RuleSet
from niangjia.policies.deciding import decide

LEAP_DAYS = [date(2020, 2, 29), date(2024, 2, 29)]
REGIONS = ["150785", "150700", "150000", "152221", "150781"]
BIRTHDAYS = [0, 15, 16, 17, 18, 54, 55, 59, 60]


def random_households(
    random: Random, count: int, rule_set: RuleSet, first: date, last: date
) -> Iterator[HouseholdFacts]:
    """Households that apply from `first` to `last`, often on the very days on which a parameter changes."""
    changes = [day for day in rule_set.table.changes if first <= day <= last]
    turns = [day + timedelta(days=shift) for day in changes for shift in (-1, 0, 1)]
    days = [day for day in turns + LEAP_DAYS if first <= day <= last]
    for number in range(count):
        on = random.choice(days) if days and random.random() < 0.5 else first + _days(random, 0, (last - first).days)
        household = _household(random, number, on)
        yield _near_a_line(random, household, rule_set) if random.random() < 0.5 else household


def _days(random: Random, low: int, high: int) -> timedelta:
    return timedelta(days=random.randint(low, high))


def _amount(random: Random, usual: int) -> int:
    """Often nothing, sometimes odd fen, now and then beyond every bound that is not one."""
    kind = random.random()
    if kind < 0.45:
        return 0
    if kind < 0.97:
        return random.randint(0, usual)
    return random.choice([1, 2**43 - 1, 2**43, 10**13])


def _loss(random: Random, usual: int) -> int:
    return _amount(random, usual) * random.choice([1, 1, -1])


def _flag(random: Random, share: float) -> bool:
    return random.random() < share


def _household(random: Random, number: int, on: date) -> HouseholdFacts:
    members = [_member(random, on) for _ in range(random.choice([1, 1, 2, 3, 3, 4, 5, 7]))]
    if not any(member.is_counted for member in members):
        members[0] = replace(members[0], is_counted=True)
    eve = add_years(on, -1)
    event_on = random.choice([None, None, eve, eve + _days(random, 0, 2), on, on + _days(random, -400, 30)])
    return HouseholdFacts(
        household_id=number - 1000,
        region=random.choice(REGIONS),
        is_rural=_flag(random, 0.3),
        applied_on=on,
        is_union_member=_flag(random, 0.95),
        is_migrant=_flag(random, 0.1),
        contract_months=random.choice([0, 11, 12, 13, 32767]),
        receives_dibao=_flag(random, 0.2),
        homes=random.choice([0, 1, 1, 1, 2, 127]),
        has_commercial_property=_flag(random, 0.03),
        has_private_car=_flag(random, 0.05),
        has_registered_business=_flag(random, 0.03),
        savings_fen=_amount(random, 8_000_000),
        other_income_fen=_loss(random, 1_000_000),
        union_aid_fen=_amount(random, 300_000),
        government_aid_fen=_amount(random, 500_000),
        event_on=event_on,
        event_cost_fen=_amount(random, 9_000_000),
        event_compensation_fen=_amount(random, 3_000_000),
        members=tuple(members),
    )


def _member(random: Random, on: date) -> MemberFacts:
    birthday = add_years(on, -random.choice(BIRTHDAYS)) + _days(random, -1, 1)
    born_on = birthday if random.random() < 0.5 else on - _days(random, 0, 36_000)
    return MemberFacts(
        born_on=born_on,
        is_female=_flag(random, 0.5),
        is_counted=_flag(random, 0.85),
        identity=random.randint(0, 8),
        is_able=_flag(random, 0.7),
        wage_fen=_amount(random, 4_000_000),
        business_fen=_loss(random, 1_000_000),
        pension_fen=_amount(random, 3_000_000),
        resident_pension_fen=_amount(random, 200_000),
        other_fen=_loss(random, 300_000),
        social_insurance_fen=_amount(random, 500_000),
        stage=random.randint(0, 8),
        school=random.choice([0, 0, 0, 1, 2]),
        tuition_fen=_amount(random, 2_500_000),
        medical_fen=_amount(random, 5_000_000),
        rehab_fen=_amount(random, 800_000),
        has_serious_illness=_flag(random, 0.1),
        disability_grade=random.choice([0, 0, 0, 1, 2, 3, 4]),
    )


def _near_a_line(random: Random, household: HouseholdFacts, rule_set: RuleSet) -> HouseholdFacts:
    """The same household with shared income such that its net income stands at a line, or a fen beside it."""
    outputs = decide(rule_set, household).outputs
    percent = random.choice([0, 100, 150, 200, 300])
    target = outputs.line * percent // 100 + random.randint(-1, 1)
    missing = (target - outputs.net_monthly_per_head) * 12 * outputs.counted_members + random.randint(-1, 1)
    income = household.other_income_fen + missing
    return replace(household, other_income_fen=income) if abs(income) <= 10**13 else household
