"""What is done to a clue: help, papers, and its ends. Each fetches, binds its form, calls one command, answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.accounts.views.requests import user_of
from niangjia.clues import access, commands
from niangjia.clues.forms import HelpForm, LinkForm, MergeForm, RefuseForm, WatchForm
from niangjia.clues.models import Clue
from niangjia.clues.views.showing import render_clue
from niangjia.dossiers.errors import NeedsAnother
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput, NotFoundOrForbidden


@require_POST
def help_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the first help."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "help")
    form = HelpForm(request.POST, today=clock.today(), who=str(user), is_emergency=clue.is_emergency)
    return _answer(request, clue, form, lambda said: commands.help_clue(clue, **said, by=user), _("Help is recorded."))


@require_POST
def complete_papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the papers of an emergency are there."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "help")
    commands.complete_papers(clue, by=user)
    messages.success(request, _("The papers are complete."))
    return redirect("clues:show-clue", pk=clue.pk)


@require_POST
def link_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It became a dossier, named by its number."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "decide")
    form = LinkForm(request.POST, seen=clue.seen, prefix_of_ids="link")

    def act(said: dict[str, Any]) -> object:
        try:
            dossier = access.get_dossier_by_number(user, said["number"])
        except NotFoundOrForbidden as missing:
            raise InvalidInput(missing.message) from missing
        return commands.link_clue(clue, dossier, seen=said["seen"], by=user)

    return _answer(request, clue, form, act, _("The clue belongs to its dossier now."))


@require_POST
def watch_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is watched until the next look."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "decide")
    form = WatchForm(request.POST, seen=clue.seen, prefix_of_ids="watch")
    return _answer(request, clue, form, lambda said: commands.watch_clue(clue, **said, by=user), _("It is watched."))


@require_POST
def refuse_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person was told why nothing comes of it."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "decide")
    form = RefuseForm(request.POST, seen=clue.seen, prefix_of_ids="refuse")
    done = _("Recorded, with how the person was told.")
    return _answer(request, clue, form, lambda said: commands.refuse_clue(clue, **said, by=user), done)


@require_POST
def merge_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is about the same person as another clue, which is shown next."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "decide")
    form = MergeForm(request.POST, seen=clue.seen, prefix_of_ids="merge")
    if not form.is_valid():
        return render_clue(request, clue, bound=form)
    into = access.get_clue_for(user, form.cleaned_data["into"], "decide")
    return _answer(
        request,
        clue,
        form,
        lambda said: commands.merge_clue(clue, into=into, seen=said["seen"], by=user),
        _("Merged; the earliest days of both count."),
        then=into,
    )


def _answer(
    request: HttpRequest,
    clue: Clue,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    done: str,
    *,
    then: Clue | None = None,
) -> HttpResponse:
    """Do it and go on; a form that cannot be taken is shown again. Who comes second is told, and loses no word."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        except (Conflict, NeedsAnother) as refusal:
            return render_clue(request, access.get_clue_for(user_of(request), clue.pk), kept=form, why=str(refusal))
        else:
            messages.success(request, done)
            return redirect("clues:show-clue", pk=(then or clue).pk)
    return render_clue(request, clue, bound=form)
