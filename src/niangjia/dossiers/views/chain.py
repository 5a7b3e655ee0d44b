"""The acts of the chain, each on its page: what is stated, and what stands in the way, with nothing typed lost."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.dossiers import access, commands
from niangjia.dossiers.chain_forms import StepForm, forms_for
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.notice_pages import preview_of
from niangjia.dossiers.papers import listed
from niangjia.dossiers.queries_of_chain import chain_in_force, papers_of, steps_of
from niangjia.dossiers.standing import standing_of
from niangjia.dossiers.views.requests import device_of, user_of
from niangjia.kernel.errors import Conflict, InvalidInput, NiangjiaError

Do = Callable[..., Dossier]


@require_http_methods(["GET", "POST"])
def submit_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand in a draft for the first review; papers that are missing are named, and stop nothing."""
    return _take(request, pk, "submit", _plain(commands.submit_dossier))


@require_http_methods(["GET", "POST"])
def review_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the first review."""
    return _take(request, pk, "review", _plain(commands.review_dossier))


@require_http_methods(["GET", "POST"])
def record_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was found at the home."""
    return _take(request, pk, "record-visit", _recorded(commands.record_visit))


@require_http_methods(["GET", "POST"])
def verify_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what the check of circumstances gave."""
    return _take(request, pk, "verify", _recorded(commands.verify_dossier))


@require_http_methods(["GET", "POST"])
def appraise_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the appraisal meeting."""
    return _take(request, pk, "appraise", _recorded(commands.appraise_dossier))


@require_http_methods(["GET", "POST"])
def post_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the public notice."""
    return _take(request, pk, "post-notice", _recorded(commands.post_notice))


@require_http_methods(["GET", "POST"])
def recheck_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the second review."""
    return _take(request, pk, "recheck", _plain(commands.recheck_dossier))


@require_http_methods(["GET", "POST"])
def file_rechecked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put on file; what the rules say is shown then."""
    return _take(request, pk, "file", _plain(commands.file_rechecked), answer="dossiers:show-decision")


@require_http_methods(["GET", "POST"])
def return_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send back to be completed."""
    return _take(request, pk, "return", _stated(commands.return_dossier))


@require_http_methods(["GET", "POST"])
def refuse_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End without filing, the applicant having been told why."""
    return _take(request, pk, "refuse", _stated(commands.refuse_dossier))


@require_http_methods(["GET", "POST"])
def withdraw_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End because the applicant takes the application back."""
    return _take(request, pk, "withdraw", _stated(commands.withdraw_dossier))


def _plain(command: Do) -> Do:
    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        earlier = [form.record() for form in forms[:-1]]
        return command(dossier, note=forms[-1].cleaned_data["note"], earlier=earlier, **more)

    return do


def _recorded(command: Do) -> Do:
    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        return command(dossier, forms[-1].record(), earlier=[form.record() for form in forms[:-1]], **more)

    return do


def _stated(command: Do) -> Do:
    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        return command(dossier, **forms[-1].cleaned_data, **more)

    return do


def _take(request: HttpRequest, pk: UUID, act: str, do: Do, *, answer: str = "dossiers:show-dossier") -> HttpResponse:
    """The page of an act, and the act itself; a refusal is told on the page, with everything that was typed."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, act)
    chain, is_sent = chain_in_force(), request.method == "POST"
    parts = chain.parts(act, dossier.state) or (act,)
    missing = [paper.kinds[0] for paper in papers_of(dossier) if paper.standing == "missing"]
    forms = forms_for(parts, request.POST if is_sent else None, missing=missing)
    refusal: NiangjiaError | None = None
    if is_sent and all([form.is_valid() for form in forms]):  # noqa: C419 (every form has to say what is wrong with it)
        try:
            done = do(dossier, forms, by=user, seen=_seen(request))
        except (Conflict, InvalidInput, NeedsAnother) as error:
            refusal = error
        else:
            _say(request, done)
            return redirect(answer, pk=dossier.pk)
    commands.read_dossier(dossier, page=act, device=device_of(request), by=user)
    name_categories([dossier])
    context = {
        "dossier": dossier,
        "act": chain.acts[act],
        "sections": [(chain.acts[form.act].label, form) for form in forms],
        "is_one": len(forms) == 1,
        "is_due": act in chain.pressed(dossier.state),
        "is_ending": chain.acts[act].to in {DossierState.REFUSED, DossierState.WITHDRAWN},
        "seen": len(steps_of(dossier)),
        "refusal": refusal,
        "standing": standing_of(dossier, user),
        "preview": preview_of(dossier) if "post-notice" in parts else [],
    }
    return render(request, "dossiers/take-step.html", context, status=_status(refusal, is_sent=is_sent))


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _status(refusal: NiangjiaError | None, *, is_sent: bool) -> int:
    if not is_sent:
        return 200
    return 409 if isinstance(refusal, Conflict | NeedsAnother) else 422


def _say(request: HttpRequest, done: Dossier) -> None:
    messages.success(request, _("Done. The dossier now stands at “%(state)s”.") % {"state": done.get_state_display()})
    missing = [paper for paper in papers_of(done) if paper.standing == "missing"]
    if missing and done.state == DossierState.SUBMITTED:
        messages.warning(request, _("Papers are still missing: %(papers)s.") % {"papers": listed(missing)})
