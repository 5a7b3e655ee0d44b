"""Printed sheets: what goes in comes out as text, and nothing but text; what the font lacks is said."""

import subprocess
import sys
import threading
import time
from datetime import date
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
import typst
from django.contrib.staticfiles import finders
from django.utils.translation import override

from niangjia.ui import sheets

DAY = date(2026, 6, 1)
TEMPLATE = """
#import "layout.typ": *
#let data = json(bytes(sys.inputs.data))
#show: sheet.with(data)
#data.body
"""
FRAME = {
    "lang": "zh", "title": "说明", "lead": "写给您", "union": "白桦岭林业局工会", "number": "20260000001",
    "running": "说明 · 续页", "facts": [["职工", "刘心红", False]], "day": [2026, 6, 1], "foot": "打印日期",
    "page": "第 {page} 页，共 {pages} 页", "body": "",
}  # fmt: skip


@pytest.fixture
def make(tmp_path):
    """The PDF of some text in a plain sheet, or of another template."""

    def make(body="", template=TEMPLATE, **changes):
        file = tmp_path / "plain.typ"
        file.write_text(template, encoding="utf-8")
        return sheets.render(file, {**FRAME, "body": body, **changes}, printed_on=DAY)

    return make


def text_of(pdf):
    """What a reader (or a screen reader) gets, without line ends."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\r\n", "")


def test_a_sheet_says_its_title_its_language_and_what_it_conforms_to(make):
    pdf = make("收入 1,234.50 元")
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"] == "说明 20260000001"
    assert "收入 1,234.50 元" in text_of(pdf)
    assert "第 1 页，共 1 页" in text_of(pdf)
    for said in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<", b"/Lang(zh-CN)"):
        assert said in pdf
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_the_picture_is_not_blank_and_nothing_leaves_the_page(make):
    page = pypdfium2.PdfDocument(make("很长的一段话，" * 200 + "x" * 400))[0]
    picture = page.render(scale=1).to_pil().convert("L")
    width, height = picture.size
    assert picture.getextrema()[0] < 100
    for side in ((0, 0, 50, height), (width - 50, 0, width, height)):
        assert picture.crop(side).getextrema() == (255, 255)


def test_the_same_input_gives_the_same_bytes_in_another_process_too(make, tmp_path):
    first, again = make("同样的话"), make("同样的话")
    script = (
        "import sys, hashlib; from datetime import date; from pathlib import Path; from niangjia.ui import sheets;"
        f"print(hashlib.sha256(sheets.render(Path(sys.argv[1]), { ({**FRAME, 'body': '同样的话'})!r},"
        " printed_on=date(2026, 6, 1))).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "plain.typ"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(sheets.__file__).parents[3]), "PATH": "", "TZ": "America/New_York"},
    )
    assert first == again
    assert sha256(first).hexdigest() == other.stdout.strip()


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0"', "#panic()", "= 标题", "*粗* _斜_ `码`", "$x^2$",
        "@ref <label>", "//注释", "/* 注释 */", "\\u{1F600}", '"]}', "{page}",
        "#{ while true {} }", "[content](x)", "~ -- ---",
    ],
)  # fmt: skip
def test_words_print_as_they_stand(make, words):
    assert words in text_of(make(f"甲{words}乙"))


@pytest.mark.parametrize(
    ("reaches", "said"),
    [
        ('#read("/etc/passwd")', "not found"), ('#read("../../../../etc/passwd")', "escape"),
        ('#read("data.json")', "not found"), ('#import "@preview/cetz:0.3.0"', "package"),
        ('#image("/etc/hostname")', "not found"), ("#let x = 1; #while x > 0 { x += 1 }", "infinite"),
    ],
)  # fmt: skip
def test_a_template_reaches_nothing_outside_and_ends(make, reaches, said):
    with pytest.raises(typst.TypstError) as refusal:
        make(template=reaches)
    assert said in str(refusal.value)


def test_no_template_of_the_product_evaluates_data_or_fetches_packages():
    templates = list(Path(sheets.__file__).parents[2].rglob("*.typ"))
    assert len(templates) > 1
    for template in templates:
        text = template.read_text(encoding="utf-8")
        assert "eval(" not in text
        assert "@preview" not in text
        assert "read(" not in text


@pytest.mark.parametrize("name", ["欧阳䶮", "王㛃", "李𫖯", "陈𬀩", "张䶮㛃𫖯𬀩"])
def test_rare_characters_that_the_font_has_print(make, name):
    told = text_of(make(name))
    assert name in told
    assert sheets.STAND_IN not in told


@pytest.mark.parametrize(
    ("words", "shown", "codes"),
    [
        ("𠮷田", "〓田", ["U+20BB7"]),
        ("𠮷𠮷", "〓〓", ["U+20BB7"]),
        ("王\ue000", "王〓", ["U+E000"]),
        ("王\ud800", "王〓", ["U+D800"]),
        ("𠮷和\ue000", "〓1 和〓2 ", ["〓1 = U+20BB7", "〓2 = U+E000"]),
        ("😀", "〓", ["U+1F600"]),
    ],
)
def test_a_character_the_font_lacks_is_marked_and_named(make, words, shown, codes):
    told = text_of(make(f"甲{words}乙"))
    assert f"甲{shown}乙" in told
    assert all(code in told for code in codes)


def test_it_is_named_wherever_it_stands_and_in_the_readers_language(make):
    with override("en"):
        told = text_of(make(facts=[["Worker", "𠮷", False]], lang="en"))
    assert "〓 = U+20BB7" in told
    assert "write them in by hand" in told


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("一\u202e二", "一二"), ("一\u200d二", "一二"), ("一\x07二", "一 二"), ("葛\U000e0100城", "葛城"),
        ("一\u2028二", "一 二"), ("一\ufeff二", "一二"),
    ],
)  # fmt: skip
def test_marks_nobody_sees_do_no_harm(make, words, shown):
    assert shown in text_of(make(words))


def test_long_sheets_repeat_the_head_on_each_page(make):
    document = pypdfium2.PdfDocument(make("\n\n".join(["家庭成员"] * 900)))
    assert len(document) > 1
    pages = [page.get_textpage().get_text_range() for page in document]
    assert "续页" not in pages[0]
    assert all("续页" in page for page in pages[1:])
    assert f"共 {len(document)} 页" in pages[-1]


def test_more_than_anyone_reads_is_refused(make):
    with pytest.raises(ValueError, match="too many"):
        make("长" * (sheets.LONGEST + 1))


def test_the_largest_sheet_takes_seconds_not_minutes(make):
    started = time.monotonic()
    make("长话短说，" * (sheets.LONGEST // 5 - 200))
    assert time.monotonic() - started < 30


def test_sheets_are_made_side_by_side_and_let_others_work(make, tmp_path):
    make()
    made, ticks = [], 0

    def work(place):
        data = {**FRAME, "body": f"第{place}份" * 9000}
        made.append(sheets.render(tmp_path / "plain.typ", data, printed_on=DAY))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ticks += 1
        time.sleep(0.001)
    assert len(set(made)) == 4
    assert ticks > 10


def test_a_missing_font_names_the_remedy(make, monkeypatch, tmp_path):
    sheets._covered.cache_clear()
    monkeypatch.setattr(sheets, "REGULAR", tmp_path / "none.ttf")
    with pytest.raises(FileNotFoundError, match="nj setup"):
        make()
    sheets._covered.cache_clear()


def test_the_font_is_no_static_file():
    assert sheets.REGULAR.is_file()
    assert [
        path for finder in finders.get_finders() for path, _storage in finder.list([]) if path.endswith(".ttf")
    ] == []
    assert "SIL OPEN FONT LICENSE" in Path(finders.find("niangjia/licences.txt")).read_text(encoding="utf-8")
