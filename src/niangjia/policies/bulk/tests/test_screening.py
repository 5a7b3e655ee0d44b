"""What a table may look like, and what is said of one that cannot be decided."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from niangjia.policies import decide, load_rule_set
from niangjia.policies.bulk import screen
from niangjia.policies.bulk.compiling import kernel_of
from niangjia.policies.bulk.conversion import facts_table
from niangjia.policies.bulk.errors import RowError, SchemaError
from niangjia.policies.bulk.schema import ANSWER, FACTS
from niangjia.policies.bulk.screening import STRETCH
from niangjia.policies.bulk.tests.tables import facts_of_one, with_column, with_member_column
from niangjia.policies.tests.random_households import random_households

RULES = load_rule_set("national-2019")


@pytest.fixture(scope="module")
def many():
    return list(random_households(Random(1), 300, RULES, date(2019, 1, 1), date(2026, 12, 31)))  # noqa: S311


@pytest.fixture(scope="module")
def table(many):
    return facts_table(many)


@pytest.fixture(scope="module")
def answers(table):
    return screen(RULES, table)


def test_no_household_at_all():
    assert screen(RULES, FACTS.empty_table()).equals(ANSWER.empty_table())


def test_answers_have_the_columns_of_the_rule_book_in_its_order(answers):
    assert answers.schema.equals(ANSWER)
    assert answers.schema.names[:4] == ["household_id", "category", "is_eligible", "exclusions"]


def test_parts_of_tables_are_decided_like_the_whole(table, answers):
    """A slice begins in the middle of a byte of flags, and of the members."""
    for start, length in [(0, 7), (3, 20), (13, 100), (299, 1)]:
        assert screen(RULES, table.slice(start, length)).equals(answers.slice(start, length))


def test_members_may_be_a_slice_of_a_longer_list_of_structs(table, answers):
    members = table.column("members").combine_chunks()
    struct = members.values
    longer = pa.concat_arrays([struct.slice(0, 5), struct])
    shifted = pa.ListArray.from_arrays(pa.array(np.asarray(members.offsets)), longer.slice(5))
    assert screen(RULES, with_column(table, "members", shifted)).equals(answers)


def test_several_batches_and_threads_change_nothing(table, answers):
    pieces = pa.concat_tables([table.slice(0, 11), table.slice(11, 0), table.slice(11)])
    for threads in (1, 2, 5):
        assert screen(RULES, pieces, threads=threads).equals(answers)


def test_a_large_batch_is_shared_out_among_threads(table, answers):
    times = STRETCH // len(table) + 3
    large = pa.concat_tables([table] * times).combine_chunks()
    assert screen(RULES, large, threads=3).equals(pa.concat_tables([answers] * times).combine_chunks())


@pytest.mark.parametrize(
    "kind", [pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int8(), pa.string()), pa.large_string()]
)
def test_regions_may_be_packed_in_any_way(table, answers, kind):
    packed = table.column("region").combine_chunks().cast(kind)
    assert screen(RULES, with_column(table, "region", packed)).equals(answers)


def test_one_pass_serves_facts_of_every_origin(table, answers):
    """What is compiled for the first facts is not compiled again for others: a stream's buffers are read-only."""
    passes = list(kernel_of(RULES).signatures)
    for facts in (table, table.slice(5, 20), facts_of_one(event_on=date(2024, 3, 3)), table.slice(0, 0)):
        stream = pa.BufferOutputStream()
        with pa.ipc.new_stream(stream, facts.schema) as writer:
            writer.write_table(facts)
        streamed = pa.ipc.open_stream(stream.getvalue()).read_all()
        assert screen(RULES, streamed).equals(screen(RULES, facts))
    assert list(kernel_of(RULES).signatures) == passes
    assert len(passes) == 1


def test_columns_may_stand_in_any_order_beside_others(table, answers):
    order = list(reversed(table.column_names))
    shuffled = table.select(order).append_column("note", pa.array(["x"] * len(table)))
    assert screen(RULES, shuffled).equals(answers)


def test_a_parameter_set_for_everyone_holds_before_the_first_row_too(many):
    """Such a value has no first day, so the days before every published one are decided as well."""
    lines = {"dibao_urban_monthly": 80_000, "dibao_rural_monthly": 60_000, "minimum_wage_monthly": 180_000}
    named = {p.name: p.rows[0].value for p in RULES.table.parameters} | lines
    always = RULES.with_parameters(named)
    old = [replace(one, applied_on=date(1999, 3, 1), region="999999") for one in many[:20]]
    assert screen(always, facts_table(old)).column("line").to_pylist() == [decide(always, o).outputs.line for o in old]


@pytest.mark.parametrize("name", FACTS.names)
def test_a_missing_column_is_named(table, name):
    with pytest.raises(SchemaError) as refused:
        screen(RULES, table.drop_columns([name]))
    assert refused.value.code == "schema"
    assert refused.value.column == name


def test_a_column_of_another_type_is_named_with_both_types(table):
    with pytest.raises(SchemaError) as refused:
        screen(RULES, with_column(table, "savings_fen", table.column("savings_fen").cast(pa.float64())))
    assert refused.value.column == "savings_fen"
    assert "int64" in str(refused.value)
    assert "double" in str(refused.value)


@pytest.mark.parametrize("name", ["born_on", "wage_fen", "disability_grade"])
def test_a_member_column_of_another_type_or_missing_is_named(table, name):
    for column in (None, pa.string()):
        with pytest.raises(SchemaError) as refused:
            screen(RULES, with_member_column(table, name, column))
        assert refused.value.column == f"members.{name}"


def test_members_that_are_no_list_are_refused(table):
    with pytest.raises(SchemaError) as refused:
        screen(RULES, with_column(table, "members", pa.array([1] * len(table))))
    assert refused.value.column == "members"


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"homes": -1}, "homes", "negative"),
        ({"savings_fen": 10**13 + 1}, "savings_fen", "out-of-range"),
        ({"other_income_fen": -(10**13) - 1}, "other_income_fen", "out-of-range"),
        ({"region": "15078"}, "region", "region"),
        ({"region": "内蒙古"}, "region", "region"),
        ({"region": "120000"}, "region", "missing-parameter"),
        ({"applied_on": date(2018, 12, 31)}, "region", "missing-parameter"),
        ({"is_rural": None}, "is_rural", "not-a-flag"),
        ({"household_id": None}, "household_id", "not-a-number"),
        ({"receives_dibao": None}, "receives_dibao", "not-a-flag"),
        ({"members": None}, "members", "no-member"),
        ({"members": []}, "members", "no-member"),
        ({"members": [{}] * 1001}, "members", "out-of-range"),
        ({"members": [{"is_counted": False}]}, "members", "no-counted-member"),
        ({"members": [{}, {"stage": 9}]}, "members[1].stage", "unknown-code"),
        ({"members": [{}, {"is_counted": False, "school": -1}]}, "members[1].school", "unknown-code"),
        ({"members": [{"identity": 127}]}, "members[0].identity", "unknown-code"),
        ({"members": [{"wage_fen": -1}]}, "members[0].wage_fen", "negative"),
        ({"members": [{"medical_fen": 2**62}]}, "members[0].medical_fen", "out-of-range"),
        ({"members": [{"born_on": None}]}, "members[0].born_on", "not-a-date"),
        ({"members": [{}, None]}, "members[1].born_on", "not-a-date"),
    ],
)
def test_a_household_that_cannot_be_decided_is_named_with_row_column_and_value(table, changed, column, code):
    facts = pa.concat_tables([table.slice(0, 70), facts_of_one(**changed), table.slice(70, 9)])
    for threads in (1, 2):
        with pytest.raises(RowError) as refused:
            screen(RULES, facts, threads=threads)
        assert (refused.value.row, refused.value.column, refused.value.code) == (71, column, code)
        assert refused.value.household_id == changed.get("household_id", 42)


def test_days_that_no_calendar_has_are_refused(table):
    """Arrow's days reach further than a date of the rule book can."""
    days = table.column("applied_on").cast(pa.int32()).to_pylist()
    days[5] = 2**31 - 1
    with pytest.raises(RowError) as refused:
        screen(RULES, with_column(table, "applied_on", pa.array(days, pa.int32()).cast(pa.date32())))
    assert (refused.value.row, refused.value.column) == (6, "applied_on")


@pytest.mark.parametrize("later", [{"region": "x"}, {"is_rural": None}, {"members": [{"wage_fen": None}]}])
def test_of_several_faults_the_first_row_is_named(table, later):
    facts = pa.concat_tables([table.slice(0, 10), facts_of_one(homes=-1), facts_of_one(**later)]).combine_chunks()
    with pytest.raises(RowError) as refused:
        screen(RULES, facts, threads=2)
    assert (refused.value.row, refused.value.column) == (11, "homes")


def test_the_largest_amounts_are_decided(table):
    """Beyond what the quick check of the compiled pass lets through, yet inside the bounds."""
    assert len(screen(RULES, facts_of_one(savings_fen=10**13, members=[{"wage_fen": 10**13}]))) == 1


def test_a_household_of_a_thousand_with_the_largest_amounts_does_not_overflow():
    members = [{"wage_fen": 10**13, "pension_fen": 10**13, "medical_fen": 10**13}] * 1000
    [income] = screen(RULES, facts_of_one(members=members)).column("annual_income").to_pylist()
    assert income == 2 * 10**16


@pytest.mark.parametrize("name", ["savings_fen", "homes", "applied_on", "is_rural", "household_id"])
def test_only_texts_may_be_packed_as_a_dictionary(name):
    table = facts_of_one()
    with pytest.raises(SchemaError) as refused:
        screen(RULES, with_column(table, name, table.column(name).combine_chunks().dictionary_encode()))
    assert refused.value.column == name


BEYOND = {
    "a list": pa.array([["a"]]),
    "a day beyond Python": pa.array([2**62], pa.timestamp("us")),
    "a dictionary": pa.array(["a"]).dictionary_encode(),
}


@pytest.mark.parametrize("extra", BEYOND)
@pytest.mark.parametrize("wrong", [{"homes": -1}, {"members": [{"wage_fen": None}]}])
def test_other_fields_of_members_do_not_stand_in_the_way_of_a_refusal(extra, wrong):
    table = facts_of_one(**wrong)
    struct = table.column("members").combine_chunks().values
    fields = {field.name: struct.field(field.name) for field in struct.type}
    for names in ([extra], [extra, extra]):
        arrays = [*fields.values(), *(BEYOND[name] for name in names)]
        members = pa.ListArray.from_arrays([0, 1], pa.StructArray.from_arrays(arrays, names=[*fields, *names]))
        with pytest.raises(RowError) as refused:
            screen(RULES, with_column(table, "members", members))
        assert refused.value.column == ("homes" if "homes" in wrong else "members[0].wage_fen")


def test_the_first_fault_is_said_whatever_its_kind():
    """A birth beyond the year 9999, then a null: the null is looked for first, and is not the first."""
    good, far, null = (facts_of_one(members=[{"born_on": day}, {}]) for day in (date(1980, 1, 1), 2**31 - 1, None))
    with pytest.raises(RowError) as refused:
        screen(RULES, pa.concat_tables([good, far, null]).combine_chunks())
    assert (refused.value.row, refused.value.column) == (2, "members[0].born_on")
    with pytest.raises(RowError) as refused:
        screen(RULES, pa.concat_tables([good, good, null, far]).combine_chunks().slice(1))
    assert (refused.value.row, refused.value.column) == (2, "members[0].born_on")
    assert refused.value.code == "not-a-date"


def test_a_long_wrong_value_is_not_repeated_whole():
    with pytest.raises(RowError) as refused:
        screen(RULES, facts_of_one(region="9" * 1_000_000))
    assert len(str(refused.value)) < 500


def test_a_place_outside_its_dictionary_is_not_followed():
    """What a damaged file may hold; the compiled pass would read whatever memory lies there."""
    table = facts_of_one()
    wild = pa.DictionaryArray.from_arrays(pa.array([2**30], pa.int32()), pa.array(["150785"]), safe=False)
    with pytest.raises(pa.ArrowInvalid):
        screen(RULES, with_column(table, "region", wild))
