"""The rule book in NumPy as a careful hand writes it: blocks that stay in the cache, on threads, days by table."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from niangjia.policies import RuleSet
from niangjia.policies.bulk.schema import ANSWER
from niangjia.policies.rules.causes import MAIN_CAUSE_ORDER
from tests.benchmarks.peers.columns import Column, columns_of, outputs_table
from tests.benchmarks.peers.rates import Calendar, Rates, calendar_of, rates_of

BLOCK = 8192
Columns = dict[str, Column]
Arrays = dict[str, np.ndarray]

COSTLY_SCHOOL, ABROAD, ILL, DISABLED, WORKLESS, EARNER = (1 << place for place in range(6))
ADULT, IDLE = 1 << 10, 1 << 20  # a household has fewer than 1,024 members, so three counts fit one integer


@dataclass(frozen=True)
class Tables:
    """Everything looked up by a small code."""

    rates: Rates
    calendar: Calendar
    private_limit: np.ndarray
    living_months: np.ndarray
    medical_percent: np.ndarray
    main_cause: np.ndarray


def screen(rule_set: RuleSet, table: pa.Table, *, threads: int = 2, block: int = BLOCK) -> pa.Table:
    """Decide every household of a facts table."""
    tables = [_screen_batch(rule_set, batch, threads, block) for batch in table.to_batches()]
    return pa.concat_tables(tables)


def _screen_batch(rule_set: RuleSet, batch: pa.RecordBatch, threads: int, block: int) -> pa.Table:
    household, members, offsets = columns_of(batch)
    tables = _tables(rule_set, batch["region"].dictionary.to_pylist(), household["applied_on"])
    found = {field.name: np.empty(batch.num_rows, field.type.to_pandas_dtype()) for field in ANSWER}

    def decide_block(start: int) -> None:
        stop = min(start + block, batch.num_rows)
        part = slice(start, stop)
        of_members = slice(int(offsets[start]), int(offsets[stop]))
        bounds = offsets[start : stop + 1] - offsets[start]
        mine = {name: column[part] for name, column in household.items()}
        days = mine["applied_on"] - tables.calendar.first
        sums = _members({name: column[of_members] for name, column in members.items()}, bounds, days, tables)
        for name, values in _household(mine, sums, days, tables).items():
            found[name][part] = values

    starts = range(0, batch.num_rows, block)
    if threads == 1:
        for start in starts:
            decide_block(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(decide_block, starts))
    return outputs_table(found)


def _tables(rule_set: RuleSet, regions: list[str], applied_on: Column) -> Tables:
    rates = rates_of(rule_set, regions)
    fixed = rates.fixed
    order = [next((bit for bit in MAIN_CAUSE_ORDER if causes & bit), 0) for causes in range(256)]
    kinds = ("deep", "relative", "accidental")
    return Tables(
        rates,
        calendar_of(rates, int(applied_on.min()), int(applied_on.max())),
        rates.school_cost * fixed["private_fee_multiple"] // 100,
        np.array([0, *(fixed[f"living_months_{kind}"] for kind in kinds), 0]),
        np.array([0, *(fixed[f"medical_percent_{kind}"] for kind in kinds), 0]),
        np.array(order, dtype=np.int16),
    )


def _members(m: Arrays, bounds: np.ndarray, days: np.ndarray, tables: Tables) -> Arrays:
    """Sums, flags and counts of each household."""
    rates, fixed, born_by = tables.rates, tables.rates.fixed, tables.calendar.born_by
    day = np.repeat(days, np.diff(bounds))
    born, counted, wage, stage, school = (m[n] for n in ("born_on", "is_counted", "wage_fen", "stage", "school"))
    is_too_old = np.where(
        m["is_female"],
        born <= born_by[fixed["working_age_to_female"]][day],
        born <= born_by[fixed["working_age_to_male"]][day],
    )
    is_earner = m["is_able"] & (born <= born_by[fixed["working_age_from"]][day]) & ~is_too_old
    is_without_post = (m["identity"] == 1) | (m["identity"] == 2)
    earned = wage + m["business_fen"]
    is_idle = is_earner & is_without_post & (stage == 0) & (earned == 0)
    amounts = np.empty((6, len(born)), dtype=np.int64)
    np.add(earned, m["pension_fen"], out=amounts[0])
    amounts[0] += m["other_fen"]
    if fixed["count_resident_pension"]:
        amounts[0] += m["resident_pension_fen"]
    if fixed["deduct_social_insurance"]:
        amounts[0] -= m["social_insurance_fen"]
    amounts[1] = m["medical_fen"]
    np.minimum(m["tuition_fen"], rates.school_cost[stage], out=amounts[2])
    amounts[2] *= school != 2
    amounts[3] = m["rehab_fen"]
    cap = fixed["employment_cost_cap_monthly"] * 12
    np.minimum(np.maximum(wage, 0) * fixed["employment_cost_percent"] // 100, cap, out=amounts[4])
    amounts[5] = rates.school_aid[stage] * ((school == 0) & (stage > 0))
    amounts *= counted
    flags = (school == 1) & (m["tuition_fen"] > tables.private_limit[stage])
    flags = flags * np.int8(COSTLY_SCHOOL) + (school == 2) * np.int8(ABROAD)
    flags += m["has_serious_illness"] * np.int8(ILL)
    flags += ((m["disability_grade"] == 1) | (m["disability_grade"] == 2)) * np.int8(DISABLED)
    flags += is_without_post * np.int8(WORKLESS) + is_earner * np.int8(EARNER)
    flags *= counted
    is_adult = born <= born_by[fixed["adult_age_from"]][day]
    counts = (np.int32(1) + is_adult * np.int32(ADULT) + is_idle * np.int32(IDLE)) * counted
    starts = bounds[:-1]
    counts = np.add.reduceat(counts, starts)
    sums = np.add.reduceat(amounts, starts, axis=1)
    names = ("income", "medical", "schooling", "rehab", "employment_cost", "aid")
    return dict(zip(names, sums, strict=True)) | {
        "flags": np.bitwise_or.reduceat(flags, starts),
        "counted": counts & 1023,
        "adults": counts >> 10 & 1023,
        "idle": counts >> 20,
    }


def _household(h: Arrays, s: Arrays, days: np.ndarray, tables: Tables) -> Arrays:
    rates, fixed = tables.rates, tables.rates.fixed
    place = (tables.calendar.period[days], h["region"])
    line = np.where(h["is_rural"], rates.rural[place], rates.urban[place])
    income = s["income"] + h["other_income_fen"]
    if fixed["impute_minimum_wage"]:
        income += s["idle"] * rates.wage[place] * 12
    if fixed["count_union_aid"]:
        income += h["union_aid_fen"]
    if fixed["count_government_aid"]:
        income += h["government_aid_fen"]
    has_event = (h["event_on"] > tables.calendar.eve[days]) & (h["event_on"] <= h["applied_on"])
    event_cost = np.maximum(h["event_cost_fen"] - h["event_compensation_fen"], 0) * has_event
    spending = s["medical"] + s["schooling"] + s["rehab"]
    if fixed["event_counts_as_spending"]:
        spending += event_cost
    counted = s["counted"]
    net = (income - spending - s["employment_cost"]) // (12 * counted)
    is_hit = has_event & (event_cost * 100 > income * fixed["event_share_percent"])
    category = _category(net, line, is_hit, fixed)
    is_filed = (category >= 1) & (category <= 3)
    exclusions = _exclusions(h, s, line, fixed)
    causes = _causes(s, income, event_cost, category, fixed)
    share = s["medical"] * tables.medical_percent[category] // 100
    accident = np.minimum(event_cost * fixed["accident_percent"] // 100, fixed["accident_cap"])
    return {
        "household_id": h["household_id"],
        "category": category,
        "is_eligible": is_filed & (exclusions == 0),
        "exclusions": exclusions,
        "causes": causes,
        "main_cause": np.where(category == 3, np.int16(16), tables.main_cause[causes]),
        "counted_members": counted,
        "annual_income": income,
        "unavoidable_spending": spending,
        "employment_cost": s["employment_cost"],
        "net_monthly_per_head": net,
        "line": line,
        "living_ceiling": line * tables.living_months[category],
        "medical_ceiling": np.minimum(share, fixed["medical_cap"]),
        "schooling_ceiling": s["aid"] * is_filed,
        "accident_ceiling": accident * (category == 3),
    }


def _category(net: np.ndarray, line: np.ndarray, is_hit: np.ndarray, fixed: dict[str, int]) -> np.ndarray:
    below = np.less_equal if fixed["compare_inclusive"] else np.less
    share = net * 100
    category = np.where(below(share, line * fixed["edge_percent"]), np.int8(4), np.int8(0))
    category[is_hit] = 3
    category[below(share, line * fixed["relative_percent"])] = 2
    category[below(share, line * fixed["deep_percent"])] = 1
    return category


def _exclusions(h: Arrays, s: Arrays, line: np.ndarray, fixed: dict[str, int]) -> np.ndarray:
    bits = (h["homes"] > fixed["max_homes"]) * np.int16(1)
    bits += h["has_commercial_property"] * np.int16(2)
    bits += h["has_private_car"] * np.int16(4)
    bits += h["has_registered_business"] * np.int16(8)
    bits += (s["flags"] & (COSTLY_SCHOOL | ABROAD)) * np.int16(16)
    bits += (h["savings_fen"] > line * fixed["savings_months"] * s["counted"]) * np.int16(64)
    bits += ~h["is_union_member"] * np.int16(128)
    bits += (h["is_migrant"] & (h["contract_months"] < fixed["migrant_contract_months"])) * np.int16(256)
    return bits


def _causes(
    s: Arrays, income: np.ndarray, event_cost: np.ndarray, category: np.ndarray, fixed: dict[str, int]
) -> np.ndarray:
    flags = s["flags"]
    is_ill = (flags & ILL > 0) | (s["medical"] * 100 > income * fixed["illness_share_percent"])
    bits = is_ill * np.int16(1) + (flags & DISABLED > 0) * np.int16(2)
    bits += (s["schooling"] * 100 > income * fixed["schooling_share_percent"]) * np.int16(4)
    bits += (flags & WORKLESS > 0) * np.int16(8)
    bits += (event_cost > 0) * np.int16(16)
    bits += (flags & EARNER == 0) * np.int16(32)
    bits += ((s["adults"] == 1) & (s["counted"] > 1)) * np.int16(64)
    bits += ((bits == 0) & ((category == 1) | (category == 2))) * np.int16(128)
    return bits
