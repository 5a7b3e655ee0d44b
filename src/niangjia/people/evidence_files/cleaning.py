"""A file as it is kept: decoded and written anew in a process of its own, so that only what people see goes along."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from niangjia.kernel.errors import InvalidInput
from niangjia.people.evidence_files.kinds import MAX_BYTES, PHOTO_OR_PDF, media_type, named

WORKER = Path(__file__).with_name("cleaning_process.py")
SECONDS = 60


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What may be kept and served."""

    media_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the content as kept."""
        return hashlib.sha256(self.content).hexdigest()


class RefusedFile(InvalidInput):
    """A file that is not taken; its code says why: empty, too-large, other-type, encrypted, broken, too-many-pixels."""


def refuse_large(size: int) -> None:
    """Raises RefusedFile for more than MAX_BYTES."""
    if size > MAX_BYTES:
        raise RefusedFile(
            _("The file is larger than %(limit)s MB.") % {"limit": MAX_BYTES // 2**20},
            remedy=_("Take the photo with a lower resolution, or hand in the pages of the document one by one."),
            code="too-large",
        )


def clean(content: bytes) -> CleanFile:
    """The same photo or PDF without metadata, position, scripts and attached files. Raises RefusedFile."""
    if not content:
        raise RefusedFile(_("The file is empty."), remedy=_("Choose it once more."), code="empty")
    refuse_large(len(content))
    kind = media_type(content)
    if not kind:
        name, remedy = named(content)
        raise RefusedFile(
            _("This is %(name)s; only photos (JPEG, PNG, WebP) and PDFs are taken.") % {"name": name},
            remedy=remedy,
            code="other-type",
        )
    answer, _line, cleaned = _run(kind.encode() + b"\n" + content).partition(b"\n")
    if answer != b"ok":
        raise _refusal(answer.decode("ascii", "replace"))
    return CleanFile(kind, cleaned)


def _run(request: bytes) -> bytes:
    """Ask the worker; one that takes too long or needs too much memory has met a broken or hostile file."""
    try:
        done = subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-I", str(WORKER)], input=request, capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.SubprocessError:
        return b"broken"
    return done.stdout


def _refusal(code: str) -> RefusedFile:
    if code == "encrypted":
        return RefusedFile(
            _("This PDF is protected by a password."),
            remedy=_("Open it, print it to a new PDF without a password, and hand in that."),
            code=code,
        )
    if code == "too-many-pixels":
        return RefusedFile(
            _("This picture has too many pixels."),
            remedy=_("Take the photo with a lower resolution, or hand in a part of it."),
            code=code,
        )
    return RefusedFile(_("This file is damaged: it cannot be opened."), remedy=PHOTO_OR_PDF, code="broken")
