"""Joint meetings: how open matters stand, what was decided, and what came of it. No names of households."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.referrals import access, commands, queries
from niangjia.referrals.forms import DecisionForm, MeetingForm, OutcomeForm
from niangjia.referrals.minutes_sheet import age_label
from niangjia.referrals.models import Meeting
from niangjia.referrals.presenting import rows_of
from niangjia.ui.pdf import answer_pdf

MEETINGS = 20
MATTERS = 60


@require_safe
def list_meetings(request: HttpRequest) -> HttpResponse:
    """Open matters by department and age, what was decided and is not done, and the meetings."""
    user = user_of(request)
    where = access.require_somewhere(user, "see-figures")
    matters = list(access.matters_seen_by(user).order_by("due_on", "id"))
    rows, board = rows_of(matters), queries.board(matters, clock.today())
    ages = [age_label(place) for place in range(len(queries.AGES))]
    context = {
        "board": board,
        "ages": ages,
        "board_rows": [(each, list(zip(ages, each.by_age, strict=True))) for each in board.rows],
        "rows": sorted(rows, key=lambda row: (not row.is_late, -row.days_open))[:MATTERS],
        "has_more": len(rows) > MATTERS,
        "most": MATTERS,
        "decisions": queries.decisions_to_follow(where)[:MATTERS],
        "meetings": queries.meetings_in(where)[:MEETINGS],
        "may_hold": bool(access.where_may(user, "hold-meetings")),
    }
    return render(request, "referrals/list-meetings.html", context)


@require_http_methods(["GET", "POST"])
def open_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a meeting that was held."""
    user = user_of(request)
    access.require_somewhere(user, "hold-meetings")
    form = MeetingForm(request.POST if request.method == "POST" else None, access.units_to_meet_at(user))
    if form.is_bound and form.is_valid():
        try:
            held_on = form.cleaned_data["held_on"]
            meeting = commands.open_meeting(form.unit, held_on=held_on, texts=form.texts(), by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("referrals:show-meeting", pk=meeting.pk)
    return render(request, "referrals/open-meeting.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def show_meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting: what was decided, and the place to enter more."""
    return _page(request, access.get_meeting_for(user_of(request), pk))


def _page(
    request: HttpRequest, meeting: Meeting, *, form: DecisionForm | None = None,
    outcome: tuple[UUID, OutcomeForm] | None = None,
) -> HttpResponse:  # fmt: skip
    user = user_of(request)
    may_hold = access.may(user, "hold-meetings", meeting.unit)
    may_enter = may_hold and meeting.closed_at is None
    context: dict[str, Any] = {
        "meeting": meeting,
        "decisions": [
            (each, outcome[1] if outcome and outcome[0] == each.pk else OutcomeForm(label_suffix=""))
            for each in queries.decisions_of(meeting)
        ],
        "may_hold": may_hold,
        "may_enter": may_enter,
        "may_print": access.may(user, "print-minutes", meeting.unit),
        "form": (form or _decision_form(request, meeting, None)) if may_enter else None,
    }
    is_wrong = form is not None or outcome is not None
    return render(request, "referrals/show-meeting.html", context, status=422 if is_wrong else 200)


def _decision_form(request: HttpRequest, meeting: Meeting, data: Any) -> DecisionForm:
    matters = access.matters_seen_by(user_of(request)).order_by("due_on", "id")
    return DecisionForm(data, list(matters[:200]), list(access.owners_near(meeting.unit)))


@require_POST
def record_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a decision."""
    user = user_of(request)
    meeting = access.get_meeting_for(user, pk, "hold-meetings")
    form = _decision_form(request, meeting, request.POST)
    if not form.is_valid():
        return _page(request, meeting, form=form)
    try:
        commands.record_decision(meeting, by=user, **form.given())
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, form=form)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Entered."))
    return redirect("referrals:show-meeting", pk=pk)


@require_POST
def finish_decision(request: HttpRequest, pk: UUID, decision: UUID) -> HttpResponse:
    """Say what came of a decision."""
    user = user_of(request)
    meeting = access.get_meeting_for(user, pk, "hold-meetings")
    found = access.get_decision_of(meeting, decision)
    form = OutcomeForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, meeting, outcome=(found.pk, form))
    try:
        commands.finish_decision(found, outcome=form.cleaned_data["outcome"], by=user)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return _page(request, meeting, outcome=(found.pk, form))
    except Conflict as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Noted as carried out."))
    return redirect("referrals:show-meeting", pk=pk)


@require_POST
def close_meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the minutes."""
    user = user_of(request)
    try:
        commands.close_meeting(access.get_meeting_for(user, pk, "hold-meetings"), by=user)
    except Conflict as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("The minutes are closed. Decisions can still be followed up."))
    return redirect("referrals:show-meeting", pk=pk)


@require_GET
def print_minutes(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The minutes as a PDF."""
    user = user_of(request)
    meeting = access.get_meeting_for(user, pk, "print-minutes")
    content = commands.print_minutes(meeting, by=user)
    return answer_pdf(request, content, f"minutes-{meeting.held_on:%Y%m%d}.pdf")
