"""Run by `cleaning` in a process of its own: a media type and a file from stdin, the file written anew to stdout.

A hostile file may want more memory than there is, or never come to an end: better this process than the server.
Answers `ok`, a line feed and the content, or the code of a refusal.
"""

import re
import sys
from io import BytesIO
from typing import Any

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

MAX_MEMORY = 2 * 1024 * 1024 * 1024
MAX_PIXELS = 64_000_000
MAX_SIDE = 6000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

SCRIPTED = {
    "/AA", "/JS", "/JavaScript", "/OpenAction", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/Collection", "/RichMedia",
    "/RichMediaContent", "/Metadata", "/PieceInfo", "/Perms", "/DSS", "/Extensions", "/NeedsRendering", "/Thumb",
    "/VP", "/Measure", "/LGIDict", "/LastModified",
}  # fmt: skip
"""Keys of a PDF that run something, carry other files, or tell who made it, when, and at which place on earth."""
ATTACHED = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
TELLING_BOXES = {b"uuid", b"xml ", b"uinf", b"asoc"}
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""The next marker behind the picture of a JPEG: no byte of it, and none that only keeps step."""
STAYS_INSIDE = {"/GoTo"}
"""The one action that leads nowhere else."""


class Refused(Exception):
    """Its text is the code."""


def main() -> None:
    """Clean what stands on stdin."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    kind, _line, content = sys.stdin.buffer.read().partition(b"\n")
    try:
        cleaned = pdf(content) if kind == b"application/pdf" else image(content, FORMATS[kind.decode()])
        answer = b"ok\n" + cleaned
    except Refused as refused:
        answer = str(refused).encode()
    except MemoryError:
        answer = b"too-many-pixels"
    except Exception:  # noqa: BLE001 (decoders of hostile files raise anything)
        answer = b"broken"
    sys.stdout.buffer.write(answer)


def image(content: bytes, form: str) -> bytes:
    """The pixels, upright, and nothing else."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit stands below, and refuses instead of warning
    with Image.open(BytesIO(content), formats=[form]) as found:
        if found.width * found.height > MAX_PIXELS:
            raise Refused("too-many-pixels")
        found.load()
        upright = ImageOps.exif_transpose(found)
    mode = _mode(upright)
    pixels = Image.new(mode, upright.size)
    pixels.paste(upright.convert(mode))
    pixels.thumbnail((MAX_SIDE, MAX_SIDE))
    written = BytesIO()
    pixels.save(written, form, quality=90)
    return written.getvalue()


def _mode(found: Any) -> str:
    is_transparent = found.mode in {"RGBA", "LA", "PA"} or "transparency" in found.info
    if is_transparent and found.format != "JPEG":
        return "RGBA"
    return "L" if found.mode in {"L", "1"} else "RGB"


def pdf(content: bytes) -> bytes:
    """The pages, written anew: what no page needs does not go along, earlier versions of them included."""
    import pikepdf

    try:
        document = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    with document:
        if document.is_encrypted:
            raise Refused("encrypted")
        if not document.pages:
            raise Refused("broken")
        _scrub_pdf(document)
        written = BytesIO()
        document.save(
            written,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return written.getvalue()


def _scrub_pdf(document: Any) -> None:
    import pikepdf

    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for found in document.objects:
        _scrub(found, 0)
    for found in document.objects:
        if isinstance(found, pikepdf.Stream):
            _scrub_photo(found)


def _scrub(found: Any, depth: int) -> None:
    """Take what is scripted out of a dictionary, a stream's dictionary or a list, and of those directly in it."""
    import pikepdf

    if depth > 50:
        raise Refused("broken")
    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(found.keys()):
            value = found.get(key)
            if key in SCRIPTED or (key in {"/A", "/Next"} and not _stays_inside(value)):
                del found[key]
            elif key == "/Annots" and isinstance(value, pikepdf.Array):
                found[key] = pikepdf.Array([each for each in value if not _is_attached(each)])
                _scrub(found[key], depth + 1)
            elif not getattr(value, "is_indirect", True):
                _scrub(value, depth + 1)
    elif isinstance(found, pikepdf.Array):
        for value in found:
            if not getattr(value, "is_indirect", True):
                _scrub(value, depth + 1)


def _stays_inside(action: Any) -> bool:
    import pikepdf

    if isinstance(action, pikepdf.Array):  # several in a row; an outline's /Next is none
        return False
    return not isinstance(action, pikepdf.Dictionary) or str(action.get("/S", "/GoTo")) in STAYS_INSIDE


def _is_attached(annotation: Any) -> bool:
    import pikepdf

    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) in ATTACHED


def _scrub_photo(stream: Any) -> None:
    """A photo inside a PDF keeps its own metadata, the place where it was taken included: write it without."""
    import pikepdf

    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ["/JPXDecode"]:
        stream.write(without_boxes(bytes(stream.get_raw_stream_buffer())), filter=pikepdf.Name.JPXDecode)
    elif names[-1] == "/DCTDecode":
        raw = bytes(stream.get_raw_stream_buffer() if len(names) == 1 else _without_outer_filters(stream))
        parameters = stream.get("/DecodeParms") if len(names) == 1 else None
        stream.write(without_segments(raw), filter=pikepdf.Name.DCTDecode, decode_parms=parameters)


def _without_outer_filters(stream: Any) -> bytes:
    import pikepdf

    return bytes(stream.get_stream_buffer(pikepdf.StreamDecodeLevel.specialized))


def without_segments(photo: bytes) -> bytes:
    """A JPEG without its application segments and comments; that of Adobe stays, colours are read by it.

    Between the scans of a progressive one they may stand too, and a second photo behind the first.
    """
    if photo[:2] != b"\xff\xd8":
        raise Refused("broken")
    kept, place = [photo[:2]], 2
    while photo[place : place + 1] == b"\xff" and place + 4 <= len(photo):
        marker = photo[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == 0xD9:
            break
        length = int.from_bytes(photo[place + 2 : place + 4], "big")
        if length < 2:
            raise Refused("broken")
        is_telling = (0xE1 <= marker <= 0xEF and marker != 0xEE) or marker == 0xFE
        if not is_telling:
            kept.append(photo[place : place + 2 + length])
        place += 2 + length
        if marker == 0xDA:  # a scan: the picture itself
            following = AFTER_SCAN.search(photo, place)
            end = following.start() if following else len(photo)
            kept.append(photo[place:end])
            place = end
    return b"".join([*kept, b"\xff\xd9"])


def without_boxes(photo: bytes) -> bytes:
    """A JPEG 2000 file without the boxes that tell of it; a bare code stream has none."""
    if photo[4:8] != b"jP  ":
        return photo
    kept, place = [], 0
    while place + 8 <= len(photo):
        length = int.from_bytes(photo[place : place + 4], "big") or len(photo) - place
        if length == 1:  # the length is behind the kind
            length = int.from_bytes(photo[place + 8 : place + 16], "big")
        if length < 8:
            raise Refused("broken")
        if photo[place + 4 : place + 8] not in TELLING_BOXES:
            kept.append(photo[place : place + length])
        place += length
    return b"".join(kept)


if __name__ == "__main__":
    main()
