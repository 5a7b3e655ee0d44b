"""What views of this app ask of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from niangjia.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """Who asks. Views behind the sign-in always have someone."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
