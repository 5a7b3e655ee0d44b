"""The rule book in Polars as most would write it: members exploded, grouped, and joined to their household again."""

import polars as pl
import pyarrow as pa

from niangjia.policies import RuleSet
from niangjia.policies.bulk.schema import ANSWER
from tests.benchmarks.peers.polars_peer import decide_folded, with_rates
from tests.benchmarks.peers.rates import Rates, rates_of

DATES = ("born_from", "born_to_male", "between", "born_adult")


def screen(rule_set: RuleSet, table: pa.Table) -> pa.Table:
    """Decide every household of a facts table, in any order."""
    regions = table["region"].combine_chunks().unique().dictionary_decode().to_pylist()
    rates = rates_of(rule_set, regions)
    frame = pl.from_arrow(table, rechunk=False).lazy().with_columns(pl.col("region").cast(pl.String))
    households = with_rates(frame, rates)
    members = households.select("household_id", *DATES, "members").explode("members").unnest("members")
    folded = members.filter("is_counted").with_columns(**_flags(rates)).group_by("household_id").agg(**_folded(rates))
    decided = decide_folded(households.drop("members").join(folded, on="household_id"), rates)
    return decided.collect(engine="streaming").to_arrow().cast(ANSWER)


def _flags(rates: Rates) -> dict[str, pl.Expr]:
    born = pl.col("born_on").cast(pl.Int32)
    end = pl.col("born_to_male") + pl.col("is_female") * pl.col("between")
    return {
        "is_earner": pl.col("is_able") & (born <= pl.col("born_from")) & (born > end),
        "is_adult": born <= pl.col("born_adult"),
        "is_without_post": pl.col("identity").is_between(1, 2),
        "school_cost": _by_stage(rates.school_cost),
        "school_aid": _by_stage(rates.school_aid),
    }


def _by_stage(values: object) -> pl.Expr:
    rates = {stage: int(value) for stage, value in enumerate(values)}
    return pl.col("stage").replace_strict(rates, return_dtype=pl.Int64)


def _folded(rates: Rates) -> dict[str, pl.Expr]:
    fixed, school, tuition = rates.fixed, pl.col("school"), pl.col("tuition_fen")
    income = pl.col("wage_fen") + pl.col("business_fen") + pl.col("pension_fen") + pl.col("other_fen")
    if fixed["count_resident_pension"]:
        income = income + pl.col("resident_pension_fen")
    if fixed["deduct_social_insurance"]:
        income = income - pl.col("social_insurance_fen")
    has_earned = pl.col("wage_fen") + pl.col("business_fen") != 0
    is_idle = pl.col("is_earner") & pl.col("is_without_post") & (pl.col("stage") == 0) & ~has_earned
    share = pl.col("wage_fen").clip(lower_bound=0) * fixed["employment_cost_percent"] // 100
    limit = pl.col("school_cost") * fixed["private_fee_multiple"]
    return {
        "counted": pl.len().cast(pl.Int64),
        "members_income": income.sum(),
        "medical": pl.col("medical_fen").sum(),
        "schooling": (pl.min_horizontal(tuition, "school_cost") * (school != 2)).sum(),
        "rehab": pl.col("rehab_fen").sum(),
        "employment_cost": share.clip(upper_bound=fixed["employment_cost_cap_monthly"] * 12).sum(),
        "aid": (pl.col("school_aid") * (school == 0)).sum(),
        "is_costly": ((school == 1) & (tuition * 100 > limit)).any(),
        "is_abroad": (school == 2).any(),
        "is_ill": pl.col("has_serious_illness").any(),
        "is_disabled": pl.col("disability_grade").is_between(1, 2).any(),
        "is_workless": pl.col("is_without_post").any(),
        "earners": pl.col("is_earner").sum(),
        "adults": pl.col("is_adult").sum(),
        "idle": is_idle.sum().cast(pl.Int64),
    }
