"""The invisible marks: recovered from what they are said to survive, and from nothing else."""

import random
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font
from PIL import Image, ImageChops
from xlsxwriter import Workbook

from niangjia.privacy import cell_marks, page_marks
from niangjia.privacy.watermarks import MARK_BITS, bits_of, from_bits, mark_of, serial_of
from niangjia.ui.sheets import picture_of

SERIAL = 26 << 20 | 123


def workbook(serial=SERIAL, rows=3, columns=13):
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            for column in range(columns):
                look = book.add_format({"font_color": cell_marks.shade(serial, row, column)})
                sheet.write_string(row, column, f"{row}/{column}", look)
        for column, pixels in cell_marks.widths(serial).items():
            sheet.set_column_pixels(column, column, pixels)
    return buffer.getvalue()


def page(serial=SERIAL, *, is_landscape=True, text=""):
    import typst

    typed = f"""#set page(paper: "a4", flipped: {str(is_landscape).lower()}, margin: 12mm,
      background: image("m.svg", width: 100%, height: 100%))\n#set text(size: 8pt)\n{text}"""
    files = {"main.typ": typed.encode(), "m.svg": page_marks.dots(serial, is_landscape=is_landscape)}
    return picture_of(typst.compile(files))


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_mark_names_its_serial_and_cannot_be_guessed():
    mark = mark_of(SERIAL)
    assert serial_of(mark) == SERIAL
    assert from_bits(bits_of(mark)) == mark
    assert mark.bit_length() <= MARK_BITS
    assert [serial_of(mark ^ 1 << bit) for bit in range(MARK_BITS)] == [None] * MARK_BITS
    chance = random.Random(1)  # noqa: S311 (chance, not a key)
    assert not any(serial_of(chance.getrandbits(MARK_BITS)) for _try in range(2000))
    for wrong in (-1, 1 << 28):
        with pytest.raises(ValueError, match="no serial"):
            mark_of(wrong)


def test_another_installation_reads_nothing(settings, tmp_path):
    content, picture = workbook(), page()
    assert cell_marks.read_workbook_marks(content) == {SERIAL: {"shades", "widths"}}
    settings.KEY_FOLDER = tmp_path / "other"
    assert cell_marks.read_workbook_marks(content) == {}
    assert page_marks.read_page_mark(picture) is None


def test_every_row_and_every_dozen_of_a_column_carries_all_of_it():
    cells = [[cell_marks.shade(SERIAL, row, column) for column in range(24)] for row in range(24)]
    for row in cells:
        assert len(set(row[:12])) == len(set(row[7:19])) == 12
    assert len({cells[row][3] for row in range(5, 17)}) == 12


def test_a_saved_copy_keeps_both_carriers():
    again = saved(openpyxl.load_workbook(BytesIO(workbook())))
    assert cell_marks.read_workbook_marks(saved(openpyxl.load_workbook(BytesIO(again)))) == {
        SERIAL: {"shades", "widths"}
    }


def test_one_copied_row_or_column_still_says_it():
    source = openpyxl.load_workbook(BytesIO(workbook(rows=14))).active
    for cells in (source[5], [row[2] for row in source.iter_rows()]):
        book = openpyxl.Workbook()
        for place, cell in enumerate(cells, start=1):
            book.active.cell(place, 2, cell.value).font = Font(color=cell.font.color)
        assert cell_marks.read_workbook_marks(saved(book)) == {SERIAL: {"shades"}}


def test_rows_of_two_exports_name_both():
    book, other = openpyxl.load_workbook(BytesIO(workbook())), openpyxl.load_workbook(BytesIO(workbook(SERIAL + 1)))
    for cell in other.active[2]:
        book.active.cell(9, cell.column, cell.value).font = Font(color=cell.font.color)
    assert cell_marks.read_workbook_marks(saved(book)) == {SERIAL: {"shades", "widths"}, SERIAL + 1: {"shades"}}


def test_a_painted_over_list_keeps_the_widths_and_plain_text_keeps_nothing():
    book = openpyxl.load_workbook(BytesIO(workbook()))
    plain = openpyxl.Workbook()
    for row in book.active.iter_rows():
        for cell in row:
            cell.font = Font(color="FF000000")
            plain.active[cell.coordinate] = cell.value
    assert cell_marks.read_workbook_marks(saved(book)) == {SERIAL: {"widths"}}
    assert cell_marks.read_workbook_marks(saved(plain)) == {}


@pytest.mark.parametrize("is_landscape", [True, False])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_picture_of_a_page_says_it_however_it_lies(is_landscape, turns):
    picture = Image.open(BytesIO(page(is_landscape=is_landscape, text="#lorem(900)"))).convert("L")
    assert page_marks.read_page_mark(jpeg(picture.rotate(90 * turns, expand=True))) == SERIAL


def jpeg(picture, quality=80, noise=4):
    buffer = BytesIO()
    grain = Image.effect_noise(picture.size, noise * 2)
    ImageChops.add(picture.convert("L"), grain, 1, -128).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def test_a_skewed_and_shifted_scan_says_it_too():
    picture = Image.open(BytesIO(page(text="#lorem(500)"))).convert("L")
    skewed = picture.rotate(0.7, fillcolor=250, translate=(11, -7), resample=Image.Resampling.BICUBIC)
    assert page_marks.read_page_mark(jpeg(skewed)) == SERIAL


def test_pages_without_a_mark_name_none():
    import typst

    unmarked = picture_of(typst.compile(b'#set page(paper: "a4")\n#lorem(900)'))
    assert page_marks.read_page_mark(jpeg(Image.open(BytesIO(unmarked)))) is None
    with pytest.raises(ValueError, match="no picture"):
        page_marks.read_page_mark(b"no picture")
    with pytest.raises(ValueError, match="cannot be drawn"):
        picture_of(b"%PDF-1.7 broken")


def test_the_dots_are_pale_and_small():
    drawn = page_marks.dots(SERIAL, is_landscape=True).decode()
    assert page_marks.GREY in drawn
    assert int(page_marks.GREY[1:3], 16) > 220
    assert drawn.count("<circle") == 57 * 40
