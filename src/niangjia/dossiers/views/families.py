"""Death, split and merger: stated, shown as exactly what would happen, and only then done."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
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
from niangjia.dossiers.commands.previewing import Foreseen, foresee
from niangjia.dossiers.families_forms import DeathForm, FamilyForm, MergeForm, OtherDossierForm, SplitForm
from niangjia.dossiers.families_pages import Duty, duties_after_death, family_acts, sums, told_dossiers
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_families import still_open_on
from niangjia.dossiers.queries_of_versions import number_of_newest, versions_after
from niangjia.dossiers.views.requests import device_of, seen_by
from niangjia.kernel.errors import Conflict, InvalidInput, NiangjiaError

Do = Callable[..., Dossier]
Duties = Callable[[list[Foreseen]], list[Duty]]


@require_http_methods(["GET", "POST"])
def record_death(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that a member passed away; first who, then the rest."""
    dossier, user, left = _opened(request, pk, "death")
    if left is not None:
        return left
    members = _members(dossier)
    person = next((each for each in members if str(each.person_id) == request.GET.get("person")), None)
    told: dict[str, Any] = {"dossier": dossier, "choices": members}
    if person is None:
        return render(request, "dossiers/record-death.html", told)
    form = DeathForm(_data(request), members, person)

    def do(seen: int | None = None, **_others: int | None) -> Dossier:
        return commands.record_death(dossier, by=user, **form.stated(), seen=seen)

    duties = partial(duties_after_death, dossier, person)
    return _answer(request, form, do, [dossier], "record-death", told | {"person": person.person}, duties)


@require_http_methods(["GET", "POST"])
def split_household(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let some members become a household of their own."""
    dossier, user, left = _opened(request, pk, "split")
    if left is not None:
        return left
    form = SplitForm(_data(request), _members(dossier), dossier)

    def do(seen: int | None = None, **_others: int | None) -> Dossier:
        return commands.split_household(dossier, by=user, **form.stated(), seen=seen)

    return _answer(request, form, do, [dossier], "split-household", {"dossier": dossier})


@require_http_methods(["GET", "POST"])
def merge_household(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the household of another dossier join this one: first which, then how."""
    dossier, user, left = _opened(request, pk, "merge")
    if left is not None:
        return left
    asked = OtherDossierForm(request.GET if "other" in request.GET else None)
    other = access.find_dossier_to_join(user, asked.cleaned_data["other"], but=dossier) if asked.is_valid() else None
    told: dict[str, Any] = {"dossier": dossier, "asked": asked}
    if other is None:
        if asked.is_bound and not asked.errors:
            asked.add_error("other", _("There is no such open dossier of your units besides this one."))
        status = 422 if asked.is_bound else 200
        return render(request, "dossiers/merge-household.html", told, status=status)
    commands.read_dossier(other, page="merge-household", device=device_of(request), by=user)
    form = MergeForm(_data(request), _members(dossier), _members(other))
    do = partial(_merge, dossier, other, form, user)
    told |= {"other": other, "still_open": still_open_on(other)}
    return _answer(request, form, do, [dossier, other], "merge-household", told)


def _merge(dossier: Dossier, other: Dossier, form: MergeForm, user: User, **seen: int | None) -> Dossier:
    day = form.cleaned_data["on"]
    return commands.merge_household(dossier, other, form.stated(), on=day, by=user, **seen)


def _answer(
    request: HttpRequest,
    form: FamilyForm,
    do: Do,
    dossiers: list[Dossier],
    page: str,
    told: dict[str, Any],
    duties: Duties | None = None,
) -> HttpResponse:
    """The form; then what would happen; then, when that is still what was looked at, done."""
    refusal: NiangjiaError | None = None
    shown: dict[str, Any] = {}
    if form.is_valid():
        digest = sha256(repr(sorted(form.cleaned_data.items())).encode()).hexdigest()
        try:
            if request.POST.get("looked") == digest:
                done = do(seen=seen_by(request), other_seen=_number(request, "other_seen"))
                messages.success(request, _("Done. The rules were applied to everybody who goes on."))
                return redirect("dossiers:show-dossier", pk=done.pk)
        except (Conflict, InvalidInput) as error:
            refusal = error
        try:
            foreseen = foresee(do, *dossiers)
        except (Conflict, InvalidInput) as error:
            refusal = refusal or error
        else:
            numbers = dict(zip(("seen", "other_seen"), map(number_of_newest, dossiers), strict=False))
            shown = {"would": told_dossiers(foreseen), "sums": sums(foreseen), "looked": digest, "numbers": numbers}
            shown["duties"] = duties(foreseen) if duties else []
    status = 409 if isinstance(refusal, Conflict) else 422 if refusal or form.errors else 200
    return render(request, f"dossiers/{page}.html", told | {"form": form, "refusal": refusal, **shown}, status=status)


def _opened(request: HttpRequest, pk: UUID, act: str) -> tuple[Dossier, User, HttpResponse | None]:
    """The dossier, once the record has that it was opened; and where to go instead: this was done already, or cannot be
    done as it stands.
    """
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, act)
    commands.read_dossier(dossier, page=_PAGES[act], device=device_of(request), by=user)
    if "looked" in request.POST:
        later = versions_after(dossier, seen_by(request))
        if later.filter(by=user, act=_VERSIONS[act]).exists():
            messages.info(request, _("This was done already."))
            return dossier, user, redirect("dossiers:show-dossier", pk=pk)
    if act not in family_acts(user, dossier):
        told = _("This cannot be done as the dossier stands now: %(state)s.") % {"state": dossier.get_state_display()}
        messages.error(request, told)
        return dossier, user, redirect("dossiers:show-members", pk=pk)
    return dossier, user, None


_PAGES = {"death": "record-death", "split": "split-household", "merge": "merge-household"}
_VERSIONS = {
    "death": "dossiers.death.recorded",
    "split": "dossiers.household.split",
    "merge": "dossiers.household.merged",
}


def _members(dossier: Dossier) -> list[Any]:
    return sorted(dossier.household.members, key=lambda each: each.position)  # type: ignore[attr-defined] # set by queries.whole


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
