"""Invented facts tables of any size, exactly as `docs/rules.md` wants them: the same seed gives the same households.

table = facts_table(1_000_000, seed=1)
write_facts(Path("facts.parquet"), 10_000_000, seed=1)  # never more than one row group in memory
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131_072
MEMBERS = pa.struct(
    [
        ("born_on", pa.date32()),
        ("is_female", pa.bool_()),
        ("is_counted", pa.bool_()),
        ("identity", pa.int8()),
        ("is_able", pa.bool_()),
        ("wage_fen", pa.int64()),
        ("business_fen", pa.int64()),
        ("pension_fen", pa.int64()),
        ("resident_pension_fen", pa.int64()),
        ("other_fen", pa.int64()),
        ("social_insurance_fen", pa.int64()),
        ("stage", pa.int8()),
        ("school", pa.int8()),
        ("tuition_fen", pa.int64()),
        ("medical_fen", pa.int64()),
        ("rehab_fen", pa.int64()),
        ("has_serious_illness", pa.bool_()),
        ("disability_grade", pa.int8()),
    ]
)
SCHEMA = pa.schema(
    [
        ("household_id", pa.int64()),
        ("region", pa.dictionary(pa.int32(), pa.string())),
        ("is_rural", pa.bool_()),
        ("applied_on", pa.date32()),
        ("is_union_member", pa.bool_()),
        ("is_migrant", pa.bool_()),
        ("contract_months", pa.int16()),
        ("receives_dibao", pa.bool_()),
        ("homes", pa.int8()),
        ("has_commercial_property", pa.bool_()),
        ("has_private_car", pa.bool_()),
        ("has_registered_business", pa.bool_()),
        ("savings_fen", pa.int64()),
        ("other_income_fen", pa.int64()),
        ("union_aid_fen", pa.int64()),
        ("government_aid_fen", pa.int64()),
        ("event_on", pa.date32()),
        ("event_cost_fen", pa.int64()),
        ("event_compensation_fen", pa.int64()),
        ("members", pa.list_(MEMBERS)),
    ]
)
REGIONS = """
150000 150100 150102 150105 150121 150200 150203 150221 150300 150302 150400 150402 150424 150500 150502 150521 150600
150602 150622 150700 150702 150721 150723 150781 150782 150783 150784 150785 150800 150802 150821 150900 150902 150921
152200 152201 152202 152221 152222 152500 152501 152502 152522 152900 152921
""".split()
"""Divisions of the Inner Mongolia region: itself, leagues and cities, banners and counties."""

_FIRST_DAY = (date(2019, 6, 1) - date(1970, 1, 1)).days
_END_DAY = (date(2027, 1, 1) - date(1970, 1, 1)).days
_SIZES = np.array([1, 2, 3, 4, 5, 6, 7], dtype=np.int32)
_SIZE_SHARES = (0.10, 0.22, 0.31, 0.20, 0.11, 0.04, 0.02)
_STAGE_OF_AGE = np.array([0] * 3 + [1] * 3 + [2] * 6 + [3] * 3 + [4] * 3 + [6] * 2 + [7] * 3 + [8] * 2, dtype=np.int8)
_FEES = np.array([0, 700_000, 120_000, 150_000, 350_000, 380_000, 850_000, 950_000, 1_100_000])
_AT_WORK, _OFF_POST, _UNEMPLOYED, _RETIRED, _SICK, _EARLY_RETIRED, _STUDENT, _SMALL, _OTHER = range(9)

Columns = dict[str, np.ndarray]


def facts_table(rows: int, *, seed: int = 1) -> pa.Table:
    """So many households in one chunk a column, the same as `write_facts` writes."""
    return pa.Table.from_batches(list(facts_batches(rows, seed=seed)), SCHEMA).combine_chunks()


def write_facts(path: Path, rows: int, *, seed: int = 1, compression: str = "zstd") -> None:
    """Write a facts file, one row group of 131,072 households at a time."""
    with pq.ParquetWriter(path, SCHEMA, compression=compression) as writer:
        for batch in facts_batches(rows, seed=seed):
            writer.write_batch(batch, row_group_size=ROW_GROUP)


def facts_batches(rows: int, *, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """The households in batches of 131,072 (the last one what is left)."""
    for number, first in enumerate(range(0, rows, ROW_GROUP)):
        rng = np.random.Generator(np.random.SFC64([seed, number]))
        yield _batch(rng, first + 1, min(ROW_GROUP, rows - first))


def _batch(rng: np.random.Generator, first_id: int, rows: int) -> pa.RecordBatch:
    sizes = rng.choice(_SIZES, rows, p=_SIZE_SHARES)
    offsets = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(sizes, out=offsets[1:])
    household = _household(rng, first_id, rows)
    members = _members(rng, sizes, offsets, household["applied_on"])
    arrays = [_array(household, field) for field in SCHEMA if field.name != "members"]
    structs = pa.StructArray.from_arrays([_array(members, field) for field in MEMBERS], fields=list(MEMBERS))
    lists = pa.ListArray.from_arrays(pa.array(offsets), structs, type=SCHEMA.field("members").type)
    return pa.RecordBatch.from_arrays([*arrays, lists], schema=SCHEMA)


def _array(columns: Columns, field: pa.Field) -> pa.Array:
    if field.name == "region":
        return pa.DictionaryArray.from_arrays(pa.array(columns["region"], pa.int32()), pa.array(REGIONS))
    if pa.types.is_date(field.type):
        days = columns[field.name].astype(np.int32)
        return pa.array(days, pa.int32(), mask=columns.get(f"{field.name} is empty")).cast(field.type)
    return pa.array(columns[field.name].astype(field.type.to_pandas_dtype()), field.type)


def _household(rng: np.random.Generator, first_id: int, rows: int) -> Columns:
    applied_on = rng.integers(_FIRST_DAY, _END_DAY, rows)
    has_event = rng.random(rows) < 0.15
    event_cost = _amounts(rng, rows, share=1.0, median=2_500_000, spread=1.1)
    compensation = (event_cost * rng.choice([0.0, 0.0, 0.3, 0.6, 1.0, 1.2], rows)).astype(np.int64)
    return {
        "household_id": np.arange(first_id, first_id + rows),
        "region": rng.integers(0, len(REGIONS), rows),
        "is_rural": rng.random(rows) < 0.25,
        "applied_on": applied_on,
        "is_union_member": rng.random(rows) < 0.97,
        "is_migrant": rng.random(rows) < 0.12,
        "contract_months": rng.integers(0, 37, rows),
        "receives_dibao": rng.random(rows) < 0.08,
        "homes": rng.choice(np.array([0, 1, 2, 3]), rows, p=[0.15, 0.80, 0.04, 0.01]),
        "has_commercial_property": rng.random(rows) < 0.02,
        "has_private_car": rng.random(rows) < 0.08,
        "has_registered_business": rng.random(rows) < 0.03,
        "savings_fen": _amounts(rng, rows, share=0.6, median=800_000, spread=1.3),
        "other_income_fen": _amounts(rng, rows, share=0.2, median=400_000, spread=0.8)
        - _amounts(rng, rows, share=0.01, median=500_000, spread=0.5),
        "union_aid_fen": _amounts(rng, rows, share=0.15, median=200_000, spread=0.5),
        "government_aid_fen": _amounts(rng, rows, share=0.12, median=500_000, spread=0.6),
        "event_on": applied_on - rng.integers(-3, 430, rows),
        "event_on is empty": ~has_event,
        "event_cost_fen": np.where(has_event, event_cost, 0),
        "event_compensation_fen": np.where(has_event, compensation, 0),
    }


def _members(rng: np.random.Generator, sizes: np.ndarray, offsets: np.ndarray, applied_on: np.ndarray) -> Columns:
    count = int(offsets[-1])
    place = np.arange(count, dtype=np.int32) - np.repeat(offsets[:-1], sizes)
    ages = _ages(rng, sizes, place)
    identity = _identities(rng, ages, place)
    columns = {
        "born_on": np.repeat(applied_on, sizes) - (ages * 365.2425).astype(np.int32) - rng.integers(0, 366, count),
        "is_female": rng.random(count, dtype=np.float32) < 0.5,
        "is_counted": (place == 0) | (rng.random(count, dtype=np.float32) < 0.94),
        "identity": identity,
        "is_able": (rng.random(count, dtype=np.float32) < 0.88) & (ages >= 16),
    }
    return columns | _incomes(rng, identity, ages) | _schooling(rng, identity, ages) | _health(rng, count)


def _ages(rng: np.random.Generator, sizes: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Completed years, nearly: the worker, most often a spouse, then children and parents."""
    worker = np.repeat(rng.integers(22, 64, len(sizes)), sizes)
    drawn = rng.random(len(place), dtype=np.float32)
    child = rng.integers(0, 25, len(place))
    parent = np.minimum(worker + rng.integers(20, 33, len(place)), 96)
    spouse = np.clip(worker + rng.integers(-6, 7, len(place)), 20, 75)
    other = np.where(drawn < 0.68, child, parent)
    second = np.where(drawn < 0.72, spouse, other)
    return np.where(place == 0, worker, np.where(place == 1, second, other))


def _identities(rng: np.random.Generator, ages: np.ndarray, place: np.ndarray) -> np.ndarray:
    shares = [0.62, 0.10, 0.10, 0.0, 0.07, 0.04, 0.0, 0.0, 0.07]
    working = rng.choice(np.arange(9, dtype=np.int8), len(ages), p=shares)
    grown = np.where(ages >= 60, np.where(place == 0, _EARLY_RETIRED, _RETIRED), working)
    studying = (ages < 18) | ((ages < 25) & (place > 0) & (rng.random(len(ages), dtype=np.float32) < 0.6))
    return np.where(ages < 6, _SMALL, np.where(studying, _STUDENT, grown)).astype(np.int8)


def _incomes(rng: np.random.Generator, identity: np.ndarray, ages: np.ndarray) -> Columns:
    count = len(identity)
    month = _amounts(rng, count, share=1.0, median=330_000, spread=0.5)
    months = np.where(identity == _AT_WORK, 12, np.where((identity == _SICK) | (identity == _EARLY_RETIRED), 5, 0))
    odd = rng.random(count, dtype=np.float32)
    months = np.where((identity == _OFF_POST) & (odd < 0.5), 4, months)
    has_business = (identity == _OTHER) | (odd > 0.985)
    is_retired = identity == _RETIRED
    wage = month * months
    return {
        "wage_fen": wage,
        "business_fen": np.where(has_business & (ages >= 18), month * 7 - 900_000, 0),
        "pension_fen": np.where(is_retired & (odd < 0.6), month * 9, 0),
        "resident_pension_fen": np.where(is_retired & (odd >= 0.6), month // 20 * 12, 0),
        "other_fen": _amounts(rng, count, share=0.06, median=150_000, spread=0.7)
        - _amounts(rng, count, share=0.005, median=90_000, spread=0.4),
        "social_insurance_fen": wage * 105 // 1000,
    }


def _schooling(rng: np.random.Generator, identity: np.ndarray, ages: np.ndarray) -> Columns:
    count = len(identity)
    is_pupil = (identity == _STUDENT) | ((identity == _SMALL) & (ages >= 3))
    stage = np.where(is_pupil, _STAGE_OF_AGE[np.minimum(ages, len(_STAGE_OF_AGE) - 1)], 0).astype(np.int8)
    drawn = rng.random(count, dtype=np.float32)
    stage = np.where((stage == 4) & (drawn < 0.3), 5, stage)
    school = np.where(stage == 0, 0, np.where(drawn > 0.92, 1, 0))
    school = np.where((stage >= 6) & (drawn > 0.985), 2, school)
    times = np.array([1.0, 2.4, 12.0])[school] * (0.5 + rng.random(count, dtype=np.float32))
    return {"stage": stage, "school": school, "tuition_fen": (_FEES[stage] * times).astype(np.int64)}


def _health(rng: np.random.Generator, count: int) -> Columns:
    is_ill = rng.random(count, dtype=np.float32) < 0.03
    drawn = rng.random(count, dtype=np.float32)
    grade = np.where(drawn < 0.05, 1 + (drawn * 80).astype(np.int8), 0)
    return {
        "medical_fen": _amounts(rng, count, share=0.4, median=60_000, spread=1.2)
        + np.where(is_ill, _amounts(rng, count, share=1.0, median=3_000_000, spread=0.9), 0),
        "rehab_fen": np.where(grade > 0, _amounts(rng, count, share=0.5, median=150_000, spread=0.7), 0),
        "has_serious_illness": is_ill,
        "disability_grade": grade,
    }


def _amounts(rng: np.random.Generator, count: int, *, share: float, median: int, spread: float) -> np.ndarray:
    """Whole fen for a share of the rows, skewed as amounts are, else 0. The floats are drawn, never added up."""
    drawn = np.exp(rng.standard_normal(count, dtype=np.float32) * np.float32(spread))
    amounts = (np.minimum(drawn, 50).astype(np.float64) * median).astype(np.int64)
    if share < 1:
        amounts[rng.random(count, dtype=np.float32) >= share] = 0
    return amounts
