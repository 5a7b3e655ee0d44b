"""Household production: the list, one with its money and looks, and every act on it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.training import access, commands, queries
from niangjia.training.catalogue import label
from niangjia.training.forms import EndForm, LoanForm, LookForm, PaymentForm, ProjectForm
from niangjia.training.limits import limit
from niangjia.training.models import ENDED, Instalment, Project, ProjectEnd
from niangjia.training.presenting import tone_of
from niangjia.training.views.acting import act_on, press, taken
from niangjia.training.views.showing import done_with, measure_of

ACTS = ("start-project", "release-loan", "record-payment", "look", "propose-end", "decide-end")


@require_safe
def list_projects(request: HttpRequest) -> HttpResponse:
    """Household production of one's households: what is under way, the next day first; then what has ended."""
    user, today = user_of(request), clock.today()
    access.require_somewhere(user, "read")
    found = access.rows_for(user, "read", queries.projects())
    going = list(found.exclude(state__in=ENDED).order_by("next_on", "made_at")[: queries.ROWS])
    context = {
        "going": [(each, tone_of(each.state), bool(each.next_on and each.next_on < today)) for each in going],
        "over": [(each, tone_of(each.state)) for each in found.filter(state__in=ENDED).order_by("-ended_on")[:30]],
        "today": today,
    }
    return render(request, "training/list-projects.html", context)


@sensitive_post_parameters("plan")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def plan_project(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan what a household will produce."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "plan-project")
    form = ProjectForm(request.POST if request.method == "POST" else None)
    made = taken(form, lambda: commands.plan_project(profile, **form.cleaned_data, by=user))
    if isinstance(made, Project):
        return redirect("training:show-project", pk=made.pk)
    context = {"form": form, "profile": profile}
    return render(request, "training/plan-project.html", context, status=422 if form.errors else 200)


@require_safe
def show_project(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One project: the plan, the money, the looks, and what may be done."""
    return page_of(request, access.get_project_for(user_of(request), pk))


def page_of(request: HttpRequest, project: Project, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a project, with forms as they were sent in place of empty ones."""
    user, today = user_of(request), clock.today()
    instalments, visits = list(project.instalments.all()), list(project.visits.select_related("by"))
    may, is_own = access.acts_now(user, ACTS, project)
    now = [each for each in instalments if each.round == project.round]
    paid = sum(each.paid_fen for each in instalments)
    next_one = next((each for each in now if each.left_fen), None)
    context = {
        "project": project,
        "profile": access.profile_seen_by(user, project.person_id),
        "tone": tone_of(project.state),
        "how": label("agreed-how", project.agreed_how),
        "instalments": [(each, each in now and each.due_on < today and bool(each.left_fen)) for each in instalments],
        "paid_fen": paid,
        "balance_fen": queries.owed_of(project, paid),
        "income_fen": sum(each.income_fen for each in visits),
        "loss_fen": sum(each.loss_fen for each in visits),
        "visits": visits,
        "end": ProjectEnd(project.proposed_end).label if project.proposed_end else "",
        "proposed_plan": [(date.fromisoformat(day), part) for day, part in project.proposed_plan],
        "may": may,
        "is_own": is_own,
        "is_second": may["decide_end"] and project.proposed_by_id != user.pk,
        "is_second_to_lend": may["release_loan"] and project.lent_by_id != user.pk,
        "next_one": next_one,
        "measure": measure_of(user, project.measure),
        "entries": done_with(project.pk),
        "payment_form": _payment(next_one, today),
        "look_form": LookForm(),
        **bound,
    }  # fmt: skip
    return render(request, "training/show-project.html", context, status=status)


def _payment(instalment: Instalment | None, today: Any) -> PaymentForm | None:
    if instalment is None:
        return None
    left = f"{instalment.left_fen // 100}.{instalment.left_fen % 100:02d}"
    initial = {"instalment": instalment.pk, "seen": instalment.paid_fen, "amount": left, "on": today}
    return PaymentForm(initial=initial)


@require_http_methods(["GET", "POST"])
def start_project(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin one, with or without a loan."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "start-project")
    form = LoanForm(request.POST if request.method == "POST" else None)
    if taken(form, lambda: commands.start_project(project, **form.given(), by=user)):
        return redirect("training:show-project", pk=pk)
    context = {"form": form, "project": project, "most": limit("loan-most")}
    return render(request, "training/start-project.html", context, status=422 if form.errors else 200)


@require_POST
def release_loan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lend, as the second person."""
    user, seen = user_of(request), request.POST.get("seen", "")
    project = access.get_project_for(user, pk, "release-loan")
    return press(
        request, lambda: commands.release_loan(project, seen=seen, by=user), to=("training:show-project", pk),
        done=_("The loan is released. The project has begun."),
    )  # fmt: skip


@require_POST
def reject_loan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not lend, as the second person."""
    user, seen = user_of(request), request.POST.get("seen", "")
    project = access.get_project_for(user, pk, "release-loan")
    return press(
        request, lambda: commands.reject_loan(project, seen=seen, by=user), to=("training:show-project", pk),
        done=_("Not agreed to. The plan stands, without a loan."),
    )  # fmt: skip


@require_POST
def withdraw_project(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up a plan before it begins."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "start-project")
    return press(
        request, lambda: commands.withdraw_project(project, by=user), to=("training:show-project", pk),
        done=_("The plan is put aside."),
    )  # fmt: skip


@require_POST
def record_payment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note what was paid."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "record-payment")
    form = PaymentForm(request.POST)

    def pay() -> Instalment:
        told = form.cleaned_data
        row = project.instalments.filter(pk=told["instalment"]).first()
        if row is None:
            raise NotFoundOrForbidden(_("There is no such instalment."))
        return commands.record_payment(
            project, row, amount_fen=told["amount"], on=told["on"], seen=told["seen"], by=user
        )

    return act_on(
        request, form, pay, page=lambda **more: page_of(request, project, **more), name="payment_form",
        to=("training:show-project", pk), done=_("The payment is entered."),
    )  # fmt: skip


@sensitive_post_parameters("said")
@require_POST
@sensitive_variables()
def record_look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note how it goes."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "look")
    form = LookForm(request.POST)
    return act_on(
        request, form, lambda: commands.record_look(project, **form.given(), by=user),
        page=lambda **more: page_of(request, project, **more), name="look_form", to=("training:show-project", pk),
        done=_("Entered. The next look is planned."),
    )  # fmt: skip


@sensitive_post_parameters("why")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def propose_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose what becomes of the loan."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "propose-end")
    balance = queries.balance_of(project)
    form = EndForm(request.POST if request.method == "POST" else None, balance_fen=balance)
    if taken(form, lambda: commands.propose_end(project, **form.given(), by=user)):
        return redirect("training:show-project", pk=pk)
    context = {"form": form, "project": project, "balance_fen": balance}
    return render(request, "training/propose-end.html", context, status=422 if form.errors else 200)


@require_POST
def approve_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree, as the second person."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "decide-end")
    seen = request.POST.get("seen", "")
    return press(
        request, lambda: commands.approve_end(project, seen=seen, by=user), to=("training:show-project", pk),
        done=_("Decided."),
    )  # fmt: skip


@require_POST
def reject_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do not agree, as the second person."""
    user = user_of(request)
    project = access.get_project_for(user, pk, "decide-end")
    seen = request.POST.get("seen", "")
    return press(
        request, lambda: commands.reject_end(project, seen=seen, by=user), to=("training:show-project", pk),
        done=_("Not agreed to. The project goes on as it was."),
    )  # fmt: skip
