from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel import clock, errors, ids, money, names, periods, resident_numbers
from niangjia.kernel.private_files import read_or_create


@pytest.mark.parametrize(
    ("text", "fen"), [("0", 0), ("1,200.5", 120_050), ("-3.07", -307), (12, 1200), (Decimal("0.01"), 1), (" 7 ", 700)]
)
def test_yuan_become_fen_exactly(text, fen):
    assert money.to_fen(text) == fen


@pytest.mark.parametrize("text", ["", "两千多", "1.005", "NaN", "Infinity", "1e20", "--1", "1e999999", "1e-999999"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"amount|decimals|large"):
        money.to_fen(text)


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_go_back_and_forth(fen):
    assert money.to_fen(money.yuan(fen)) == fen


def test_years_and_the_window_on_the_29th_of_february():
    assert periods.add_years(date(2024, 2, 29), -1) == date(2023, 2, 28)
    assert not periods.in_window(date(2023, 2, 28), date(2024, 2, 29))
    assert periods.in_window(date(2023, 3, 1), date(2024, 2, 29))
    assert periods.in_window(date(2024, 2, 29), date(2024, 2, 29))
    assert not periods.in_window(date(2024, 3, 1), date(2024, 2, 29))
    assert periods.completed_years(date(2008, 2, 29), date(2024, 2, 28)) == 15
    assert periods.completed_years(date(2008, 2, 29), date(2024, 2, 29)) == 16


def test_the_clock_can_be_set_and_goes_on_afterwards():
    with clock.set_to(date(2024, 2, 29)):
        assert clock.today() == date(2024, 2, 29)
    assert clock.today() > date(2024, 2, 29)


def test_ids_come_in_the_order_of_time():
    made = [ids.new_id() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(900, 999))
def test_a_made_number_reads_back(born_on, sequence):
    read = resident_numbers.parse(resident_numbers.make("150785", born_on, sequence).lower())
    assert (read.region, read.born_on, read.is_female) == ("150785", born_on, sequence % 2 == 0)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place, step):
    number = resident_numbers.make("150785", date(1980, 12, 21), 901)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    with pytest.raises(resident_numbers.ResidentNumberError):
        resident_numbers.parse(wrong)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("15078519690211936", "length"),
        ("15078519690211936１", "characters"),
        ("150785196902309365", "birth-date"),
        ("150785196902119362", "check-digit"),
        ("15078519690211936Y", "characters"),
    ],
)
def test_why_a_number_cannot_be_right(number, code):
    with pytest.raises(resident_numbers.ResidentNumberError) as refusal:
        resident_numbers.parse(number)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "reading", "letters"),
    [
        ("刘心红", "liuxinhong", "lxh"),
        ("单立新", "shanlixin", "slx"),
        ("尉迟敬德", "yuchijingde", "ycjd"),
        ("王㛃", "wangjie", "wj"),
        ("阿依古丽·买买提", "ayiguli·maimaiti", "aygl·mmt"),
        ("Anna", "anna", "a"),
    ],
)
def test_readings_of_names(name, reading, letters):
    assert names.pinyin(name) == reading
    assert names.initials(name) == letters
    assert {name.lower(), reading, letters} <= names.search_keys(name)


def test_rare_characters_are_those_older_systems_cannot_write():
    assert names.rare_characters("王㛃") == ["㛃"]
    assert names.rare_characters("李喆镕·买买提") == []
    assert names.rare_characters("赵\ue863𬀩") == ["\ue863", "𬀩"]


def test_a_private_file_is_made_once(tmp_path):
    path = tmp_path / "keys" / "one"
    first = read_or_create(path, lambda: b"first")
    assert read_or_create(path, lambda: b"second") == first == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_clock_is_set_to_the_second():
    with clock.set_to(date(2026, 7, 1), 9, 30, 15):
        assert clock.now().isoformat() == "2026-07-01T01:30:15+00:00"


@pytest.mark.parametrize(
    ("message", "remedy", "said"),
    [
        ("没有收下。", "请再试一次。", "没有收下。请再试一次。"),
        ("Refused.", "Try again.", "Refused. Try again."),
        ("停。", "", "停。"),
    ],
)
def test_a_refusal_is_one_line_in_either_language(message, remedy, said):
    assert str(errors.NiangjiaError(message, remedy=remedy)) == said
