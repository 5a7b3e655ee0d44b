"""What if: the page that asks and answers, keeping an answer, and the kept ones."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts.models import Unit, User
from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.policies import book, commands
from niangjia.policies.codes import CATEGORIES
from niangjia.policies.errors import UnknownRuleSetError
from niangjia.policies.what_if import access, queries
from niangjia.policies.what_if.forms import TitleForm, WhatIfForm, address_of, kept_address
from niangjia.policies.what_if.listing import PARAMETERS, Place, affected_page
from niangjia.policies.what_if.outcome import Outcome
from niangjia.policies.what_if.outcome_json import outcome_from_json
from niangjia.policies.what_if.presenting import Categories, told_outcome
from niangjia.policies.what_if.source import household_source

RECENT = 5


@require_safe
def show_what_if(request: HttpRequest) -> HttpResponse:
    """The form, and below it what its address asks: two scenarios beside things as they are."""
    asked = {name: text for name, text in _texts(request.GET).items() if name not in PARAMETERS}
    kept = kept_address(asked)
    if kept != asked:
        return redirect(f"{reverse('policies:show-what-if')}?{urlencode(kept)}")
    return _what_if(request, _form(user_of(request), kept), TitleForm(label_suffix=""), status=200)


@require_POST
def save_simulation(request: HttpRequest) -> HttpResponse:
    """Run what was asked on the households as they are now, and keep it under a title."""
    user = user_of(request)
    form = _form(user, kept_address({name: text for name, text in _texts(request.POST).items() if name != "title"}))
    title = TitleForm(request.POST, label_suffix="")
    if not (title.is_valid() and form.is_valid()):
        return _what_if(request, form, title, status=422)
    simulation = commands.save_simulation(
        form.question(), title=title.cleaned_data["title"], unit=form.chosen_unit, by=user
    )
    messages.success(request, _("Saved. It stays as it is, whatever changes later."))
    return redirect("policies:show-simulation", pk=simulation.pk)


@require_safe
def list_simulations(request: HttpRequest) -> HttpResponse:
    """Saved runs, newest first: one's own and those of one's units."""
    user = user_of(request)
    found = queries.simulations_for(user, access.require_somewhere(user))
    page = queries.page_of(found, request.GET.get("page", ""))
    return render(request, "policies/list-simulations.html", {"page": page})


@require_safe
def show_simulation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A saved run as it came out then; nothing is worked out anew."""
    user = user_of(request)
    simulation = access.get_simulation_for(user, pk)
    outcome = outcome_from_json(simulation.outcome, simulation.households)
    units = {name: known["unit"] for name, known in simulation.current["parameters"].items()}
    again = address_of(simulation.question, units, str(simulation.unit_id))
    context = {
        "simulation": simulation,
        "question": simulation.question,
        "again": f"{reverse('policies:show-what-if')}?{urlencode(again)}",
        **_told(
            user,
            simulation.unit,
            outcome,
            simulation.question,
            simulation.current,
            Place(request.path, {}, _texts(request.GET)),
        ),
    }
    return render(request, "policies/show-simulation.html", context)


def _texts(sent: QueryDict) -> dict[str, str]:
    return {name: str(sent[name]) for name in sent}


def _form(user: User, data: Mapping[str, str]) -> WhatIfForm:
    where = access.require_somewhere(user)
    units = list(where.unions()) or list(where.units())
    return WhatIfForm(data, rule_sets=book.rule_sets(), in_force=book.rule_set_for(clock.today()), units=units)


def _what_if(request: HttpRequest, form: WhatIfForm, title: TitleForm, *, status: int) -> HttpResponse:
    user, today, source = user_of(request), clock.today(), household_source()
    where = access.require(user, form.chosen_unit)
    region = source.region(where)
    context: dict[str, Any] = {
        "form": form,
        "title_form": title,
        "unit": form.chosen_unit,
        "region": region,
        "today": today,
    }
    if form.is_asked and form.is_valid():
        question = form.question()
        try:
            outcome = question.answer(source.households(where))
        except InvalidInput as error:
            context["nothing"] = error
        else:
            told = question.to_json()
            current = queries.current_values(question, region, today)
            place = Place(reverse("policies:show-what-if"), form.data, _texts(request.GET))
            context |= {"question": told, **_told(user, form.chosen_unit, outcome, told, current, place)}
    context |= {
        "count": source.count(where) if "told" not in context else None,
        "groups": form.groups(queries.values_in_force(form.rule_set, region, today)),
        "recent": list(queries.simulations_for(user, access.require_somewhere(user))[:RECENT]),
    }
    return render(request, "policies/show-what-if.html", context, status=422 if form.errors else status)


def _told(
    user: User, unit: Unit, outcome: Outcome, question: Mapping[str, Any], current: Mapping[str, Any], place: Place
) -> dict[str, Any]:
    """The outcome for the page, with the list of affected households for those who may read them."""
    names = queries.unit_names(key for scenario in outcome.scenarios for key in scenario.by_unit)
    reading = access.where_may_read(user, unit)
    categories = [_categories(each["rules"]["name"]) for each in (question, *question["proposals"])]
    return {
        "told": told_outcome(outcome, question, current, names, categories),
        "affected": None if reading is None else affected_page(outcome, place, reading, categories),
    }


def _categories(rules: str) -> Categories:
    """The labels a rule set has for the categories; the usual ones when it is gone."""
    try:
        return book.rule_set(rules).labels["category"]
    except UnknownRuleSetError:
        return CATEGORIES
