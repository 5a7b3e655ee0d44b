"""What the pages of acts share: a form that is wrong comes back as it was typed, a refusal is told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError

Page = Callable[..., HttpResponse]


def act_on(
    request: HttpRequest, form: forms.Form, command: Callable[[], object], *, page: Page, name: str, to: Any, done: str
) -> HttpResponse:
    """Run a command with a form that was sent, then go to `to`; else show `page` again with the form as `name`, also
    when something stands in the way: what was typed is not lost.
    """
    if form.is_valid():
        try:
            command()
        except (InvalidInput, Forbidden) as refusal:
            form.add_error(None, str(refusal))
        except Conflict as refusal:
            messages.error(request, str(refusal))
            return page(status=409, **{name: form})
        else:
            messages.success(request, done)
            return redirect(*to)
    return page(status=422, **{name: form})


def press(request: HttpRequest, command: Callable[[], object], *, to: Any, done: str) -> HttpResponse:
    """Run a command that needs no form; a refusal is told on the page it leads to."""
    try:
        command()
    except (InvalidInput, Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(*to)


def taken(form: forms.Form, command: Callable[[], object]) -> object | None:
    """What a command returns when the form was sent and is sound; a refusal stands above the form."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        return command()
    except NiangjiaError as refusal:
        form.add_error(None, str(refusal))
        return None
