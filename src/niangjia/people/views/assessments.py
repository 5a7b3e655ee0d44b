"""The register of impact assessments: list, one of them, draft, change, approve."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.audit import acts
from niangjia.audit.queries import entries_about
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people import access, commands, queries
from niangjia.people.commands.assessments import TEXTS
from niangjia.people.forms import AssessmentForm
from niangjia.people.models import AssessmentState, ImpactAssessment


@require_safe
def list_assessments(request: HttpRequest) -> HttpResponse:
    """All of them; those whose review is overdue say so."""
    user = user_of(request)
    access.require(user, "read-assessments")
    today = clock.today()
    found = list(queries.assessments())
    overdue = {each.pk for each in found if queries.is_review_overdue(each, today)}
    context = {"assessments": found, "overdue": overdue, "may_draft": access.may(user, "draft-assessments")}
    return render(request, "people/list-assessments.html", context)


@require_safe
def show_assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One assessment, and what the reader may do about it."""
    user = user_of(request)
    assessment = access.get_assessment_for(user, pk)
    is_draft = assessment.state == AssessmentState.DRAFT
    context = {
        "assessment": assessment,
        "is_draft": is_draft,
        "is_overdue": queries.is_review_overdue(assessment, clock.today()),
        "followed_by": getattr(assessment, "replaced_by", None),
        "may_draft": access.may(user, "draft-assessments"),
        "may_approve": is_draft and access.may(user, "approve-assessments") and assessment.drafted_by_id != user.pk,
        "seen": assessment.drafted_at.isoformat(),
        "entries": [(each, acts.sentence(each.act, each.told)) for each in entries_about([assessment.pk])],
    }
    return render(request, "people/show-assessment.html", context)


@require_http_methods(["GET", "POST"])
def draft_assessment(request: HttpRequest) -> HttpResponse:
    """Write a new one; `?follows=` takes over the texts of an approved one, which it then follows."""
    user = user_of(request)
    access.require(user, "draft-assessments")
    earlier = _earlier(user, request.GET.get("follows", ""))
    form = _form(request, None, earlier)
    if form.is_valid():
        try:
            made = commands.draft_assessment(form.texts(), replaces=earlier, by=user, **form.days())
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept as a draft. Another person has to approve it."))
            return redirect("people:show-assessment", pk=made.pk)
    context = {"form": form, "earlier": earlier}
    return render(request, "people/draft-assessment.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def revise_assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft."""
    user = user_of(request)
    access.require(user, "draft-assessments")
    assessment = access.get_assessment_for(user, pk)
    form = _form(request, assessment, None)
    if form.is_valid():
        try:
            commands.revise_assessment(assessment, form.texts(), by=user, **form.days())
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("people:show-assessment", pk=pk)
    context = {"form": form, "assessment": assessment}
    return render(request, "people/draft-assessment.html", context, status=422 if form.is_bound else 200)


@require_POST
def approve_assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a draft stand."""
    user = user_of(request)
    assessment = access.get_assessment_for(user, pk)
    try:
        commands.approve_assessment(assessment, seen=request.POST.get("seen", ""), by=user)
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approved. It stays as it is; the next review is another one."))
    return redirect("people:show-assessment", pk=pk)


def _form(request: HttpRequest, instance: ImpactAssessment | None, earlier: ImpactAssessment | None) -> AssessmentForm:
    form = AssessmentForm(request.POST if request.method == "POST" else None, instance=instance, today=clock.today())
    if earlier is not None:
        form.initial.update({name: getattr(earlier, name) for name in TEXTS})
    return form


def _earlier(user: User, text: str) -> ImpactAssessment | None:
    try:
        return access.get_assessment_for(user, UUID(text)) if text else None
    except ValueError:
        return None
