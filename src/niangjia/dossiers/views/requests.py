"""What views of this app ask of a request."""

from django.http import HttpRequest

from niangjia.accounts.addresses import address_of
from niangjia.kernel.devices import describe_device

DIGITS = 9


def seen_by(request: HttpRequest) -> int:
    """The number of the version a sent page was made from; 0 for anything that is none."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def device_of(request: HttpRequest) -> str:
    """From what they ask, in the words of the record."""
    return describe_device(request.headers.get("User-Agent", ""), address_of(request))
