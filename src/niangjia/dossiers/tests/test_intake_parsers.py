"""Whatever stands in a cell: readers answer a value or a finding code, never crash, and never make up a value."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from niangjia.dossiers.intake.cells import read_cell
from niangjia.dossiers.intake.columns import HEAD, MEMBER, Column
from niangjia.dossiers.intake.faults import CellFault, Note, Notes
from niangjia.dossiers.intake.messages import TEXTS
from niangjia.dossiers.intake.reading import BrokenCell, Cell
from niangjia.dossiers.intake.rows import found_in
from niangjia.dossiers.intake.texts import half_width
from niangjia.kernel import resident_numbers
from niangjia.kernel.money import yuan

COLUMNS = [*HEAD.columns, *MEMBER.columns]
IDENTITY, CARD = HEAD.by_key["identity_number"], HEAD.by_key["card_number"]
MONEY, DAY, SIZE = HEAD.by_key["other_income_fen"], HEAD.by_key["applied_on"], HEAD.by_key["size"]

DIGITS = st.text(st.sampled_from("0123456789０１２３４５６７８９Xx.,-/年月日元￥ \u200b'"), max_size=24)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=40),
    DIGITS,
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([BrokenCell("="), BrokenCell("#REF!"), "", "无", "是", "150785198005069016", "２０２６年１月"]),
)
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 1, 1))


patient = settings(deadline=None, derandomize=True, max_examples=200)
"""The machine may be busy, and a run of the tests finds the same as the run before it."""


def read(cell: Cell, column: Column) -> tuple[Any, Notes]:
    notes: Notes = []
    return read_cell(cell, column, notes), notes


def outcome(cell: Cell, column: Column) -> tuple[Any, CellFault | None]:
    """The value, or the fault."""
    try:
        return read(cell, column)[0], None
    except CellFault as fault:
        return None, fault


def code_of(cell: Cell, column: Column) -> str:
    _value, fault = outcome(cell, column)
    return fault.code if fault else ""


@patient
@given(CELLS, st.sampled_from(COLUMNS))
@example(float("nan"), MONEY)
@example(float("inf"), IDENTITY)
@example(1e300, CARD)
@example(time(1), DAY)
@example(timedelta(days=3), SIZE)
@example("9" * 40, MONEY)
@example("二" * 40, SIZE)
def test_no_cell_makes_a_reader_crash(cell: Cell, column: Column) -> None:
    _value, fault = outcome(cell, column)
    if fault:
        assert fault.text_key.split("/")[0] == fault.code
        assert str(TEXTS[fault.text_key]) % ({"offer": ""} | fault.values)
    assert isinstance(found_in(cell, column), str)


@patient
@given(CELLS)
def test_no_cell_but_a_text_is_an_identity_or_card_number(cell: Cell) -> None:
    for column in (IDENTITY, CARD):
        value, fault = outcome(cell, column)
        assert fault or value is None or isinstance(cell, str)


@patient
@given(BIRTHS, st.integers(900, 999), st.data())
def test_an_identity_number_with_one_character_wrong_is_refused(born: date, sequence: int, data: st.DataObject) -> None:
    number = resident_numbers.make("150785", born, sequence)
    assert read(number, IDENTITY)[0].number == number
    at = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789X" if at == 17 else "0123456789").filter(lambda c: c != number[at]))
    assert code_of(number[:at] + other + number[at + 1 :], IDENTITY) == "id-check-digit"


@patient
@given(BIRTHS, st.integers(900, 999), st.data())
def test_a_dressed_identity_number_is_the_same_number(born: date, sequence: int, data: st.DataObject) -> None:
    number = resident_numbers.make("150785", born, sequence)
    blanks = st.sampled_from(["", " ", "\u3000", "\u200b", "\ufeff", "\t"])
    is_full = data.draw(st.booleans())
    text = "".join(data.draw(blanks) + (chr(ord(char) + 0xFEE0) if is_full else char) for char in number)
    value, notes = read(text, IDENTITY)
    assert value.number == number
    assert [note.code for note in notes] == ["normalised-full-width"] * is_full


@patient
@given(BIRTHS, st.integers(900, 999), st.sampled_from([int, float]))
def test_a_number_cell_is_never_an_identity_number(born: date, sequence: int, kind: Callable[[str], Cell]) -> None:
    number = resident_numbers.make("150785", born, sequence).replace("X", "0")
    assert code_of(kind(number), IDENTITY) == "id-not-text"
    assert code_of(kind(number[:15] + "000"), IDENTITY) == "id-not-text"


@patient
@given(st.integers(0, 10**13))
def test_amounts_come_through_exactly(fen: int) -> None:
    text = f"{fen // 100}.{fen % 100:02d}"
    for cell in (text, f"￥{yuan(fen)}元", yuan(fen), f" {text} "):
        assert read(cell, MONEY)[0] == fen
    assert read(float(text), MONEY)[0] == fen


@patient
@given(st.floats(min_value=0, max_value=1e9))
def test_an_amount_is_taken_only_when_it_is_a_whole_fen(amount: float) -> None:
    exact = Decimal(repr(amount)) * 100
    fen, fault = outcome(amount, MONEY)
    is_whole = abs(exact - round(exact)) <= Decimal("0.000001")
    assert (fault is None) == is_whole
    assert fault is not None or abs(exact - fen) <= Decimal("0.000001")


@patient
@given(DIGITS)
def test_text_is_an_amount_only_when_every_character_belongs_to_it(text: str) -> None:
    fen, fault = outcome(text, MONEY)
    if fault:
        return
    flat = "".join(re.sub("[\u200b]", "", unicodedata.normalize("NFKC", text)).split())
    assert Decimal(flat.strip("¥元").replace(",", "")) * 100 == fen


@patient
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_means_that_day(day: date) -> None:
    assert read(day, DAY) == (day, [])
    assert read(datetime(day.year, day.month, day.day, 5), DAY) == (day, [])  # noqa: DTZ001
    chinese = f"{day.year}年{day.month}月{day.day}日"
    ways = [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", f"{day:%Y-%m-%d} 00:00:00"]
    for text in (*ways, chinese, "　".join(chinese), f"{day.year}-{day.month}-{day.day}"):
        value, notes = read(text, DAY)
        assert value == day
        assert [note.code for note in notes] == ["normalised-date"]


@patient
@given(DIGITS)
def test_text_is_a_day_only_with_its_digits_in_that_order(text: str) -> None:
    day, fault = outcome(text, DAY)
    if fault:
        return
    digits = re.findall(r"\d+", half_width("".join(text.replace("\u200b", "").split()), []))
    flat = "".join(digits)
    assert flat.startswith(f"{day.year}")
    assert int(flat[4:6] if len(digits) == 1 else digits[1]) == day.month


@patient
@given(st.text(max_size=30))
def test_text_loses_nothing_that_can_be_seen(text: str) -> None:
    value, fault = outcome(text, HEAD.by_key["employer"])
    if fault or value is None:
        return
    seen = [char for char in text if unicodedata.category(char)[0] not in "CZ"]
    assert [char for char in value if unicodedata.category(char)[0] not in "CZ"] == seen


def test_a_monthly_average_with_more_decimals_is_rounded_and_noted() -> None:
    monthly = HEAD.by_key["monthly_wage_fen"]
    assert read(3319.1833, monthly) == (331918, [Note("normalised-number", {"taken": "3,319.18"})])
    assert read(3319.18, monthly) == (331918, [])
