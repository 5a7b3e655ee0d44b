"""The rule book in Polars, at its best: members stay lists and are folded by `list.eval` and `list.sum`."""

from pathlib import Path

import polars as pl
import pyarrow as pa

from niangjia.policies import RuleSet
from niangjia.policies.bulk.schema import ANSWER
from niangjia.policies.rules.causes import MAIN_CAUSE_ORDER
from tests.benchmarks.facts import REGIONS
from tests.benchmarks.peers.rates import Rates, calendar_of, rates_of

DAYS = (17_000, 22_000)  # mid 2016 to early 2030: the days of application in the calendar table
NEVER = 1_000_000  # days: born so late that no age is reached
KINDS = ("deep", "relative", "accidental")
MEMBER = pl.element().struct.field


def screen(rule_set: RuleSet, table: pa.Table, *, engine: str = "streaming") -> pa.Table:
    """Decide every household of a facts table."""
    regions = table["region"].combine_chunks().unique().dictionary_decode().to_pylist()
    households = pl.from_arrow(table, rechunk=False).lazy().with_columns(pl.col("region").cast(pl.String))
    found = query(households, rates_of(rule_set, regions)).collect(engine=engine)
    return found.to_arrow().cast(ANSWER)


def decide_file(rule_set: RuleSet, facts: Path, out: Path, *, compression: str = "zstd") -> None:
    """From Parquet to Parquet, in any order, streaming."""
    households = pl.scan_parquet(facts).with_columns(pl.col("region").cast(pl.String))
    decided = query(households, rates_of(rule_set, REGIONS))
    decided.sink_parquet(out, compression=compression, compression_level=1, maintain_order=False)


def query(households: pl.LazyFrame, rates: Rates) -> pl.LazyFrame:
    """The whole rule book over a frame of facts."""
    folded = with_rates(households, rates).with_columns(**_folded(rates)).with_columns(**_ages())
    return decide_folded(folded.with_columns(**_earners()), rates)


def with_rates(households: pl.LazyFrame, rates: Rates) -> pl.LazyFrame:
    """The lines, the wage and the dates that matter, for each household."""
    return households.with_columns(**_of_the_day(rates)).with_columns(**_of_the_region(rates))


def decide_folded(folded: pl.LazyFrame, rates: Rates) -> pl.LazyFrame:
    """What comes after the members have been added up."""
    fixed = rates.fixed
    return (
        folded.with_columns(**_money(fixed))
        .with_columns(**_net(fixed))
        .with_columns(**_questions(fixed))
        .with_columns(causes=_or_low_pay())
        .select(_outputs(fixed))
    )


def _look_up(values: object, place: pl.Expr) -> pl.Expr:
    """The value at a place of a short table: much faster than a join, which would copy the lists of members."""
    return pl.lit(pl.Series(values)).gather(place)


def _of_the_day(rates: Rates) -> dict[str, pl.Expr]:
    days = calendar_of(rates, *DAYS)
    fixed, by = rates.fixed, days.born_by
    to_male, to_female = by[fixed["working_age_to_male"]], by[fixed["working_age_to_female"]]
    found = {
        "period": days.period,
        "eve": days.eve,
        "born_from": by[fixed["working_age_from"]],
        "born_to_male": to_male,
        "between": to_female - to_male,
        "born_adult": by[fixed["adult_age_from"]],
    }
    day = pl.col("applied_on").cast(pl.Int32) - DAYS[0]
    return {name: _look_up(values, day) for name, values in found.items()}


def _of_the_region(rates: Rates) -> dict[str, pl.Expr]:
    code = pl.col("region").cast(pl.Enum(rates.regions)).to_physical().cast(pl.Int64)
    place = pl.col("period") * len(rates.regions) + code
    return {name: _look_up(getattr(rates, name).ravel(), place) for name in ("urban", "rural", "wage")}


def _each(expression: pl.Expr) -> pl.Expr:
    return pl.col("members").list.eval(expression)


def _sum(expression: pl.Expr) -> pl.Expr:
    return _each(expression * MEMBER("is_counted")).list.sum()


def _any(expression: pl.Expr) -> pl.Expr:
    return _each(expression & MEMBER("is_counted")).list.any()


def _by_stage(values: object) -> pl.Expr:
    chosen = pl.lit(0, dtype=pl.Int64)
    for stage, value in enumerate(values):
        chosen = pl.when(MEMBER("stage") == stage).then(pl.lit(int(value), dtype=pl.Int64)).otherwise(chosen)
    return chosen


def _folded(rates: Rates) -> dict[str, pl.Expr]:
    """What needs nothing but the members."""
    fixed, school, stage = rates.fixed, MEMBER("school"), MEMBER("stage")
    income = MEMBER("wage_fen") + MEMBER("business_fen") + MEMBER("pension_fen") + MEMBER("other_fen")
    if fixed["count_resident_pension"]:
        income = income + MEMBER("resident_pension_fen")
    if fixed["deduct_social_insurance"]:
        income = income - MEMBER("social_insurance_fen")
    cost = _by_stage(rates.school_cost)
    limit = _by_stage(rates.school_cost * fixed["private_fee_multiple"])
    without_post = MEMBER("identity").is_between(1, 2)
    born = MEMBER("born_on").cast(pl.Int32)
    could_be_idle = without_post & (stage == 0) & (MEMBER("wage_fen") + MEMBER("business_fen") == 0)
    percent, cap = fixed["employment_cost_percent"], fixed["employment_cost_cap_monthly"] * 12
    work = MEMBER("wage_fen").clip(lower_bound=0) * percent // 100
    return {
        "counted": _each(MEMBER("is_counted")).list.sum().cast(pl.Int64),
        "members_income": _sum(income),
        "medical": _sum(MEMBER("medical_fen")),
        "schooling": _sum(pl.min_horizontal(MEMBER("tuition_fen"), cost) * (school != 2)),
        "rehab": _sum(MEMBER("rehab_fen")),
        "employment_cost": _sum(work.clip(upper_bound=cap)) if percent else pl.lit(0, dtype=pl.Int64),
        "aid": _sum(_by_stage(rates.school_aid) * (school == 0)),
        "is_costly": _any((school == 1) & (MEMBER("tuition_fen") * 100 > limit)),
        "is_abroad": _any(school == 2),
        "is_ill": _any(MEMBER("has_serious_illness")),
        "is_disabled": _any(MEMBER("disability_grade").is_between(1, 2)),
        "is_workless": _any(without_post),
        "born": _each(born),
        "female": _each(MEMBER("is_female").cast(pl.Int32)),
        "born_counted": _each(born + (~MEMBER("is_counted")).cast(pl.Int32) * NEVER),
        "born_able": _each(
            2 * (born + (~(MEMBER("is_able") & MEMBER("is_counted"))).cast(pl.Int32) * NEVER) + could_be_idle
        ),
    }


def _ages() -> dict[str, pl.Expr]:
    """Days until a birthday that matters, list by list: nobody reads another column inside `list.eval`."""
    could_be_idle = pl.element() % 2
    is_grown = pl.element() - could_be_idle <= 0
    end = pl.col("born_to_male") + pl.col("female") * pl.col("between")
    return {
        "adults": (pl.col("born_counted") - pl.col("born_adult")).list.eval(pl.element() <= 0).list.sum(),
        "earners": (pl.col("born_able") - 2 * pl.col("born_from")).list.eval(is_grown * (1 + 1024 * could_be_idle)),
        "is_young": (pl.col("born") - end).list.eval((pl.element() > 0).cast(pl.Int32)),
    }


def _earners() -> dict[str, pl.Expr]:
    """Two counts in one number: a household has fewer than 1,024 members."""
    both = (pl.col("earners") * pl.col("is_young")).list.sum().cast(pl.Int64)
    return {"earners": both % 1024, "idle": both // 1024}


def _money(fixed: dict[str, int]) -> dict[str, pl.Expr]:
    income = pl.col("members_income") + pl.col("other_income_fen")
    if fixed["impute_minimum_wage"]:
        income = income + pl.col("idle") * pl.col("wage") * 12
    if fixed["count_union_aid"]:
        income = income + pl.col("union_aid_fen")
    if fixed["count_government_aid"]:
        income = income + pl.col("government_aid_fen")
    is_recent = (pl.col("event_on").cast(pl.Int32) > pl.col("eve")) & (pl.col("event_on") <= pl.col("applied_on"))
    lost = (pl.col("event_cost_fen") - pl.col("event_compensation_fen")).clip(lower_bound=0)
    return {
        "annual_income": income,
        "is_recent": is_recent.fill_null(value=False),
        "event_net_cost": pl.when(is_recent).then(lost).otherwise(0),
        "line": pl.when("is_rural").then("rural").otherwise("urban"),
    }


def _net(fixed: dict[str, int]) -> dict[str, pl.Expr]:
    spending = pl.col("medical") + pl.col("schooling") + pl.col("rehab")
    if fixed["event_counts_as_spending"]:
        spending = spending + pl.col("event_net_cost")
    net = (pl.col("annual_income") - spending - pl.col("employment_cost")) // (12 * pl.col("counted"))
    return {"unavoidable_spending": spending, "net_monthly_per_head": net}


def _questions(fixed: dict[str, int]) -> dict[str, pl.Expr]:
    share, line, income = pl.col("net_monthly_per_head") * 100, pl.col("line"), pl.col("annual_income")
    is_hit = pl.col("is_recent") & (pl.col("event_net_cost") * 100 > income * fixed["event_share_percent"])

    def below(name: str) -> pl.Expr:
        return share <= line * fixed[name] if fixed["compare_inclusive"] else share < line * fixed[name]

    category = pl.when(below("edge_percent")).then(pl.lit(4, dtype=pl.Int8)).otherwise(pl.lit(0, dtype=pl.Int8))
    category = pl.when(is_hit).then(pl.lit(3, dtype=pl.Int8)).otherwise(category)
    category = pl.when(below("relative_percent")).then(pl.lit(2, dtype=pl.Int8)).otherwise(category)
    short = pl.col("is_migrant") & (pl.col("contract_months") < fixed["migrant_contract_months"])
    is_ill = pl.col("is_ill") | (pl.col("medical") * 100 > income * fixed["illness_share_percent"])
    return {
        "category": pl.when(below("deep_percent")).then(pl.lit(1, dtype=pl.Int8)).otherwise(category),
        "exclusions": _bits(
            pl.col("homes") > fixed["max_homes"],
            pl.col("has_commercial_property"),
            pl.col("has_private_car"),
            pl.col("has_registered_business"),
            pl.col("is_costly"),
            pl.col("is_abroad"),
            pl.col("savings_fen") > line * fixed["savings_months"] * pl.col("counted"),
            ~pl.col("is_union_member"),
            short,
        ),
        "found": _bits(
            is_ill,
            pl.col("is_disabled"),
            pl.col("schooling") * 100 > income * fixed["schooling_share_percent"],
            pl.col("is_workless"),
            pl.col("event_net_cost") > 0,
            pl.col("earners") == 0,
            (pl.col("adults") == 1) & (pl.col("counted") > 1),
        ),
    }


def _bits(*flags: pl.Expr) -> pl.Expr:
    return pl.sum_horizontal(flag.cast(pl.Int16) * (1 << place) for place, flag in enumerate(flags))


def _or_low_pay() -> pl.Expr:
    is_low_pay = (pl.col("found") == 0) & pl.col("category").is_between(1, 2)
    return pl.when(is_low_pay).then(pl.lit(128, dtype=pl.Int16)).otherwise("found")


def _main_cause() -> pl.Expr:
    main = pl.lit(0, dtype=pl.Int16)
    for bit in reversed(MAIN_CAUSE_ORDER):
        main = pl.when(pl.col("causes") & bit > 0).then(pl.lit(bit, dtype=pl.Int16)).otherwise(main)
    return pl.when(pl.col("category") == 3).then(pl.lit(16, dtype=pl.Int16)).otherwise(main)


def _by_category(fixed: dict[str, int], name: str) -> pl.Expr:
    chosen = pl.lit(0, dtype=pl.Int64)
    for category, kind in enumerate(KINDS, start=1):
        value = pl.lit(fixed[f"{name}_{kind}"], dtype=pl.Int64)
        chosen = pl.when(pl.col("category") == category).then(value).otherwise(chosen)
    return chosen


def _outputs(fixed: dict[str, int]) -> list[pl.Expr]:
    is_filed = pl.col("category").is_between(1, 3)
    share = pl.col("medical") * _by_category(fixed, "medical_percent") // 100
    accident = (pl.col("event_net_cost") * fixed["accident_percent"] // 100).clip(upper_bound=fixed["accident_cap"])
    found = {
        "is_eligible": is_filed & (pl.col("exclusions") == 0),
        "main_cause": _main_cause(),
        "counted_members": pl.col("counted").cast(pl.Int16),
        "living_ceiling": pl.col("line") * _by_category(fixed, "living_months"),
        "medical_ceiling": share.clip(upper_bound=fixed["medical_cap"]),
        "schooling_ceiling": pl.when(is_filed).then("aid").otherwise(0),
        "accident_ceiling": pl.when(pl.col("category") == 3).then(accident).otherwise(0),
    }
    return [found.get(name, pl.col(name)).alias(name) for name in ANSWER.names]
