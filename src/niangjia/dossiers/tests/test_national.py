"""The national layout: exported, imported into an empty bureau, and equal; what differs is named."""

import tracemalloc
from dataclasses import replace
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

import openpyxl
import pytest

from niangjia.dossiers.commands import file_dossier, import_workbook
from niangjia.dossiers.intake import read_workbook
from niangjia.dossiers.intake.columns import HEAD, MEMBER
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.national import NOT_CARRIED, Rows, rows_of
from niangjia.dossiers.national_files import LEFT_OUT, NationalBook, national_workbook
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests import national_factories as made
from niangjia.dossiers.tests.factories import person, record
from niangjia.dossiers.version_content import SECTIONS, changes_between, content_of, fields_of
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord
from niangjia.people.tests.factories import APPLIED_ON, YEAR
from niangjia.privacy.cell_marks import read_workbook_marks
from niangjia.privacy.watermarks import Watermark

pytestmark = pytest.mark.django_db
MARK = Watermark("用途：年度核对 · 导出人 · E2026-000007", 26 << 20 | 7)
WINDOW = (YEAR[0], YEAR[1])
LOSSY_SECTIONS = {"incomes", "spendings", "assets", "events"}


def kept() -> dict[str, tuple[dict[str, Any], Rows]]:
    """What each dossier says, and its rows, by the number of its head."""
    found = {}
    for dossier in whole(Dossier.objects.all()):
        said = made.as_said(content_of(dossier))
        found[dossier.worker.identity_number.reveal()] = said, rows_of(dossier)
    return found


def there_and_back(unit, by) -> tuple[Any, Any, Any]:
    """Export all, empty the bureau, import; what was said before and after, and the report."""
    before = kept()
    content = national_workbook(whole(Dossier.objects.order_by("number")), MARK)
    made.empty_the_bureau()
    report = import_workbook(read_workbook(content, "x.xlsx"), unit=unit, by=by, is_dry_run=False)
    return before, kept(), report


def unnamed(before, after) -> list[Any]:
    """Differences of one household that NOT_CARRIED does not name."""
    (old, rows), (new, _rows) = before, after
    head = rows.head["identity_number"]
    found = []
    for path, values in changes_between(old, new).items():
        section = path.section
        if section == "members":
            section = "head" if path.key == head else "member"
        if path.name not in NOT_CARRIED.get(section, ()):
            found.append((path, values))
    return found


@pytest.mark.parametrize("times", [40, pytest.param(800, marks=pytest.mark.nightly)])
def test_what_the_layout_can_say_comes_back_as_it_was(times, farm, clerk):
    random = Random(times)  # noqa: S311 (of a test)
    for _turn in range(times):
        file_dossier(made.plain(random), unit=farm, by=clerk)
    before, after, report = there_and_back(farm, clerk)
    assert [finding for finding in report.findings if not finding.accepted] == []
    assert report.accepted == times
    assert set(before) == set(after)
    for number, each in before.items():
        assert (each[1].losses, each[1].lacking) == ([], []), number
        assert unnamed(each, after[number]) == []


@pytest.mark.parametrize("times", [20, pytest.param(400, marks=pytest.mark.nightly)])
def test_what_the_layout_cannot_say_is_named(times, farm, clerk):
    random = Random(times)  # noqa: S311 (of a test)
    for _turn in range(times):
        file_dossier(made.wild(random), unit=farm, by=clerk)
    before, after, report = there_and_back(farm, clerk)
    assert report.accepted == times
    for number, each in before.items():
        differ = {path.section for path, _values in unnamed(each, after[number])}
        assert differ <= LOSSY_SECTIONS
        assert {"incomes", "events", "assets"} <= differ
        said = "；".join(loss.zh for loss in each[1].losses)
        assert all(word in said for word in ("其他期间", "合并成一笔", "资产只带出", "合并成一种"))
        assert "spendings" not in differ or "支出" in said


def rows_from(unit, by, *members, **changes) -> Rows:
    """The rows of a dossier of some members, its household changed like this."""
    told = record(*members)
    dossier = file_dossier(replace(told, household=replace(told.household, **changes)), unit=unit, by=by)
    return rows_of(whole(Dossier.objects.filter(pk=dossier.pk)).get())


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, ""),
        ({"incomes": (AmountRecord("shared", 5, *WINDOW),)}, ""),
        ({"incomes": (AmountRecord("shared", 0, *WINDOW),)}, "家庭其他收入"),
        ({"incomes": (AmountRecord("union-aid", 5, *WINDOW),)}, "1 条其他期间或救助"),
        ({"events": (EventRecord(5, 0),)}, ""),
        ({"events": (EventRecord(5, 0, APPLIED_ON),)}, "不带日期"),
        ({"events": (EventRecord(5), EventRecord(6))}, "合并成一笔"),
        ({"assets": (AssetRecord("dwelling", 3), AssetRecord("vehicle", 1), AssetRecord("business", 0))}, ""),
        ({"assets": (AssetRecord("vehicle", 2),)}, "资产只带出"),
        ({"assets": (AssetRecord("savings", 1),)}, "资产只带出"),
        ({"assets": (AssetRecord("dwelling", 1, 100),)}, "资产只带出"),
    ],
)
def test_each_loss_of_a_household_is_told_and_nothing_else(changes, word, farm, clerk):
    losses = [loss.zh for loss in rows_from(farm, clerk, person(is_head=True, wage_fen=1200), **changes).losses]
    assert (len(losses), word in "".join(losses)) == (bool(word), True)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"incomes": (AmountRecord("wage", 1200, *WINDOW),)}, ""),
        ({"incomes": (AmountRecord("wage", 0, *WINDOW),)}, "没有收入"),
        ({"incomes": (AmountRecord("wage", 1201, *WINDOW),)}, "月平均"),
        ({"incomes": (AmountRecord("pension", 1200, *WINDOW),)}, "合并成一种"),
        ({"spending": (AmountRecord("medical", 7, *WINDOW),)}, ""),
        ({"spending": (AmountRecord("tuition", 7, *WINDOW),)}, "户主本人的学费"),
        ({"spending": (AmountRecord("rehabilitation", 7, *WINDOW),)}, "康复支出"),
        ({"spending": (AmountRecord("medical", 7, *WINDOW), AmountRecord("medical", 8, *WINDOW))}, "同一人同一项"),
    ],
)
def test_each_loss_of_a_person_is_told_and_nothing_else(changes, word, farm, clerk):
    son = person("刘小红", particulars={"disability_grade": 2})
    losses = [
        loss.zh
        for loss in rows_from(farm, clerk, replace(person(is_head=True, is_income_stated=False), **changes), son).losses
    ]
    assert (len(losses), word in "".join(losses)) == (bool(word), True)


def test_a_loss_makes_no_negative_income(farm, clerk):
    told = replace(person(is_head=True), incomes=(AmountRecord("business", -1200, *WINDOW),))
    rows = rows_from(farm, clerk, told)
    assert (rows.head["monthly_wage_fen"], rows.head["annual_income_fen"]) == (0, 0)
    assert any("合并" in loss.zh for loss in rows.losses)


def test_required_cells_that_are_empty_are_named(farm, clerk):
    rows = rows_from(farm, clerk, person(is_head=True))
    assert {"民族", "住房类型"} <= set(rows.lacking)
    assert "姓名" not in rows.lacking
    book = openpyxl.load_workbook(BytesIO(national_workbook(whole(Dossier.objects.all()), MARK)))
    assert "民族" in str(list(book[LEFT_OUT].values))


def test_the_fields_not_carried_are_those_without_a_column():
    """Whoever adds a field to the tables has to give it a column or name it."""
    columns = {column.key for table in (HEAD, MEMBER) for column in table.columns}
    assert set(SECTIONS) == {"dossier", "household", "members", *LOSSY_SECTIONS}
    for section in ("dossier", "household"):
        assert set(fields_of(section)) == NOT_CARRIED[section] | (set(fields_of(section)) & columns)
    always = {"position", "is_head", "relation"}
    for who in ("head", "member"):
        table = {"head": HEAD, "member": MEMBER}[who]
        own = {column.key for column in table.columns} - ({"note"} if who == "head" else set())
        assert set(fields_of("members")) - own - always == NOT_CARRIED[who]


def test_texts_are_never_formulas_and_come_back_letter_by_letter(farm, clerk):
    for place, text in enumerate(made.TEXTS):
        told = record(person(f"甲{'乙' * place}", is_head=True, particulars={"employer": text}), note=text)
        file_dossier(told, unit=farm, by=clerk)
    content = national_workbook(whole(Dossier.objects.order_by("number")), MARK)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    heads = [str(cell.value).rstrip("*") for cell in sheet[2]]
    for key in ("工作单位", "备注"):
        cells = [row[heads.index(key)] for row in sheet.iter_rows(min_row=3)]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        plain = [cell.value.replace("_x005F_", "_") for cell in cells]  # openpyxl leaves the format's own escape be
        assert plain == list(made.TEXTS)
    read = read_workbook(content, "x.xlsx").sheets[0]
    assert [row[heads.index("备注")] for row in read.rows[2:]] == list(made.TEXTS)


def test_every_cell_and_the_narrow_sheets_carry_the_mark(farm, clerk):
    random = Random(1)  # noqa: S311 (of a test)
    for _turn in range(3):
        file_dossier(made.plain(random), unit=farm, by=clerk)
    content = national_workbook(whole(Dossier.objects.all()), MARK)
    assert read_workbook_marks(content) == {MARK.serial: {"shades", "widths"}}
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["A1"].value == MARK.line
    assert MARK.line in sheet.oddHeader.center.text


@pytest.mark.parametrize("rows", [5_000, pytest.param(100_000, marks=pytest.mark.nightly)])
def test_many_rows_take_little_memory(rows):
    """A hundred thousand rows, or a twentieth of them: memory stays near the size of the file."""
    random, numbers = Random(7), count()  # noqa: S311 (of a test)

    def cells(table) -> dict[str, object]:
        said = {
            "text": "乌力根林场",
            "name": "刘心红",
            "address": f"林海路{random.random()}号",
            "note": f"{random.random()}",
        }
        known = {"money": 123_456, "monthly": 99_900, "average": 5, "count": 3, "years": 3, "year": 2020}
        days = dict.fromkeys(("date", "birth"), clock.today())
        found = {each.key: {**said, **known, **days}.get(each.kind) for each in table.columns}
        identity = f"1507851980{next(numbers):08d}"
        return found | {each.key: identity for each in table.columns if each.kind == "identity"}

    book = NationalBook(MARK)
    tracemalloc.start()
    try:
        for _turn in range(rows // 4):
            book.add("2026-00001", "白桦林场", Rows(cells(HEAD), [cells(MEMBER) for _each in range(3)], [], []))
        content = book.content()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(content) + 4_000_000, (yuan(peak), len(content))


def test_opening_is_constant_in_queries(farm, clerk, django_assert_max_num_queries):
    random = Random(3)  # noqa: S311 (of a test)
    for _turn in range(12):
        file_dossier(made.plain(random), unit=farm, by=clerk)
    with django_assert_max_num_queries(8):
        national_workbook(whole(Dossier.objects.all()), MARK)
