"""Beginning a dossier by hand."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, chain_access, commands
from niangjia.dossiers.draft_forms import DraftForm, PersonForm, member_forms, same_number_twice
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.views.requests import device_of, tell_odds
from niangjia.kernel.divisions import place_in_words
from niangjia.kernel.errors import Conflict
from niangjia.people.errors import NumberOnFile, PersonInTwoHouseholds
from niangjia.people.records import PersonRecord

Begin = Callable[[Sequence[PersonRecord]], Dossier]


@require_http_methods(["GET", "POST"])
def draft_dossier(request: HttpRequest) -> HttpResponse:
    """Begin a dossier: the worker, the household, why."""
    user = user_of(request)
    data = request.POST if request.method == "POST" else None
    form = DraftForm(data, list(access.require_somewhere(user, "draft").homes()))

    def begin(members: Sequence[PersonRecord]) -> Dossier:
        given = form.cleaned_data
        return commands.draft_dossier(
            form.record(members),
            unit=form.unit_chosen,
            by=user,
            is_emergency=given["is_emergency"],
            is_temporary=given["is_temporary"],
        )

    back = reverse("dossiers:list-dossiers"), _("Dossiers")
    return answer_draft(request, form, begin, title=_("Begin a dossier"), back=back)


def answer_draft(
    request: HttpRequest, form: DraftForm, begin: Begin, *, title: str, back: tuple[str, str]
) -> HttpResponse:
    """Show a form, or begin the dossier with it. What is wrong is said beside it, and nothing typed is lost.

    `back`: address and name of the page it was opened from.
    """
    user, members = user_of(request), member_forms(form.data if form.is_bound else None)
    known: Dossier | None = None
    if form.is_bound and _is_whole(form, members):
        try:
            dossier = begin([person for person in (member.person() for member in members) if person])
        except NumberOnFile as refusal:
            known = _known(user, refusal)
            if known is not None and chain_access.is_just_begun_by(user, known):
                return redirect("dossiers:show-dossier", pk=known.pk)  # the same form sent twice
            told = commands.count_number(refusal, device=device_of(request), by=user)
            known = known if told is refusal else None
            form.add_error(None, str(told))
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            region = dossier.household.region
            if form.taken_elsewhere(region):
                place = {"region": place_in_words(region)}
                messages.info(
                    request,
                    _(
                        "The card was issued where no standards are known, so the household is taken to be registered"
                        " in %(region)s. If that is not right, change what is on file."
                    )
                    % place,
                )
            tell_odds(request, dossier)
            messages.success(request, _("The dossier is begun. Hand in the papers, then submit it."))
            return redirect("dossiers:show-dossier", pk=dossier.pk)
    page = {"form": form, "members": members, "known": known, "title": title, "back": back}
    return render(request, "dossiers/draft-dossier.html", page, status=422 if form.is_bound else 200)


def _known(user: User, refusal: NumberOnFile) -> Dossier | None:
    """The dossier somebody is in already, for those who may read it."""
    if not isinstance(refusal, PersonInTwoHouseholds):
        return None
    return access.dossiers_to_read(user).filter(household=refusal.household, closed_on=None).first()


def _is_whole(form: DraftForm, members: list[PersonForm]) -> bool:
    told = [form.is_valid(), *(member.is_valid() for member in members)]
    return all(told) and not same_number_twice(form, members)
