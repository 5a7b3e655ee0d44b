"""People who look for work: the list, one person with what fits them, and what is entered of them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.access import may as may_in_dossiers
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock
from niangjia.people.access import has_consent
from niangjia.people.consent_texts import SENSITIVE
from niangjia.training import access, commands, queries
from niangjia.training.catalogue import label
from niangjia.training.forms import CertificateForm, NoteForm, ProfileForm
from niangjia.training.limits import ages
from niangjia.training.matching import Verdict, courses_for, for_person
from niangjia.training.models import ACTIVE, FINISHED, UNDER_WAY, SkillsProfile
from niangjia.training.presenting import (
    CERTIFICATE_LEVELS,
    SKILL_LEVELS,
    Wished,
    by_pk,
    rows_of,
    told_standing,
    told_wishes,
    tone_of,
)
from niangjia.training.rules import can_work
from niangjia.training.views.acting import act_on, press, taken
from niangjia.visits.access import where_may as where_may_visits

MOST = 12


@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    """Those who look for work: what is to be asked of them, and since when they have none."""
    user, today = user_of(request), clock.today()
    if not access.is_cadre(user):
        access.require_somewhere(user, "read-person")
    found = (
        access.people_for(user).filter(queries.here(), is_looking=True).order_by("jobless_since", "person__name", "pk")
    )
    rows = list(found[: queries.ROWS + 1])
    people = queries.ready(rows[: queries.ROWS], ages(), today)
    where = access.where_may(user, "read-person")
    wishes = queries.wishes_in(where)[: queries.ROWS] if where else []
    wishing = [each.person_id for each in wishes if each.person_id]
    open_of = queries.open_by_person([*(each.profile.person_id for each in people), *wishing])
    context = {
        "rows": [(each, told_standing(each.standing), open_of.get(each.profile.person_id, ())) for each in people],
        "wishes": told_wishes(wishes, queries.profiles_of(wishing), open_of),
        "has_more": len(rows) > queries.ROWS,
        "most": queries.ROWS,
        "is_cadre": access.is_cadre(user),
        "may_record": bool(access.where_may(user, "record-profile")),
        "may_close": bool(where_may_visits(user, "decide")),
    }
    return render(request, "training/list-people.html", context)


@require_safe
def show_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: what they can do and wish, the categories, what fits and what is missing, and what has come of it."""
    profile = access.get_profile_for(user_of(request), pk)
    commands.read_profile(profile, by=user_of(request))
    return page_of(request, profile)


def page_of(request: HttpRequest, profile: SkillsProfile, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a person, with forms as they were sent in place of empty ones."""
    user, today = user_of(request), clock.today()
    ready = queries.ready([profile], ages(), today)[0]
    can = profile.abilities() if ready.seeker.can is not None else None
    may_match, is_own = access.may(user, "read-person", profile.dossier.unit), access.is_own(user, profile)
    enrolments = list(queries.enrolments().filter(person=profile.person_id))
    placements = list(queries.placements().filter(person=profile.person_id))
    going = [each for each in placements if each.state in UNDER_WAY]
    besides = {each.course_id for each in enrolments if each.state in {*ACTIVE, *FINISHED}}
    besides |= {each.vacancy_id for each in going if each.vacancy_id}
    may_begin = access.may(user, "propose-enrolment", profile.dossier.unit) and not profile.dossier.closed_on
    context = {
        "profile": profile,
        "wishes": told_wishes(queries.wishes_of([profile.person_id]), {}, {}) if may_match else [],
        "categories": told_standing(ready.standing),
        "skills": [(label("skills", code), SKILL_LEVELS[level]) for code, level in profile.skills.items()],
        "terms": [label("terms", code) for code in profile.terms],
        "can": None if can is None else [label("abilities", code) for code in sorted(can)],
        "certificates": [(each, CERTIFICATE_LEVELS[each.level]) for each in profile.held],  # type: ignore[attr-defined]
        **_fitting(ready, today, request.GET.get("page", ""), besides=besides),
        "going": [*(each for each in enrolments if each.state in ACTIVE), *going],
        "enrolments": [(each, tone_of(each.state)) for each in enrolments],
        "placements": [(each, tone_of(each.state)) for each in placements],
        "projects": [(each, tone_of(each.state)) for each in queries.projects().filter(person=profile.person_id)],
        "is_own": is_own,
        "may_record": access.may(user, "record-profile", profile.dossier.unit) and not is_own,
        "may_open": may_in_dossiers(user, "read", profile.dossier.unit),
        "may_begin": may_begin and not is_own,
        "certificate_form": CertificateForm(),
        "note_form": NoteForm(),
        **bound,
    }
    return render(request, "training/show-person.html", context, status=status)


def _fitting(ready: queries.Ready, today: Any, number: str, *, besides: Collection[UUID]) -> dict[str, Any]:
    """Of every open vacancy near, those that fit or lack one thing, a page of them, and courses, each with its reasons;
    without those they have to do with already.

    Two queries, however many there are.
    """
    near = queries.near_unit(ready.profile.dossier.unit)
    posts = list(queries.open_vacancies(today).filter(near).exclude(pk__in=besides))
    courses = list(queries.open_courses(today).filter(near).exclude(pk__in=besides))
    trainings = [queries.training_of(each) for each in courses]
    matches = for_person(ready.seeker, [queries.post_of(each) for each in posts], trainings)
    fits = [each for each in matches if each.verdict is not Verdict.NO]
    page = Paginator(fits, MOST).get_page(number)
    known = by_pk(courses)
    fitting = courses_for(ready.seeker, [queries.post_of(each) for each in posts], trainings)
    return {
        "fits": rows_of(page, by_pk(posts), known),
        "page": page,
        "others": len(matches) - len(fits),
        "courses": [(known[each.key], opened) for each, opened in fitting[:MOST]],
    }


@require_safe
def show_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Training and work of one household, as a tab of its dossier."""
    dossier = opened_dossier(request, pk)
    user, today = user_of(request), clock.today()
    found = queries.of_dossier(dossier)
    by_person = {each.person_id: each for each in found.profiles}
    members = [each.person for each in dossier.household.members]  # type: ignore[attr-defined] # set by queries.whole
    may_match, is_own = access.may(user, "read-person", dossier.unit), is_of_own_household(user, dossier)
    wishes = queries.wishes_of([each.pk for each in members]) if may_match else []
    wished: dict[UUID, list[Wished]] = {}
    for wish in told_wishes(wishes, by_person, {}):
        wished.setdefault(wish.finding.person_id, []).append(wish)  # type: ignore[arg-type] # of a member
    people = [
        (each, by_person.get(each.pk), wished.get(each.pk, ()))
        for each in members
        if each.pk in by_person or each.pk in wished or can_work(each.born_on, each.work_status, each.is_able, today)
    ]
    context: dict[str, Any] = {
        "people": people,
        "enrolments": [(each, tone_of(each.state)) for each in found.enrolments],
        "placements": [(each, tone_of(each.state)) for each in found.placements],
        "projects": [(each, tone_of(each.state)) for each in found.projects],
        "is_own": is_own,
        "may_record": access.may(user, "record-profile", dossier.unit) and not (dossier.closed_on or is_own),
        "may_match": may_match,
    }
    return show_tab(request, dossier, "show-work", template="training/show-work.html", **context)


@sensitive_post_parameters("note", "can")
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def record_profile(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Enter or change what a member of a household can do and wishes to do."""
    user = user_of(request)
    member, dossier = access.get_member_for(user, pk, person, "record-profile")
    profile = queries.profiles().filter(person=member.person_id).first()
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        profile=profile,
        cadres=queries.cadres_over(dossier.unit, clock.today()),
        may_ask=has_consent(member.person, SENSITIVE),
    )

    def record() -> SkillsProfile:
        seen = form.cleaned_data["seen"]
        return commands.record_profile(dossier, member.person, form.told(), seen=seen, by=user)

    made = taken(form, record)
    if isinstance(made, SkillsProfile):
        return redirect("training:show-person", pk=made.pk)
    context = {"form": form, "person": member.person, "dossier": dossier, "profile": profile}
    return render(request, "training/record-profile.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("number")
@require_POST
@sensitive_variables()
def add_certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a certificate."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "record-profile")
    form = CertificateForm(request.POST)
    return act_on(
        request, form, lambda: commands.add_certificate(profile, **form.cleaned_data, by=user),
        page=lambda **more: page_of(request, profile, **more), name="certificate_form",
        to=("training:show-person", pk), done=_("The certificate is entered."),
    )  # fmt: skip


@require_POST
def remove_certificate(request: HttpRequest, pk: UUID, certificate: UUID) -> HttpResponse:
    """Take out a certificate that was entered by mistake."""
    user = user_of(request)
    profile = access.get_profile_for(user, pk, "record-profile")
    found = access.get_certificate_of(profile, certificate)
    return press(
        request, lambda: commands.remove_certificate(profile, found, by=user), to=("training:show-person", pk),
        done=_("The certificate is taken out."),
    )  # fmt: skip
