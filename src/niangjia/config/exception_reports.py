"""What a report of an error in the program says of a request: where it happened, and nothing that people typed."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

HIDDEN = SafeExceptionReporterFilter.cleansed_substitute
QUERIES = ("QUERY_STRING", "HTTP_REFERER", "REQUEST_URI", "RAW_URI")
"""Names in META under which what was typed into a search box may stand."""


class HidesWhatWasTyped(SafeExceptionReporterFilter):
    """Forms, local variables, cookies and queries are hidden, of every view and also while debugging.

    No view needs a mark of its own, so that none can be forgotten: what a household tells stands in most forms.
    """

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002 (Django passes it)
        """Always."""
        return True

    def get_safe_request_meta(self, request: Any) -> dict[str, Any]:
        """As Django has it, without queries and cookies."""
        meta: dict[str, Any] = super().get_safe_request_meta(request)
        return {name: HIDDEN if name in QUERIES or "COOKIE" in name else value for name, value in meta.items()}

    def get_safe_cookies(self, request: Any) -> dict[str, str]:
        """Their names."""
        return dict.fromkeys(super().get_safe_cookies(request), HIDDEN)

    def get_post_parameters(self, request: HttpRequest | None) -> QueryDict | dict[str, str]:
        """The names of fields."""
        return dict.fromkeys(request.POST if request else (), HIDDEN)

    def get_cleansed_multivaluedict(self, request: Any, multivaluedict: "MultiValueDict[str, Any]") -> Any:  # noqa: ARG002 (Django passes it)
        """The names of fields."""
        return dict.fromkeys(multivaluedict, HIDDEN)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:  # noqa: ARG002 (Django passes it)
        """The names of local variables."""
        return dict.fromkeys(tb_frame.f_locals, HIDDEN).items()


class Reporter(ExceptionReporter):
    """The report itself, which Django fills also with things that pass no filter."""

    def get_traceback_data(self) -> dict[str, Any]:
        """As Django has it, without queries, files and the text around a character that could not be read."""
        data: dict[str, Any] = super().get_traceback_data()
        data["unicode_hint"] = ""
        if self.request is not None:
            data["request_GET_items"] = dict.fromkeys(self.request.GET, HIDDEN).items()
            data["request_FILES_items"] = dict.fromkeys(self.request.FILES, HIDDEN).items()
            data["request_insecure_uri"] = urlsplit(data["request_insecure_uri"])._replace(query="").geturl()
        return data
