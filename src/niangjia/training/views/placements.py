"""A person and a post: the page, every act on it, and follow-ups."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.training import access, commands, queries
from niangjia.training.catalogue import label
from niangjia.training.forms import FollowUpForm, LeaveForm, NoteForm, OwnWorkForm, StartForm, YesForm
from niangjia.training.limits import value_of
from niangjia.training.models import FollowUpState, Placement, WorkFollowUp
from niangjia.training.presenting import tone_of
from niangjia.training.views.acting import act_on, press, taken
from niangjia.training.views.asked import id_of
from niangjia.training.views.showing import done_with, measure_of

ACTS = ("answer-placement", "withdraw-placement", "start-placement", "end-placement")


@require_POST
def offer_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a post to somebody."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "offer-placement")
    vacancy = access.get_vacancy_for(user, id_of(request.POST.get("vacancy", "")))
    return press(
        request, lambda: commands.offer_placement(profile, vacancy, by=user), to=("training:show-person", pk),
        done=_("Offered. Ask the person, and note what they say."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter work that somebody found themselves."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "offer-placement")
    form = OwnWorkForm(request.POST if request.method == "POST" else None, before_fen=profile.pay_now_fen)

    def add() -> Placement:
        told = form.cleaned_data
        return commands.add_placement(
            profile, title=told["title"], employer=told["employer"], start=form.start(), by=user
        )

    made = taken(form, add)
    if isinstance(made, Placement):
        return redirect("training:show-placement", pk=made.pk)
    context = {"form": form, "profile": profile}
    return render(request, "training/add-placement.html", context, status=422 if form.errors else 200)


@require_safe
def show_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One placement: where it stands, its follow-ups, and what may be done."""
    return page_of(request, access.get_placement_for(user_of(request), pk))


def page_of(request: HttpRequest, placement: Placement, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a placement, with forms as they were sent in place of empty ones."""
    user, today = user_of(request), clock.today()
    may, is_own = access.acts_now(user, ACTS, placement)
    early = timedelta(days=value_of("early"))
    may_follow = access.may_on(user, "follow-up", placement) and not is_own
    vacancy, follow_ups = placement.vacancy, list(placement.follow_ups.all())
    context = {
        "placement": placement,
        "profile": access.profile_seen_by(user, placement.person_id),
        "tone": tone_of(placement.state),
        "how": label("agreed-how", placement.agreed_how) if placement.agreed_how else "",
        "follow_ups": [
            (each, may_follow and each.state == "waiting" and each.due_on - early <= today) for each in follow_ups
        ],
        "is_asked_out": bool(follow_ups) and all(each.state != FollowUpState.WAITING for each in follow_ups),
        "today": today,
        "may": may,
        "is_own": is_own,
        "measure": measure_of(user, placement.measure),
        "entries": done_with(placement.pk),
        "yes_form": YesForm(),
        "no_form": NoteForm(),
        "withdraw_form": NoteForm(auto_id="id_withdraw_%s"),
        "start_form": StartForm(
            before_fen=placement.pay_before_fen, pay_fen=vacancy.pay_from_fen if vacancy is not None else 0
        ),
        "end_form": LeaveForm(),
        **bound,
    }
    return render(request, "training/show-placement.html", context, status=status)


def _act(
    request: HttpRequest, pk: UUID, right: str, form: forms.Form, name: str, done: str, command: Callable[..., object]
) -> HttpResponse:
    user = user_of(request)
    placement = access.get_placement_for(user, pk, right)
    return act_on(
        request, form, lambda: command(placement, **form.cleaned_data, by=user),
        page=lambda **more: page_of(request, placement, **more), name=name, to=("training:show-placement", pk),
        done=done,
    )  # fmt: skip


@require_POST
def accept_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person said yes."""
    done = _("Noted: one of the posts is theirs.")
    return _act(request, pk, "answer-placement", YesForm(request.POST), "yes_form", done, commands.accept_placement)


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def decline_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person did not wish to."""
    form, done = NoteForm(request.POST), _("Noted. Nothing follows from it for the person.")
    return _act(request, pk, "answer-placement", form, "no_form", done, commands.decline_placement)


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def withdraw_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It did not come about."""
    form, done = NoteForm(request.POST, auto_id="id_withdraw_%s"), _("Entered.")
    return _act(request, pk, "withdraw-placement", form, "withdraw_form", done, commands.withdraw_placement)


@require_POST
def start_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work began."""
    user = user_of(request)
    placement = access.get_placement_for(user, pk, "start-placement")
    form = StartForm(request.POST)
    return act_on(
        request, form, lambda: commands.start_placement(placement, form.start(), by=user),
        page=lambda **more: page_of(request, placement, **more), name="start_form",
        to=("training:show-placement", pk), done=_("Entered. The follow-ups are planned."),
    )  # fmt: skip


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def end_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work ended."""
    form = LeaveForm(request.POST)
    return _act(request, pk, "end-placement", form, "end_form", _("Entered."), commands.end_placement)


@require_safe
def list_follow_ups(request: HttpRequest) -> HttpResponse:
    """Whom to ask whether they are still there: what is due first."""
    user, today = user_of(request), clock.today()
    if not access.is_cadre(user):
        access.require_somewhere(user, "read")
    found = (
        access.follow_ups_for(user, "read")
        .filter(queries.here("placement__"), access.not_own(user, "placement__dossier"), state="waiting")
        .order_by("due_on", "pk")
    )
    rows = list(found[: queries.ROWS + 1])
    context = {"rows": rows[: queries.ROWS], "has_more": len(rows) > queries.ROWS, "most": queries.ROWS, "today": today}
    return render(request, "training/list-follow-ups.html", context)


@sensitive_post_parameters("note")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def record_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note whether somebody is still there."""
    user = user_of(request)
    follow_up = access.get_follow_up_for(user, pk)
    form = FollowUpForm(request.POST if request.method == "POST" else None, follow_up)
    made = taken(form, lambda: commands.record_follow_up(follow_up, **form.given(), by=user))
    if isinstance(made, WorkFollowUp):
        return redirect("training:show-placement", pk=follow_up.placement_id)
    context = {"form": form, "follow_up": follow_up, "placement": follow_up.placement}
    return render(request, "training/record-follow-up.html", context, status=422 if form.errors else 200)
