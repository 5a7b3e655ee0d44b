"""The acts of the chain, each on its page: what is stated, and what stands in the way, with nothing typed lost."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.chain import FAMILIES
from niangjia.dossiers.chain_forms import StepForm
from niangjia.dossiers.commands.stepping import BY_OTHERS, Seen
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother
from niangjia.dossiers.exit_test import ExitTest
from niangjia.dossiers.hindrances import hindrances_of, open_ends_of
from niangjia.dossiers.leaving_forms import forms_for
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.notice_pages import preview_of
from niangjia.dossiers.queries_of_chain import chain_in_force, papers_of, steps_of
from niangjia.dossiers.queries_of_leaving import exit_test_as_proposed, exit_test_of
from niangjia.dossiers.queries_of_versions import changes_of, number_of_newest, versions_after
from niangjia.dossiers.returning import return_of
from niangjia.dossiers.standing import standing_of
from niangjia.dossiers.summaries import EXIT, RELAPSE, Summary, summary_of
from niangjia.dossiers.version_pages import told_changes
from niangjia.dossiers.views.requests import device_of, number_in
from niangjia.kernel.errors import Conflict, InvalidInput, NiangjiaError
from niangjia.kernel.text import Text
from niangjia.people.access import has_consent, missing_consents
from niangjia.people.consent_texts import NOTICE, PURPOSES, VERIFICATION

Do = Callable[..., Dossier]


@require_http_methods(["GET", "POST"])
def submit_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand in a draft for the first review; papers that are missing are named, and stop nothing."""
    return take(request, pk, "submit", plain(commands.submit_dossier))


@require_http_methods(["GET", "POST"])
def review_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the first review."""
    return take(request, pk, "review", plain(commands.review_dossier))


@require_http_methods(["GET", "POST"])
def record_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what was found at the home."""
    return take(request, pk, "record-visit", recorded(commands.record_visit))


@require_http_methods(["GET", "POST"])
def verify_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what the check of circumstances gave."""
    return take(request, pk, "verify", recorded(commands.verify_dossier))


@require_http_methods(["GET", "POST"])
def appraise_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the appraisal meeting."""
    return take(request, pk, "appraise", recorded(commands.appraise_dossier))


@require_http_methods(["GET", "POST"])
def post_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the public notice."""
    return take(request, pk, "post-notice", recorded(commands.post_notice))


@require_http_methods(["GET", "POST"])
def recheck_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the second review."""
    return take(request, pk, "recheck", plain(commands.recheck_dossier))


@require_http_methods(["GET", "POST"])
def file_rechecked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put on file; what the rules say is shown then."""
    return take(request, pk, "file", plain(commands.file_rechecked))


@require_http_methods(["GET", "POST"])
def return_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send back to be completed."""
    return take(request, pk, "return", stated(commands.return_dossier))


@require_http_methods(["GET", "POST"])
def refuse_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End without filing, the applicant having been told why."""
    return take(request, pk, "refuse", stated(commands.refuse_dossier))


@require_http_methods(["GET", "POST"])
def withdraw_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End because the applicant takes the application back."""
    return take(request, pk, "withdraw", stated(commands.withdraw_dossier))


def plain(command: Do) -> Do:
    """An act that states nothing but a remark, as `take` does it."""

    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        if len(forms) > 1:
            more["earlier"] = [form.record() for form in forms[:-1]]
        return command(dossier, note=forms[-1].cleaned_data["note"], **more)

    return do


def recorded(command: Do) -> Do:
    """An act with a record of its own."""

    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        if len(forms) > 1:
            more["earlier"] = [form.record() for form in forms[:-1]]
        return command(dossier, forms[-1].record(), **more)

    return do


def stated(command: Do) -> Do:
    """A side exit, with what its form states."""

    def do(dossier: Dossier, forms: Sequence[StepForm], **more: Any) -> Dossier:
        return command(dossier, **forms[-1].cleaned_data, **more)

    return do


def _seen_by(request: HttpRequest) -> Seen | None:
    """What the page that was sent was made of; None for a page that does not say it."""
    steps = number_in(request, "seen")
    return None if steps is None else Seen(steps, number_in(request, "seen_version"))


def take(request: HttpRequest, pk: UUID, act: str, do: Do) -> HttpResponse:
    """The page of an act, and the act itself; a refusal is told on the page, with everything that was typed."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, act)
    chain, is_sent = chain_in_force(), request.method == "POST"
    steps, seen = steps_of(dossier), _seen_by(request) if is_sent else None
    later = steps[seen.steps :] if seen is not None else []
    parts = chain.parts(act, later[0].from_state if later else dossier.state) or (act,)
    missing = [paper.kinds[0] for paper in papers_of(dossier) if paper.standing == "missing"]
    forms = forms_for(parts, request.POST if is_sent else None, missing=missing, dossier=dossier)
    refusal: NiangjiaError | None = None
    since: int | None = None
    if is_sent and all([form.is_valid() for form in forms]):  # noqa: C419 (every form has to say what is wrong with it)
        try:
            done = do(dossier, forms, by=user, seen=seen)
        except (Conflict, InvalidInput, NeedsAnother) as error:
            refusal = error
            since = seen.version if seen and isinstance(error, ChangedMeanwhile) else None
        else:
            _say(request, done, user)
            return redirect("dossiers:show-dossier", pk=dossier.pk)
    commands.read_dossier(dossier, page=act, device=device_of(request), by=user)
    back = return_of(dossier, user) if act == "submit" else None
    words = commands.read_step(dossier, back.step, by=user).note if back and back.address else None
    name_categories([dossier])
    steps, standing = steps_of(dossier), standing_of(dossier, user)
    is_due, without_consent = act in chain.pressed(dossier.state), _without_consent(dossier, parts)
    hindrances = hindrances_of(dossier, user, chain, steps, parts) if is_due else []
    is_kept_off = bool(standing.in_the_way) and chain.acts[act].forward
    summary = summary_of(dossier, act, standing) if is_due else None
    context = {
        "dossier": dossier,
        "act": chain.acts[act],
        "sections": [(chain.acts[form.act].label, form) for form in forms],
        "is_one": len(forms) == 1,
        "is_due": is_due,
        "is_own": act in standing.kept_off,
        "hindrances": hindrances,
        "is_blocked": bool(hindrances or without_consent or is_kept_off),
        "open_ends": open_ends_of(dossier, user, papers_of(dossier)) if act == "submit" and is_due else [],
        "summary": summary,
        "told_words": _words_of_proposal(dossier, act, summary, user),
        "is_ending": chain.acts[act].to in {DossierState.REFUSED, DossierState.WITHDRAWN} or act == "end-temporary",
        "exit_test": _exit_test(dossier, act),
        "may_record_income": act == "propose-exit"
        and not standing.kept_off
        and access.may(user, "record-income", dossier.unit),
        "seen": Seen(len(steps), number_of_newest(dossier)),
        "told": told_changes(changes_of(dossier, versions_after(dossier, since))) if since is not None else [],
        "refusal": refusal,
        "standing": standing,
        "preview": preview_of(dossier) if {"post-notice", "post-exit-notice"} & set(parts) else [],
        "without_consent": without_consent,
        "may_keep_consents": access.may(user, "keep-consents", dossier.unit),
        "back": back,
        "return_words": words,
        "by_others": BY_OTHERS.get(FAMILIES.get(chain.acts[act].group, ""), ""),
    }
    return render(request, "dossiers/take-step.html", context, status=_status(refusal, is_sent=is_sent))


def _exit_test(dossier: Dossier, act: str) -> ExitTest | None:
    if act == "propose-exit":
        return exit_test_of(dossier)
    return exit_test_as_proposed(dossier) if act in EXIT else None


def _words_of_proposal(dossier: Dossier, act: str, summary: Summary | None, user: User) -> Any:
    """What was written where help again was proposed, once the record has that it is read; None for other acts."""
    line = summary.proposal if summary and act in RELAPSE else None
    return commands.read_step(dossier, line.step, by=user).note if line and line.address else None


def _without_consent(dossier: Dossier, parts: Sequence[str]) -> list[tuple[Text, str]]:
    """The consents that an act will ask for and that are not there, with whose: told before anything is typed."""
    found = []
    if "verify" in parts:
        found.append((VERIFICATION, missing_consents(dossier.household, VERIFICATION)))
    if "post-notice" in parts and not has_consent(dossier.worker, NOTICE):
        found.append((NOTICE, [dossier.worker]))
    return [(PURPOSES[code].label, "、".join(each.name for each in persons)) for code, persons in found if persons]


def _status(refusal: NiangjiaError | None, *, is_sent: bool) -> int:
    if not is_sent:
        return 200
    return 409 if isinstance(refusal, Conflict | NeedsAnother) else 422


def _say(request: HttpRequest, done: Dossier, user: User) -> None:
    """What came of a press. Handing in what is not whole is no success yet: what is missing is said instead."""
    open_ends = open_ends_of(done, user, papers_of(done)) if done.state == DossierState.SUBMITTED else []
    if open_ends:
        told = _("It is handed in, and the first review waits for what is missing.")
        messages.warning(request, " ".join([told, *(str(each.message) for each in open_ends)]))
    else:
        told = _("Done. The dossier now stands at “%(state)s”.") % {"state": done.get_state_display()}
        messages.success(request, told)
