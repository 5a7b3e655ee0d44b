"""Reading the rule book: the rule sets, one of them, one parameter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.policies import access, book, queries
from niangjia.policies.amendments import parameter_of
from niangjia.policies.forms import BookForm, ValueForm
from niangjia.policies.parameters import Parameter
from niangjia.policies.presenting import (
    ToldRow,
    Wanted,
    approved_by_source,
    count_to_confirm,
    life_of,
    sections_of,
    told_changes,
    told_rows,
    uses_of,
)
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.what_if.source import household_source


@require_safe
def list_rule_sets(request: HttpRequest) -> HttpResponse:
    """Every rule set with its life, and what waits for a decision."""
    user = user_of(request)
    access.require(user, "read")
    today = clock.today()
    told = [(one, life_of(one, today), count_to_confirm(one)) for one in book.rule_sets()]
    told.sort(key=lambda each: (each[0].in_force_from is None, each[0].in_force_from), reverse=True)
    context = {"told": told, "waiting": told_changes(queries.waiting()), "may_propose": access.may(user, "propose")}
    return render(request, "policies/list-rule-sets.html", context)


@require_safe
def show_rule_set(request: HttpRequest, name: str) -> HttpResponse:
    """The book of a rule set: its parameters in groups, narrowed by the address. htmx gets the groups alone."""
    user = user_of(request)
    now = access.get_rule_set_for(user, name)
    version = request.GET.get("version", "")
    shown = access.get_rule_set_for(user, name, version) if version else now
    regions = sorted({row.region for parameter in shown.table.parameters for row in parameter.rows})
    form = BookForm(request.GET, regions)
    form.is_valid()
    value = form.cleaned_data.get
    wanted = Wanted(
        text=(value("q") or "").strip(),
        region=value("region") or "",
        is_confirmed={"confirmed": True, "to-confirm": False}.get(value("mark") or ""),
    )
    changes = list(queries.changes_of(name))
    context = {
        "rule_set": shown,
        "is_now": shown is now,
        "now": now,
        "life": life_of(shown, clock.today()),
        "to_confirm": count_to_confirm(shown),
        "form": form,
        "sections": sections_of(shown, wanted, approved_by_source(changes)),
        "is_narrowed": wanted != Wanted(),
        "changes": told_changes(changes),
        "may_propose": shown is now and access.may(user, "propose"),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "policies/_book.html" if is_part else "policies/show-rule-set.html", context)


@require_safe
def show_parameter(request: HttpRequest, name: str, parameter: str) -> HttpResponse:
    """One parameter: its rows, which rules ask for it, its changes, and the form to propose another value."""
    user = user_of(request)
    rule_set = access.get_rule_set_for(user, name)
    found = known_parameter(rule_set, parameter)
    may_propose = access.may(user, "propose")
    form = None
    if may_propose:  # it begins with the division of one's own households: a value for a wider one may never count
        source = household_source()
        here = source.region(source.may_count(user))
        form = ValueForm(None, rule_set, {"parameter": found.name, "region": here})
    return render(request, "policies/show-parameter.html", {**parameter_context(rule_set, found), "form": form})


def known_parameter(rule_set: RuleSet, name: str) -> Parameter:
    """A parameter of a rule set. Raises NotFoundOrForbidden."""
    found = parameter_of(rule_set, name)
    if found is None:
        raise NotFoundOrForbidden(_("There is no such parameter."))
    return found


def parameter_context(rule_set: RuleSet, parameter: Parameter) -> dict[str, object]:
    """What the page of a parameter shows."""
    changes = list(queries.changes_of(rule_set.name, parameter.name))
    rows: list[ToldRow] = told_rows(parameter, approved_by_source(changes))
    return {
        "rule_set": rule_set,
        "parameter": parameter,
        "rows": rows,
        "uses": uses_of(rule_set, parameter.name),
        "changes": told_changes(changes),
    }
