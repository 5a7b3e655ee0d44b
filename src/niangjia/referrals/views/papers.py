"""Files in answers: taken in and handed out."""

from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from niangjia.people.evidence_files import CleanFile, clean, refuse_large


def cleaned(paper: "UploadedFile[Any] | None") -> CleanFile | None:
    """A file as it may be kept; None for none. Raises RefusedFile."""
    if paper is None:
        return None
    refuse_large(paper.size or 0)
    return clean(paper.read())


def answer_file(request: HttpRequest, content: bytes, media_type: str, name: str) -> HttpResponseBase:
    """A file to be saved: never shown by the browser as a page of this site."""

    @csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [True]})
    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store, private"
        return response

    return answer(request)
