"""What is kept of a file: the picture or the pages, and nothing that hides in it."""

import io

import pikepdf
import pytest
from PIL import Image

from niangjia.people.evidence_files import RefusedFile, clean
from niangjia.people.evidence_files.cleaning_process import Refused, without_boxes, without_segments
from niangjia.people.tests.hostile_files import (
    EICAR,
    FORMS,
    PDF_TRICKS,
    document,
    hundred,
    packed,
    photo_with_position,
    picture,
    png_of,
)

HIDDEN = (b"PLANTED", b"alert", b"EICAR", b"<script", b"evil", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"GPS")


def told(content: bytes) -> str:
    with pytest.raises(RefusedFile) as refusal:
        clean(content)
    assert refusal.value.message
    assert refusal.value.remedy
    return refusal.value.code


def streams(content: bytes) -> bytes:
    """A PDF with everything in it laid open."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        written = io.BytesIO()
        opened.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False,
                    stream_decode_level=pikepdf.StreamDecodeLevel.specialized)  # fmt: skip
    return written.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_photo_loses_its_position_and_stays_upright(form):
    photo = photo_with_position(form)
    with Image.open(io.BytesIO(photo)) as before:  # the control: it is there
        assert before.size == (40, 30)
        assert before.getexif().get_ifd(0x8825)[2] == (50.0, 47.0, 13.5)
    found = clean(photo)
    assert found.media_type == f"image/{form.lower()}"
    with Image.open(io.BytesIO(found.content)) as after:
        assert after.size == (30, 40)
        assert not after.getexif()
        assert not after.getexif().get_ifd(0x8825)
        assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
        red, green, blue = after.convert("RGB").getpixel((15, 20))
        assert abs(red - 120) + abs(green - 160) + abs(blue - 90) < 12
    assert b"PLANTED" in photo
    assert b"PLANTED" not in found.content


def test_the_same_file_gives_the_same_content():
    for content in (picture(), document(PDF_TRICKS["photo-inside"])):
        assert clean(content).sha256 == clean(content).sha256


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_taken(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    written = io.BytesIO()
    Image.new(mode, (20, 10)).save(written, form)
    with Image.open(io.BytesIO(clean(written.getvalue()).content)) as after:
        assert after.size == (20, 10)


def test_a_very_large_photo_is_made_smaller_not_refused():
    with Image.open(io.BytesIO(clean(picture(size=(7000, 3000))).content)) as after:
        assert after.size[0] == 6000


def test_a_flood_of_pixels_is_refused_before_it_is_drawn():
    assert told(png_of(50_000, 50_000)) == "too-many-pixels"
    assert told(png_of(20_000, 20_000)) == "too-many-pixels"


@pytest.mark.parametrize("trick", sorted(set(PDF_TRICKS) - {"deep"}))
def test_a_pdf_keeps_its_pages_only(trick):
    cleaned = clean(document(PDF_TRICKS[trick])).content
    with pikepdf.open(io.BytesIO(cleaned)) as after:
        assert len(after.pages) == 1
        assert not after.docinfo
    laid_open = streams(cleaned)
    assert [sign for sign in (*HIDDEN, b"/JS", b"/AA", b"/XFA") if sign in laid_open] == []


def test_a_pdf_without_a_bottom_is_refused():
    assert told(document(PDF_TRICKS["deep"])) == "broken"


def test_tricks_in_pdfs_are_really_there_before():
    assert [trick for trick, change in PDF_TRICKS.items() if b"PLANTED" not in streams(document(change))
            and trick not in {"open-action", "outline"}] == []  # fmt: skip
    assert b"alert" in streams(document(PDF_TRICKS["outline"]))


def test_a_photo_in_a_pdf_is_still_there():
    cleaned = clean(document(PDF_TRICKS["photo-inside"])).content
    with pikepdf.open(io.BytesIO(cleaned)) as after:
        photo = pikepdf.PdfImage(after.pages[0].Resources.XObject.Im0).as_pil_image()
    red, green, blue = photo.convert("RGB").getpixel((10, 10))
    assert abs(red - 120) + abs(green - 160) + abs(blue - 90) < 12


def test_a_progressive_photo_loses_what_stands_between_its_scans_and_behind_it():
    plain = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(plain, "JPEG", progressive=True)
    last_scan = plain.getvalue().rindex(b"\xff\xda")
    told_between = b"\xff\xe1\x00\x0fExif\0\0PLANTED"
    telling = plain.getvalue()[:last_scan] + told_between + plain.getvalue()[last_scan:] + photo_with_position()
    cleaned = without_segments(telling)
    assert cleaned == without_segments(plain.getvalue())
    with Image.open(io.BytesIO(cleaned)) as after, Image.open(io.BytesIO(telling)) as before:
        assert after.tobytes() == before.tobytes()


def _surveyed(made):
    """A map: the page knows where on earth it lies, and so does the JPEG 2000 picture on it."""
    picture_2000 = picture("JPEG2000", irreversible=False)
    told = b"uuid" + b"JpgTiffExif->JP2" + b"PLANTED"
    stream = pikepdf.Stream(made, picture_2000 + (len(told) + 4).to_bytes(4, "big") + told)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.Filter = 40, 30, pikepdf.Name.JPXDecode
    measure = pikepdf.Dictionary(Subtype=pikepdf.Name.GEO, GPTS=[50.48, 121.68], Note="PLANTED")
    made.pages[0].obj.VP = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Viewport, Measure=measure)])
    made.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream, Measure=measure))


def test_a_map_loses_its_place_on_earth_and_keeps_its_picture():
    content = document(_surveyed)
    assert b"PLANTED" in streams(content)
    cleaned = clean(content).content
    with pikepdf.open(io.BytesIO(cleaned)) as after:
        kept = after.pages[0].Resources.XObject.Im0.read_raw_bytes()
        assert "/VP" not in after.pages[0].obj
    assert b"PLANTED" not in kept
    assert b"PLANTED" not in streams(cleaned)
    with Image.open(io.BytesIO(kept)) as photo:
        assert photo.size == (40, 30)


@pytest.mark.parametrize("box", [b"\0\0\0\2uuid", b"\0\0\0\1uuid" + bytes(8)])
def test_a_box_without_an_end_is_no_picture(box):
    with pytest.raises(Refused):
        without_boxes(picture("JPEG2000")[:12] + box)


def test_segments_that_tell_are_taken_out_of_a_jpeg():
    photo = photo_with_position()
    stripped = without_segments(photo + b"after the end")
    assert b"PLANTED" not in stripped
    assert b"after the end" not in stripped
    with Image.open(io.BytesIO(stripped)) as after:
        after.load()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(21 * 2**20), "too-large"),
        (picture()[:300], "broken"),
        (document(encryption=pikepdf.Encryption(user="x", owner="y")), "encrypted"),
        (document(encryption=pikepdf.Encryption(user="", owner="y")), "encrypted"),
        (b"%PDF-1.7\nnothing", "broken"),
        (packed("[Content_Types].xml", "word/vbaProject.bin"), "other-type"),
        (EICAR, "other-type"),
    ],
)
def test_what_is_not_taken_says_why_and_what_to_do(content, code):
    assert told(content) == code


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"GIF89a", "GIF"),
        (packed("[Content_Types].xml"), "Office"),
        (packed("a"), "archive"),
        (b"<svg/>", "SVG"),
        (b"<html>", "web page"),
        ("文字".encode(), "text"),
        (b"MZ\0", "program"),
        (bytes(range(9)), "not known"),
    ],
)
def test_it_is_named_what_a_file_is(content, name):
    from django.utils import translation

    with translation.override("en"), pytest.raises(RefusedFile, match=name):
        clean(content)


def test_there_are_a_hundred_hostile_files():
    assert len(hundred()) >= 100
