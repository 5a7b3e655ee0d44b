"""What views of this app ask of a request."""

from django.http import HttpRequest

from niangjia.accounts.addresses import address_of
from niangjia.kernel.devices import describe_device

DIGITS = 9


def number_in(request: HttpRequest, name: str) -> int | None:
    """A whole number that a sent page carries, such as that of the version it was made from; None for no number."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def seen_by(request: HttpRequest) -> int:
    """The number of the version a sent page was made from; 0 for anything that is none."""
    return number_in(request, "seen") or 0


def device_of(request: HttpRequest) -> str:
    """From what they ask, in the words of the record."""
    return describe_device(request.headers.get("User-Agent", ""), address_of(request))
