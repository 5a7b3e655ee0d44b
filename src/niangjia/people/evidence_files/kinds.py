"""What a file is, by its first bytes alone: its name and what the browser says of it are not asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
MEDIA_TYPES = (JPEG, PNG, WEBP, PDF)
ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}

PHOTO_OR_PDF = _("Take a photo of the paper, or save the document as a PDF, and hand in that.")
_AS_PDF = _("Open it, save it as a PDF, and hand in the PDF.")
_UNPACK = _("Unpack it, and hand in the photos and PDFs in it.")
_AS_JPEG = _("Save it as a JPEG; on an iPhone choose Settings, Camera, Formats, Most Compatible.")

_FOREIGN: tuple[tuple[int, tuple[bytes, ...], str | Promise, str | Promise], ...] = (
    (4, (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif"), _("a photo in the HEIC format"), _AS_JPEG),
    (4, (b"ftyp",), _("a video"), _("Take a photo instead.")),
    (0, (b"GIF8",), _("a GIF picture"), _AS_JPEG),
    (0, (b"BM",), _("a BMP picture"), _AS_JPEG),
    (0, (b"II*\0", b"MM\0*"), _("a TIFF picture"), _AS_JPEG),
    (0, (b"\xd0\xcf\x11\xe0",), _("a document of an old Office version"), _AS_PDF),
    (0, (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), _("an archive"), _UNPACK),
    (0, (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"), _("a program"), PHOTO_OR_PDF),
    (0, (b"{\\rtf",), _("a text document (RTF)"), _AS_PDF),
)
_OFFICE = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<head", b"<body")
_LOOKED_AT = 4096


def media_type(content: bytes) -> str:
    """One of MEDIA_TYPES, or "" for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return PDF if content.startswith(b"%PDF-") else ""


def named(content: bytes) -> tuple[str | Promise, str | Promise]:
    """For a file that is not taken: what it seems to be, and what its owner can do."""
    for offset, beginnings, name, remedy in _FOREIGN:
        if content[offset:].startswith(beginnings):
            return name, remedy
    head = content[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"PK"):
        is_office = any(part in content for part in _OFFICE)
        return (_("an Office document"), _AS_PDF) if is_office else (_("an archive"), _UNPACK)
    if b"<svg" in head:
        return _("an SVG drawing"), _AS_JPEG
    if any(part in head for part in _PAGES):
        return _("a web page"), _AS_PDF
    if head.startswith(b"<?xml"):
        return _("an XML file"), _AS_PDF
    if _is_text(content[:_LOOKED_AT]):
        return _("plain text"), PHOTO_OR_PDF
    return _("of a kind that is not known"), PHOTO_OR_PDF


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)
