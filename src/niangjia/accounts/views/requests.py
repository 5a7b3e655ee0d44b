"""What views of units, users and appointments ask of a request."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from niangjia.accounts.models import User
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput


def user_of(request: HttpRequest) -> User:
    """Who asks. Views behind the sign-in always have someone."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def done(form: forms.Form, command: Callable[[], object]) -> bool:
    """Run a command once the form was sent and is sound. Whether it was done.

    A refusal stands above the form, which keeps what was typed.
    """
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        command()
    except (Conflict, Forbidden, InvalidInput) as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error("password" if "password" in form.fields else None, error)
    return not form.errors
