"""Links for partners without an account: made and revoked by the union, opened and answered by the partner."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.referrals import access, commands
from niangjia.referrals.commands import Opened
from niangjia.referrals.errors import LinkOver
from niangjia.referrals.forms import CodeForm, LinkAnswerForm, LinkForm
from niangjia.referrals.link_requests import COOKIE, key_of
from niangjia.referrals.link_tokens import HEAD, OPEN_FOR
from niangjia.referrals.models import State
from niangjia.referrals.sharing import thaw
from niangjia.referrals.views.papers import cleaned
from niangjia.referrals.views.referrals import page_of
from niangjia.ui.refusals import status_of

View = Callable[[HttpRequest, str], HttpResponse]


@require_POST
def issue_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a link; address and code are shown on the page that answers, and never again."""
    user = user_of(request)
    referral = access.get_referral_for(user, pk, "issue-link")
    form = LinkForm(request.POST, label_suffix="")
    if not form.is_valid():
        return page_of(request, referral, status=422, link_form=form)
    try:
        issued = commands.issue_link(referral, contact=form.cleaned_data["contact"], by=user)
    except InvalidInput as refusal:
        form.add_error("contact", str(refusal))
        return page_of(request, referral, status=422, link_form=form)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("referrals:show-referral", pk=pk)
    address = request.build_absolute_uri(reverse("referrals:open-link", args=[issued.token]))
    context = {
        "referral": referral,
        "link": issued.link,
        "address": address,
        "code_head": issued.code[:HEAD],
        "code_tail": issued.code[HEAD:],
    }
    return render(request, "referrals/issue-link.html", context)


@require_POST
def revoke_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a link at once."""
    user = user_of(request)
    link = access.get_link_for(user, pk)
    commands.revoke_link(link, by=user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("referrals:show-referral", pk=link.referral_id)


def _told_to_partners(view: View) -> View:
    """Say what a link does not do, without a way to a home page that a partner has not got. Who answered is thanked."""

    @wraps(view)
    def told(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except (Conflict, Forbidden, NotFoundOrForbidden) as refusal:
            if isinstance(refusal, LinkOver) and request.method == "GET" and access.is_link_answered(token):
                return _private(render(request, "referrals/answered-link.html", {"is_again": True}))
            status = status_of(refusal)
            page = {"refusal": refusal, "status": status}
            return _private(render(request, "referrals/closed-link.html", page, status=status))

    return told


@login_not_required
@require_http_methods(["GET", "POST"])
@_told_to_partners
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; with it, show what was shared and the place to answer. Nothing of the household before that."""
    form = CodeForm(request.POST if request.method == "POST" else None, label_suffix="")
    code = form.cleaned_data["code"] if form.is_bound and form.is_valid() else ""
    opened = commands.open_link(token, code=code, key=key_of(request), device=device_of(request))
    if opened.key:
        return _keep(redirect("referrals:open-link", token=token), token, opened.key)
    if opened.is_wrong:
        form.add_error("code", _("This is not the code. Ask the union to say it once more."))
    if opened.is_unlocked:
        return _request_page(request, token, opened)
    context = {"form": form, "link": opened.link, "referral": opened.referral}
    return _private(render(request, "referrals/open-link.html", context, status=422 if form.errors else 200))


@login_not_required
@require_POST
@_told_to_partners
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the one answer."""
    key = key_of(request)
    form = LinkAnswerForm(request.POST, request.FILES, may_decline=True)
    if not form.is_valid():
        return _again(request, token, form)
    told = {name: form.cleaned_data[name] for name in ("result", "words", "signed_as")}
    try:
        is_known = access.is_link_open_to(token, key)  # no file of a stranger is even looked at
        file = cleaned(form.file_given()) if is_known else None
        commands.answer_link(token, key=key, file=file, **told)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return _again(request, token, form)
    response = render(request, "referrals/answered-link.html")
    response.delete_cookie(COOKIE, path=_path(token))
    return _private(response)


def _again(request: HttpRequest, token: str, form: LinkAnswerForm) -> HttpResponse:
    """The page with what was typed, for the browser that gave the code."""
    opened = commands.open_link(token, key=key_of(request), device=device_of(request))
    if not opened.is_unlocked:
        return redirect("referrals:open-link", token=token)
    return _request_page(request, token, opened, form)


def _request_page(request: HttpRequest, token: str, opened: Opened, form: LinkAnswerForm | None = None) -> HttpResponse:
    referral = opened.referral
    why_not = access.why_not_shared(referral)
    context: dict[str, Any] = {
        "referral": referral,
        "token": token,
        "shared": [] if why_not else thaw(referral.share),
        "words": "" if why_not else referral.request.reveal(),
        "why_not": why_not,
        "returned": referral.answers.exclude(returned_why="").first() if not why_not else None,
        "form": form or LinkAnswerForm(may_decline=referral.state == State.SENT),
    }
    status = 422 if form else 200
    return _private(render(request, "referrals/answer-link.html", context, status=status))


def _path(token: str) -> str:
    return reverse("referrals:open-link", args=[token])


def _keep(response: HttpResponse, token: str, key: str) -> HttpResponse:
    """Hand the browser what shows that it gave the code: for this address alone, for an hour."""
    response.set_cookie(
        COOKIE, key, max_age=OPEN_FOR, path=_path(token), httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no browser and no search engine. Its address goes to no other site by the policy of all pages; under a
    stricter one browsers would not say where a form comes from, and it would be refused.
    """
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
