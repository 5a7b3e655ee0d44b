"""Invented households for the property tests, drawn close to the boundaries more often than chance would."""

from datetime import date, timedelta

from hypothesis import strategies as st

from niangjia.policies import HouseholdFacts, MemberFacts

APPLIED_ON = st.one_of(
    st.sampled_from([date(2020, 2, 29), date(2024, 2, 29), date(2022, 12, 31), date(2023, 1, 1), date(2024, 12, 1)]),
    st.dates(date(2019, 1, 1), date(2026, 12, 31)),
)
AMOUNTS = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 12_000_000), st.integers(0, 10**12))
LOSSES = st.one_of(st.just(0), st.integers(-3_000_000, 6_000_000))


@st.composite
def members(draw: st.DrawFn, applied_on: date) -> MemberFacts:
    """One member, often on a birthday that matters."""
    years = draw(st.sampled_from([16, 18, 55, 60]))
    near = applied_on.replace(year=applied_on.year - years, day=min(applied_on.day, 28))
    birthdays = st.integers(-2, 2).map(lambda days: near + timedelta(days=days))
    return MemberFacts(
        born_on=draw(st.one_of(birthdays, st.dates(date(1930, 1, 1), applied_on))),
        is_female=draw(st.booleans()),
        is_counted=draw(st.sampled_from([True, True, True, False])),
        identity=draw(st.integers(0, 8)),
        is_able=draw(st.booleans()),
        wage_fen=draw(AMOUNTS),
        business_fen=draw(LOSSES),
        pension_fen=draw(AMOUNTS),
        resident_pension_fen=draw(AMOUNTS),
        other_fen=draw(LOSSES),
        social_insurance_fen=draw(AMOUNTS),
        stage=draw(st.integers(0, 8)),
        school=draw(st.integers(0, 2)),
        tuition_fen=draw(AMOUNTS),
        medical_fen=draw(AMOUNTS),
        rehab_fen=draw(AMOUNTS),
        has_serious_illness=draw(st.booleans()),
        disability_grade=draw(st.integers(0, 4)),
    )


@st.composite
def households(draw: st.DrawFn) -> HouseholdFacts:
    """A household of one to five members, at least one of whom counts."""
    applied_on = draw(APPLIED_ON)
    people = draw(
        st.lists(members(applied_on), min_size=1, max_size=5).filter(lambda them: any(m.is_counted for m in them))
    )
    recent = st.integers(-2, 400).map(lambda days: applied_on - timedelta(days=days))
    return HouseholdFacts(
        household_id=draw(st.integers(-(2**63), 2**63 - 1)),
        region=draw(st.sampled_from(["150785", "150700", "150000", "152221"])),
        is_rural=draw(st.booleans()),
        applied_on=applied_on,
        is_union_member=draw(st.booleans()),
        is_migrant=draw(st.booleans()),
        contract_months=draw(st.integers(0, 36)),
        receives_dibao=draw(st.booleans()),
        homes=draw(st.integers(0, 4)),
        has_commercial_property=draw(st.booleans()),
        has_private_car=draw(st.booleans()),
        has_registered_business=draw(st.booleans()),
        savings_fen=draw(AMOUNTS),
        other_income_fen=draw(LOSSES),
        union_aid_fen=draw(AMOUNTS),
        government_aid_fen=draw(AMOUNTS),
        event_on=draw(st.one_of(st.none(), recent)),
        event_cost_fen=draw(AMOUNTS),
        event_compensation_fen=draw(AMOUNTS),
        members=tuple(people),
    )
