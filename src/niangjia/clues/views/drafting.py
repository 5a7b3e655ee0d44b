"""Beginning the dossier of a clue."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.accounts.views.requests import user_of
from niangjia.clues import access, commands
from niangjia.clues.draft_forms import ClueDraftForm
from niangjia.dossiers import access as dossiers
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.views.drafts import answer_draft
from niangjia.people.records import PersonRecord


@require_http_methods(["GET", "POST"])
def draft_clue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form by which any dossier is begun; what the clue says already need not be typed again."""
    user = user_of(request)
    clue = access.get_clue_for(user, pk, "draft")
    data = request.POST if request.method == "POST" else None
    form = ClueDraftForm(data, list(dossiers.require_somewhere(user, "draft").homes()), clue)

    def begin(members: Sequence[PersonRecord]) -> Dossier:
        given = form.cleaned_data
        return commands.draft_clue(
            clue,
            form.record(members),
            unit=form.unit_chosen,
            seen=given["seen"],
            by=user,
            is_emergency=given["is_emergency"],
            is_temporary=given["is_temporary"],
        )

    back = reverse("clues:show-clue", args=[clue.pk]), clue.name
    return answer_draft(request, form, begin, title=_("Begin the dossier of a clue"), back=back)
