"""The responder's pages: what one's unit was asked for, with what was shared and nothing else."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.referrals import access, commands, queries
from niangjia.referrals.forms import AnswerForm, ReasonForm
from niangjia.referrals.models import Referral
from niangjia.referrals.presenting import rows_of
from niangjia.referrals.sharing import thaw
from niangjia.referrals.views.papers import cleaned


@require_safe
def list_requests(request: HttpRequest) -> HttpResponse:
    """What one's unit was asked for; no names before one opens it."""
    waits = queries.Waits.sent(request.GET, ("take-on", "answer"))
    found = queries.asked_of(access.require_somewhere(user_of(request), "respond"))
    rows = rows_of(queries.in_order(waits.apply(found, clock.today()))[: queries.ROWS + 1])
    return render(
        request,
        "referrals/list-requests.html",
        {"rows": rows[: queries.ROWS], "has_more": len(rows) > queries.ROWS, "most": queries.ROWS, "waits": waits},
    )


@require_safe
def show_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request: what was shared, the words, the day, and the place to answer."""
    return _page(request, access.get_request_for(user_of(request), pk))


def _page(request: HttpRequest, referral: Referral, *, status: int = 200, **bound: Any) -> HttpResponse:
    user = user_of(request)
    why_not = access.why_not_shared(referral)
    if not why_not:
        commands.read_request(referral, by=user)
    context = {
        "referral": referral,
        "row": rows_of([referral])[0],
        "shared": [] if why_not else thaw(referral.share),
        "words": "" if why_not else referral.request.reveal(),
        "why_not": why_not,
        "may_accept": access.may_now(user, "accept", referral),
        "may_answer": access.may_now(user, "answer", referral),
        "answers": referral.answers.select_related("by").order_by("round"),
        "reason_form": ReasonForm(label_suffix=""),
        "answer_form": AnswerForm(),
        **bound,
    }
    return render(request, "referrals/show-request.html", context, status=status)


@require_POST
def accept_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it on."""
    user = user_of(request)
    try:
        commands.accept_referral(access.get_request_for(user, pk, "accept"), by=user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken on. Answer here when it is done."))
    return redirect("referrals:show-request", pk=pk)


@require_POST
def decline_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decline it, with the reason."""
    user = user_of(request)
    referral = access.get_request_for(user, pk, "decline")
    form = ReasonForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, referral, status=422, reason_form=form)
    try:
        commands.decline_referral(referral, reason=form.cleaned_data["reason"], by=user)
    except InvalidInput as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, referral, status=422, reason_form=form)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Declined. The union sees your reason."))
    return redirect("referrals:show-request", pk=pk)


@require_POST
def answer_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer it."""
    user = user_of(request)
    referral = access.get_request_for(user, pk, "answer")
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, referral, status=422, answer_form=form)
    told = {name: form.cleaned_data[name] for name in ("result", "words")}
    try:
        commands.answer_referral(referral, **told, file=cleaned(form.file_given()), by=user)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return _page(request, referral, status=422, answer_form=form)
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Answered. The union looks at it next."))
    return redirect("referrals:show-request", pk=pk)
