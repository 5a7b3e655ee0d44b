"""The evidence of a dossier: list, taking in, giving out, withdrawing."""

from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.evidence_forms import EvidenceForm, WithdrawalForm
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import evidence_of
from niangjia.dossiers.standing import standing_of
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.people.evidence_files import ENDINGS, RefusedFile, refuse_large
from niangjia.people.models import Evidence


@require_safe
def show_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was handed in, and the place to hand in more."""
    dossier = opened_dossier(request, pk)
    return _page(request, dossier, EvidenceForm(None, None, members=dossier.household.members))  # type: ignore[attr-defined] # set by queries.whole


def _page(
    request: HttpRequest, dossier: Dossier, form: EvidenceForm, refused: list[tuple[str, RefusedFile]] | None = None
) -> HttpResponse:
    found, standing = list(evidence_of(dossier.household)), standing_of(dossier, user_of(request))
    page = show_tab(
        request,
        dossier,
        "show-evidence",
        files=[(each, _withdrawal_of(each)) for each in found if each.withdrawn_at is None],
        withdrawn=[each for each in found if each.withdrawn_at is not None],
        form=form,
        standing=standing,
        is_own=standing.is_own,
        refused=refused,
    )
    page.status_code = 422 if form.is_bound else 200
    return page


def _withdrawal_of(file: Evidence) -> WithdrawalForm:
    """The form with ids of its own: there is one for each file."""
    return WithdrawalForm(label_suffix="", auto_id=f"withdrawal-{file.pk}-%s")


@require_POST
def add_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take in files; what cannot be taken is named with what to do, the others are kept."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    form = EvidenceForm(request.POST, request.FILES, members=dossier.household.members)  # type: ignore[attr-defined] # set by queries.whole
    if not form.is_valid():
        return _page(request, dossier, form)
    about = {"kind": form.cleaned_data["kind"], "person": form.person}
    about["is_original_seen"] = form.cleaned_data["is_original_seen"]
    papers = form.papers_given()
    refused: list[tuple[str, RefusedFile]] = []
    for paper in papers:
        try:
            refuse_large(paper.size or 0)
            commands.add_evidence(dossier, paper.read(), file_name=paper.name or "", by=user, **about)
        except RefusedFile as refusal:
            refused.append((paper.name or "", refusal))
    taken = len(papers) - len(refused)
    if taken:
        words = ngettext("%(count)s file is kept.", "%(count)s files are kept.", taken)
        messages.success(request, words % {"count": taken})
    return _page(request, dossier, form, refused) if refused else redirect("dossiers:show-evidence", pk=dossier.pk)


@require_GET
def download_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponseBase:
    """A file, to be saved: never shown by the browser as a page of this site."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    found = access.get_evidence_of(dossier, evidence)
    content = commands.download_evidence(dossier, found, by=user)
    name = f"{dossier.number}-{found.kind}-{str(found.pk)[-6:]}.{ENDINGS[found.media_type]}"

    @csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [True]})
    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type=found.media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store, private"
        return response

    return answer(request)


@require_POST
def confirm_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    """The original was seen."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    commands.confirm_evidence(dossier, access.get_evidence_of(dossier, evidence), by=user)
    return redirect("dossiers:show-evidence", pk=dossier.pk)


@require_POST
def withdraw_evidence(request: HttpRequest, pk: UUID, evidence: UUID) -> HttpResponse:
    """Let a file count no more."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    commands.withdraw_evidence(
        dossier, access.get_evidence_of(dossier, evidence), reason=request.POST.get("reason", ""), by=user
    )
    messages.success(request, _("The file is withdrawn. It stays sealed until its time of keeping is over."))
    return redirect("dossiers:show-evidence", pk=dossier.pk)
