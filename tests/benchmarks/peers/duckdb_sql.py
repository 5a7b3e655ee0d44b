"""The SQL of the DuckDB peer: the rule book as one query over `facts` and a small table `rates`."""

# ruff: noqa: S608 - the query is made of this file's own words and whole numbers

from tests.benchmarks.peers.rates import Rates


def query(rates: Rates, *, source: str = "facts") -> str:
    """Members are unnested, grouped and joined to their household again, which DuckDB does fastest."""
    fixed = rates.fixed
    return f"""
WITH members AS (
    SELECT household_id, {_years("working_age_from", fixed)}, {_years("working_age_to_male", fixed)},
        {_years("working_age_to_female", fixed)}, {_years("adult_age_from", fixed)}, unnest(members) AS m
    FROM {source}
), flags AS (
    SELECT household_id, m, m.born_on <= adult_age_from AS is_adult,
        m.is_able AND m.born_on <= working_age_from
            AND m.born_on > CASE WHEN m.is_female THEN working_age_to_female ELSE working_age_to_male END AS is_earner,
        m.identity IN (1, 2) AS is_without_post,
        {_case("m.stage", rates.school_cost)} AS school_cost
    FROM members
    WHERE m.is_counted
), folded AS (
    SELECT household_id,
        count(*) AS counted,
        sum(m.wage_fen + m.business_fen + m.pension_fen + m.other_fen
            {_switch(fixed, "count_resident_pension", "+ m.resident_pension_fen")}
            {_switch(fixed, "deduct_social_insurance", "- m.social_insurance_fen")})::BIGINT AS income,
        count_if(is_earner AND is_without_post AND m.stage = 0 AND m.wage_fen + m.business_fen = 0)::BIGINT AS idle,
        count_if(is_adult)::BIGINT AS adults,
        sum(m.medical_fen)::BIGINT AS medical,
        sum(CASE WHEN m.school = 2 THEN 0 ELSE least(m.tuition_fen, school_cost) END)::BIGINT AS schooling,
        sum(m.rehab_fen)::BIGINT AS rehab,
        {_employment_cost(fixed)} AS employment_cost,
        sum(CASE WHEN m.stage > 0 AND m.school = 0 THEN {_case("m.stage", rates.school_aid)} ELSE 0 END)::BIGINT AS aid,
        bit_or((m.school = 1 AND m.tuition_fen * 100 > school_cost * {fixed["private_fee_multiple"]})::TINYINT
            + (m.school = 2)::TINYINT * 2
            + m.has_serious_illness::TINYINT * 4
            + (m.disability_grade IN (1, 2))::TINYINT * 8
            + is_without_post::TINYINT * 16
            + is_earner::TINYINT * 32) AS flags
    FROM flags
    GROUP BY household_id
), households AS (
    SELECT f.*, f.event_on > (f.applied_on - INTERVAL 1 YEAR)::DATE AND f.event_on <= f.applied_on AS is_recent,
        CASE WHEN f.is_rural THEN r.rural ELSE r.urban END AS line, r.wage AS minimum_wage
    FROM (SELECT * EXCLUDE (members) FROM {source}) AS f
    JOIN rates AS r ON f.region = r.region AND f.applied_on >= r.since AND f.applied_on < r.until
), income AS (
    SELECT h.*, folded.* EXCLUDE (household_id, income),
        income + other_income_fen {_switch(fixed, "impute_minimum_wage", "+ idle * minimum_wage * 12")}
            {_switch(fixed, "count_union_aid", "+ union_aid_fen")}
            {_switch(fixed, "count_government_aid", "+ government_aid_fen")} AS annual_income,
        CASE WHEN is_recent THEN greatest(0, event_cost_fen - event_compensation_fen) ELSE 0 END AS event_net_cost
    FROM households AS h JOIN folded USING (household_id)
), net AS (
    SELECT *, medical + schooling + rehab {_switch(fixed, "event_counts_as_spending", "+ event_net_cost")}
            AS unavoidable_spending,
        annual_income - unavoidable_spending - employment_cost AS remaining,
        remaining // (12 * counted) - (remaining % (12 * counted) < 0)::BIGINT AS net_monthly_per_head
    FROM income
), categories AS (
    SELECT *,
        CASE WHEN {_below(fixed, "deep_percent")} THEN 1
            WHEN {_below(fixed, "relative_percent")} THEN 2
            WHEN is_recent AND event_net_cost * 100 > annual_income * {fixed["event_share_percent"]} THEN 3
            WHEN {_below(fixed, "edge_percent")} THEN 4 ELSE 0 END AS category,
        (homes > {fixed["max_homes"]})::SMALLINT + has_commercial_property::SMALLINT * 2
            + has_private_car::SMALLINT * 4 + has_registered_business::SMALLINT * 8
            + (flags & 3)::SMALLINT * 16
            + (savings_fen > line * {fixed["savings_months"]} * counted)::SMALLINT * 64
            + (NOT is_union_member)::SMALLINT * 128
            + (is_migrant AND contract_months < {fixed["migrant_contract_months"]})::SMALLINT * 256 AS exclusions,
        (flags & 4 > 0 OR medical * 100 > annual_income * {fixed["illness_share_percent"]})::SMALLINT
            + (flags & 8 > 0)::SMALLINT * 2
            + (schooling * 100 > annual_income * {fixed["schooling_share_percent"]})::SMALLINT * 4
            + (flags & 16 > 0)::SMALLINT * 8
            + (event_net_cost > 0)::SMALLINT * 16
            + (flags & 32 = 0)::SMALLINT * 32
            + (adults = 1 AND counted > 1)::SMALLINT * 64 AS found,
        CASE WHEN found = 0 AND category IN (1, 2) THEN 128 ELSE found END AS causes
    FROM net
)
SELECT household_id,
    category::TINYINT AS category,
    category IN (1, 2, 3) AND exclusions = 0 AS is_eligible,
    exclusions::SMALLINT AS exclusions,
    causes::SMALLINT AS causes,
    (CASE WHEN category = 3 THEN 16 WHEN causes & 1 > 0 THEN 1 WHEN causes & 2 > 0 THEN 2 WHEN causes & 4 > 0 THEN 4
        WHEN causes & 16 > 0 THEN 16 WHEN causes & 8 > 0 THEN 8 ELSE causes & -causes END)::SMALLINT AS main_cause,
    counted::SMALLINT AS counted_members,
    annual_income,
    unavoidable_spending,
    employment_cost,
    net_monthly_per_head,
    line,
    line * {_by_category(fixed, "living_months")} AS living_ceiling,
    least(medical * {_by_category(fixed, "medical_percent")} // 100, {fixed["medical_cap"]})::BIGINT AS medical_ceiling,
    CASE WHEN category IN (1, 2, 3) THEN aid ELSE 0 END AS schooling_ceiling,
    (CASE WHEN category = 3 THEN least(event_net_cost * {fixed["accident_percent"]} // 100, {fixed["accident_cap"]})
        ELSE 0 END)::BIGINT AS accident_ceiling
FROM categories
"""


def _years(name: str, fixed: dict[str, int]) -> str:
    """The last birthday of those who have completed so many years; 29 February counts back to 28 February."""
    return f"(applied_on - INTERVAL {fixed[name]} YEAR)::DATE AS {name}"


def _switch(fixed: dict[str, int], name: str, term: str) -> str:
    return term if fixed[name] else ""


def _case(stage: str, values: object) -> str:
    return f"CASE {stage} {' '.join(f'WHEN {at} THEN {value}' for at, value in enumerate(values))} END"


def _below(fixed: dict[str, int], percent: str) -> str:
    return f"net_monthly_per_head * 100 {'<=' if fixed['compare_inclusive'] else '<'} line * {fixed[percent]}"


def _by_category(fixed: dict[str, int], name: str) -> str:
    cases = " ".join(f"WHEN {at} THEN {fixed[f'{name}_{k}']}" for at, k in enumerate(_KINDS, start=1))
    return f"CASE category {cases} ELSE 0 END"


_KINDS = ("deep", "relative", "accidental")


def _employment_cost(fixed: dict[str, int]) -> str:
    percent, cap = fixed["employment_cost_percent"], fixed["employment_cost_cap_monthly"] * 12
    if percent == 0:
        return "0::BIGINT"
    return f"sum(least(greatest(m.wage_fen, 0) * {percent} // 100, {cap}))::BIGINT"
