"""Exit, watch, relapse and temporary dossiers: each act on its page, the income of a month, and what is due."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.chain_access import is_own_case
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother
from niangjia.dossiers.leaving_forms import IncomeForm, RedraftForm
from niangjia.dossiers.leaving_pages import waiting_sections
from niangjia.dossiers.queries_of_leaving import LEAVING, exit_test_of, income_checks
from niangjia.dossiers.views.chain import plain, recorded, stated, take
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.limits.queries import limits_of


@require_http_methods(["GET", "POST"])
def propose_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose that a household has come out of hardship; the page shows the exit test."""
    return take(request, pk, "propose-exit", stated(commands.propose_exit))


@require_http_methods(["GET", "POST"])
def review_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass the review of an exit."""
    return take(request, pk, "review-exit", plain(commands.review_exit))


@require_http_methods(["GET", "POST"])
def confirm_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that the worker confirmed."""
    return take(request, pk, "confirm-exit", stated(commands.confirm_exit))


@require_http_methods(["GET", "POST"])
def decline_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that the worker does not agree."""
    return take(request, pk, "decline-exit", stated(commands.decline_exit))


@require_http_methods(["GET", "POST"])
def post_exit_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the notice of an exit."""
    return take(request, pk, "post-exit-notice", recorded(commands.post_exit_notice))


@require_http_methods(["GET", "POST"])
def approve_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Approve an exit; tapering begins."""
    return take(request, pk, "approve-exit", plain(commands.approve_exit))


@require_http_methods(["GET", "POST"])
def return_exit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the household on file for now."""
    return take(request, pk, "return-exit", stated(commands.return_exit))


@require_http_methods(["GET", "POST"])
def start_watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the watch when tapering is over."""
    return take(request, pk, "start-watch", plain(commands.start_watch))


@require_http_methods(["GET", "POST"])
def record_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down how a household was found."""
    return take(request, pk, "record-follow-up", recorded(commands.record_follow_up))


@require_http_methods(["GET", "POST"])
def end_watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the watch and archive."""
    return take(request, pk, "end-watch", plain(commands.end_watch))


@require_http_methods(["GET", "POST"])
def propose_relapse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose that a household is helped again."""
    return take(request, pk, "propose-relapse", stated(commands.propose_relapse))


@require_http_methods(["GET", "POST"])
def approve_relapse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Help a household again."""
    return take(request, pk, "approve-relapse", plain(commands.approve_relapse))


@require_http_methods(["GET", "POST"])
def return_relapse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go on with tapering or watch as it was."""
    return take(request, pk, "return-relapse", stated(commands.return_relapse))


@require_http_methods(["GET", "POST"])
def watch_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Watch a household without filing it."""
    return take(request, pk, "watch", stated(commands.watch_dossier))


@require_http_methods(["GET", "POST"])
def resume_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up the application of a household that was watched."""
    return take(request, pk, "resume", plain(commands.resume_dossier))


@require_http_methods(["GET", "POST"])
def regularise_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a temporary dossier regular."""
    return take(request, pk, "regularise", stated(commands.regularise_dossier))


@require_http_methods(["GET", "POST"])
def end_temporary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a temporary dossier."""
    return take(request, pk, "end-temporary", stated(commands.end_temporary))


@require_http_methods(["GET", "POST"])
def record_income(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the income of a month, and see which months the exit test looks at."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "record-income")
    form = IncomeForm(request.POST if request.method == "POST" else None, month=request.GET.get("month", ""))
    seen, status = request.POST.get("seen"), 422 if form.is_bound else 200
    if form.is_valid():
        try:
            commands.record_income(dossier, by=user, seen=seen if seen is None else seen.split(), **form.stated())
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            seen, status = None, 409
        except (Conflict, InvalidInput, NeedsAnother) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("dossiers:record-income", pk=dossier.pk)
    commands.read_dossier(dossier, page="record-income", device=device_of(request), by=user)
    if seen is None:
        seen = " ".join(str(pk) for pk in income_checks(dossier).values_list("pk", flat=True))
    page = {
        "dossier": dossier,
        "form": form,
        "exit_test": exit_test_of(dossier),
        "seen": seen,
        "is_own": is_own_case(user, dossier),
    }
    return render(request, "dossiers/record-income.html", page, status=status)


@require_http_methods(["GET", "POST"])
def redraft_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a new draft from a dossier that has ended."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "redraft")
    form = RedraftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            begun = commands.redraft_dossier(dossier, reason=form.cleaned_data["reason"], by=user)
        except (Conflict, InvalidInput) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The dossier is begun with what was known. Bring it up to date, then submit it.")
            )
            return redirect("dossiers:show-dossier", pk=begun.pk)
    commands.read_dossier(dossier, page="redraft-dossier", device=device_of(request), by=user)
    page = {"dossier": dossier, "form": form, "members": dossier.household.members}  # type: ignore[attr-defined] # set by queries.whole
    return render(request, "dossiers/redraft-dossier.html", page, status=422 if form.is_bound else 200)


@require_safe
def list_leaving(request: HttpRequest) -> HttpResponse:
    """What is due of exits and watches in one's units, and the terms behind it."""
    user = user_of(request)
    access.require_somewhere(user, "see-leaving")
    sections = waiting_sections(user)
    has_any = any(section.count for section in sections)
    page = {"sections": sections, "has_any": has_any, "terms": list(limits_of(LEAVING).values())}
    return render(request, "dossiers/list-leaving.html", page)
