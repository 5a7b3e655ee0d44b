"""What views of this app ask of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from niangjia.accounts.models import User
from niangjia.kernel.devices import describe_device


def user_of(request: HttpRequest) -> User:
    """Who asks. Views behind the sign-in always have someone."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def device_of(request: HttpRequest) -> str:
    """From what they ask, in the words of the record."""
    return describe_device(request.headers.get("User-Agent", ""), request.META.get("REMOTE_ADDR", ""))
