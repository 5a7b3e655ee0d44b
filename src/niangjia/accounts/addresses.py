"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address of the browser. X-Forwarded-For is believed of web servers named in NIANGJIA_PROXIES only.

    It is read from its end: what stands before the last address that we trust was written by the browser itself.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while address in settings.TRUSTED_PROXIES and told:
        address = told.pop()
    return address
