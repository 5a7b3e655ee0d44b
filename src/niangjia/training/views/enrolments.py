"""A person in a course: the page, and every act on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.training import access, commands
from niangjia.training.catalogue import label
from niangjia.training.forms import LeaveForm, NoteForm, OutcomeForm, SubsidyForm, YesForm
from niangjia.training.limits import limit
from niangjia.training.models import FINISHED, Enrolment
from niangjia.training.presenting import tone_of
from niangjia.training.rules import subsidy_ceiling
from niangjia.training.views.acting import act_on, press
from niangjia.training.views.asked import id_of
from niangjia.training.views.showing import done_with, measure_of

ACTS = ("answer-enrolment", "withdraw-enrolment", "settle-enrolment", "grant-subsidy")


@require_POST
def propose_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose a course to somebody."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "propose-enrolment")
    course = access.get_course_for(user, id_of(request.POST.get("course", "")))
    return press(
        request, lambda: commands.propose_enrolment(profile, course, by=user), to=("training:show-person", pk),
        done=_("Proposed. Ask the person, and note what they say."),
    )  # fmt: skip


@require_safe
def show_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One enrolment: where it stands, and what may be done."""
    return page_of(request, access.get_enrolment_for(user_of(request), pk))


def page_of(request: HttpRequest, enrolment: Enrolment, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of an enrolment, with forms as they were sent in place of empty ones."""
    user = user_of(request)
    may, is_own = access.acts_now(user, ACTS, enrolment)
    subsidy = limit("subsidy")
    context = {
        "enrolment": enrolment,
        "profile": access.profile_seen_by(user, enrolment.person_id),
        "tone": tone_of(enrolment.state),
        "how": label("agreed-how", enrolment.agreed_how) if enrolment.agreed_how else "",
        "why": label("why-left", enrolment.why_left) if enrolment.why_left else "",
        "attendances": list(enrolment.attendances.all()),
        "may": may,
        "is_own": is_own,
        "may_subsidise": may["grant_subsidy"] and not enrolment.subsidy_fen and enrolment.paid_fen,
        "most_fen": subsidy_ceiling(enrolment.paid_fen, subsidy.value),
        "subsidy": subsidy,
        "measure": measure_of(user, enrolment.measure),
        "is_trained": enrolment.state in FINISHED,
        "entries": done_with(enrolment.pk),
        "yes_form": YesForm(),
        "no_form": NoteForm(),
        "withdraw_form": NoteForm(auto_id="id_withdraw_%s"),
        "outcome_form": OutcomeForm(),
        "leave_form": LeaveForm(),
        "subsidy_form": SubsidyForm(),
        **bound,
    }
    return render(request, "training/show-enrolment.html", context, status=status)


def _act(
    request: HttpRequest, pk: UUID, right: str, form: forms.Form, name: str, done: str, command: Callable[..., object],
    given: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    user = user_of(request)
    enrolment = access.get_enrolment_for(user, pk, right)
    return act_on(
        request, form, lambda: command(enrolment, **(given() if given else form.cleaned_data), by=user),
        page=lambda **more: page_of(request, enrolment, **more), name=name, to=("training:show-enrolment", pk),
        done=done,
    )  # fmt: skip


@require_POST
def accept_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person said yes."""
    done = _("Noted. Where it stands is said below.")
    return _act(request, pk, "answer-enrolment", YesForm(request.POST), "yes_form", done, commands.accept_enrolment)


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def decline_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person did not wish to."""
    form, done = NoteForm(request.POST), _("Noted. Nothing follows from it for the person.")
    return _act(request, pk, "answer-enrolment", form, "no_form", done, commands.decline_enrolment)


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def withdraw_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw it."""
    form, done = NoteForm(request.POST, auto_id="id_withdraw_%s"), _("Withdrawn.")
    return _act(request, pk, "withdraw-enrolment", form, "withdraw_form", done, commands.withdraw_enrolment)


@require_POST
def complete_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Took part to the end, without a certificate."""
    form = OutcomeForm(request.POST)

    def given() -> dict[str, Any]:
        return {"on": form.cleaned_data["on"], "paid_fen": form.cleaned_data["paid"]}

    command = commands.complete_enrolment
    return _act(request, pk, "settle-enrolment", form, "outcome_form", _("Entered."), command, given)


@sensitive_post_parameters("number")
@require_POST
@sensitive_variables()
def certify_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Has the certificate."""
    form = OutcomeForm(request.POST)

    def given() -> dict[str, Any]:
        told = form.cleaned_data
        return {"on": told["on"], "number": told["number"], "paid_fen": told["paid"]}

    done = _("The certificate is entered. Look which vacancies it opens.")
    return _act(request, pk, "settle-enrolment", form, "outcome_form", done, commands.certify_enrolment, given)


@sensitive_post_parameters("note")
@require_POST
@sensitive_variables()
def leave_enrolment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Left before the end."""
    form, command = LeaveForm(request.POST), commands.leave_enrolment
    return _act(request, pk, "settle-enrolment", form, "leave_form", _("Entered."), command)


@require_POST
def grant_subsidy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was paid back."""
    form = SubsidyForm(request.POST)

    def given() -> dict[str, Any]:
        return {"amount_fen": form.cleaned_data["amount"], "on": form.cleaned_data["on"]}

    command, done = commands.grant_subsidy, _("The subsidy is entered.")
    return _act(request, pk, "grant-subsidy", form, "subsidy_form", done, command, given)
