"""Vacancies: the list, one with the people it fits, and what is done with it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.training import access, commands, queries
from niangjia.training.catalogue import label
from niangjia.training.forms import VacancyForm
from niangjia.training.limits import ages
from niangjia.training.matching import Verdict, for_post
from niangjia.training.models import UNDER_WAY, Vacancy, VacancyState
from niangjia.training.presenting import CERTIFICATE_LEVELS, SKILL_LEVELS, by_key, by_pk, rows_of, tone_of
from niangjia.training.views.acting import press, taken
from niangjia.training.views.showing import done_with

MOST = 30


@require_safe
def list_vacancies(request: HttpRequest) -> HttpResponse:
    """The vacancies near one's units: the open ones, what closes soonest first, then the closed ones."""
    user, today = user_of(request), clock.today()
    found = queries.vacancies().filter(queries.near(access.require_somewhere(user, "read")))
    going = found.filter(state=VacancyState.OPEN).order_by("last_on", "pk")[: queries.ROWS]
    context = {
        "going": list(going),
        "over": list(found.exclude(state=VacancyState.OPEN).order_by("-last_on", "-pk")[:20]),
        "today": today,
        "may_announce": bool(access.where_may(user, "announce-vacancy")),
    }
    return render(request, "training/list-vacancies.html", context)


@require_http_methods(["GET", "POST"])
def announce_vacancy(request: HttpRequest) -> HttpResponse:
    """Announce a vacancy."""
    user = user_of(request)
    where = access.require_somewhere(user, "announce-vacancy")
    units = access.units_of(where)
    region = queries.usual_region(where)
    form = VacancyForm(request.POST if request.method == "POST" else None, units, units, region=region)
    made = taken(form, lambda: commands.announce_vacancy(form.unit, form.said(), by=user))
    if isinstance(made, Vacancy):
        return redirect("training:show-vacancy", pk=made.pk)
    return render(request, "training/announce-vacancy.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def revise_vacancy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one."""
    user = user_of(request)
    vacancy = access.get_vacancy_for(user, pk, "revise-vacancy")
    places = access.units_of(access.where_may(user, "revise-vacancy"))
    form = VacancyForm(request.POST if request.method == "POST" else None, [], places, vacancy)
    made = taken(form, lambda: commands.revise_vacancy(vacancy, form.said(), seen=form.cleaned_data["seen"], by=user))
    if isinstance(made, Vacancy):
        return redirect("training:show-vacancy", pk=made.pk)
    context = {"form": form, "vacancy": vacancy}
    return render(request, "training/announce-vacancy.html", context, status=422 if form.errors else 200)


@require_safe
def show_vacancy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One vacancy: what it asks, who of one's own people it fits, and who was offered it."""
    user, today = user_of(request), clock.today()
    vacancy = access.get_vacancy_for(user, pk)
    mine = access.rows_for(user, "read", queries.placements().filter(vacancy=vacancy)).order_by("made_at", "pk")
    is_open = vacancy.state == VacancyState.OPEN and vacancy.last_on >= today
    may_offer = is_open and bool(access.where_may(user, "offer-placement"))
    may_revise = access.may(user, "revise-vacancy", vacancy.unit) and vacancy.state == VacancyState.OPEN
    context = {
        "vacancy": vacancy,
        "asks": [label("abilities", code) for code in vacancy.asks],
        "level": CERTIFICATE_LEVELS.get(vacancy.level),
        "skill_level": SKILL_LEVELS.get(vacancy.skill_level),
        "left": max(0, vacancy.posts - vacancy.taken),  # type: ignore[attr-defined] # set by vacancies()
        "placements": [(each, tone_of(each.state)) for each in mine],
        **(_people(user, vacancy, today, request.GET.get("page", "")) if may_offer else {"fits": [], "others": 0}),
        "may_offer": may_offer,
        "may_revise": may_revise,
        "entries": done_with(vacancy.pk),
    }
    return render(request, "training/show-vacancy.html", context)


def _people(user: User, vacancy: Vacancy, today: Any, number: str) -> dict[str, Any]:
    """Who of one's own people it fits, or who lacks one thing, in the order of their need."""
    offered = vacancy.placements.filter(state__in=UNDER_WAY).values("person")
    mine = access.rows_for(user, "offer-placement", queries.profiles(), cadre="cadre")
    people = mine.filter(access.not_own(user))
    looking = people.filter(queries.here(), is_looking=True).exclude(person__in=offered)
    ready = queries.ready(list(looking.order_by("jobless_since", "pk")), ages(), today)
    courses = list(queries.open_courses(today).filter(queries.near_unit(vacancy.unit)))
    trainings = [queries.training_of(each) for each in courses]
    matches = for_post([each.seeker for each in ready], queries.post_of(vacancy), trainings)
    fits = [each for each in matches if each.verdict is not Verdict.NO]
    page = Paginator(fits, MOST).get_page(number)
    return {
        "page": page,
        "fits": rows_of(page, by_key(ready), by_pk(courses), of_people=True),
        "others": len(matches) - len(fits),
    }


@require_POST
def close_vacancy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close one."""
    user = user_of(request)
    vacancy = access.get_vacancy_for(user, pk, "revise-vacancy")
    return press(
        request, lambda: commands.close_vacancy(vacancy, by=user), to=("training:show-vacancy", pk),
        done=_("The vacancy is closed."),
    )  # fmt: skip
