"""A PDF as an answer: opened by the browser's own viewer."""

from csp.constants import NONE
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, HttpResponseBase


def answer_pdf(request: HttpRequest, content: bytes, name: str) -> HttpResponseBase:
    """Show a PDF in the window, to be kept under a file name of plain letters.

    Its policy forbids framing and nothing else: Chrome holds its own viewer, which is no page of ours, to the policy
    of the document, and shows a blocked or a cut page under a stricter one (crbug.com/271452).
    """

    @csp({"frame-ancestors": [NONE]})
    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    return answer(request)
