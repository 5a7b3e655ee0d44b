"""The lists that keep dossiers from going stale, one page for all, and one for students about to graduate."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.queries import Filter
from niangjia.dossiers.queries import visible_to as dossiers_visible_to
from niangjia.kernel import clock
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.limits.queries import limits_of
from niangjia.reviews import access, graduating, lists, queries
from niangjia.reviews.forms import StudentForm, UnitFilterForm
from niangjia.reviews.rules import GRADUATION_MONTH


@require_safe
def show_list(request: HttpRequest, code: str) -> HttpResponse:
    """One list: who stands on it, for how long, what to do next. htmx gets the results alone."""
    user = user_of(request)
    where = access.require_somewhere(user, "read")
    found = lists.LISTS.get(code)
    if found is None and code != "graduations":
        raise NotFoundOrForbidden(_("There is no such list."))
    context = _dossiers_on(request, found, where) if found else _students(request, where)
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    context |= {
        "code": code,
        "label": found.label if found else queries.GRADUATIONS,
        "all_lists": [(each.code, each.label) for each in lists.LISTS.values()]
        + [("graduations", queries.GRADUATIONS)],
        "is_narrowed": any(request.GET.get(name) for name in context["form"].fields),
    }
    return render(request, "reviews/_list.html" if is_part else "reviews/show-list.html", context)


def _dossiers_on(request: HttpRequest, found: lists.WatchList, where: Jurisdiction) -> dict[str, Any]:
    limits, today = limits_of("reviews"), clock.today()
    form = UnitFilterForm(request.GET, list(where.unions()))
    form.is_valid()
    narrowed = Filter(text=form.text, unit_path=form.unit_path).apply(dossiers_visible_to(where))
    page = _page(request, lists.with_names(found.narrow(narrowed, limits, today)))
    dossiers: list[Dossier] = list(page)
    name_categories(dossiers)
    return {
        "form": form,
        "list": found,
        "page": page,
        "rows": lists.rows_of(found, dossiers, limits, today),
        "limit": limits[found.limit] if found.limit else None,
    }


def _students(request: HttpRequest, where: Jurisdiction) -> dict[str, Any]:
    limit, today = limits_of("reviews")[GRADUATION_MONTH], clock.today()
    visible = dossiers_visible_to(where)
    months = graduating.months(visible, month=limit.value, today=today)
    form = StudentForm(request.GET, list(where.unions()), [(code, _month(code, count)) for code, count in months])
    form.is_valid()
    narrowed = Filter(text=form.text, unit_path=form.unit_path).apply(visible)
    which = form.cleaned_data.get("month") or ""
    page = _page(request, graduating.students(narrowed, which=which, month=limit.value, today=today))
    students = graduating.told(list(page), visible, month=limit.value, today=today)
    return {"form": form, "page": page, "students": students, "limit": limit, "months": dict(months)}


def _page(request: HttpRequest, found: Any) -> Any:
    return Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page"))


def _month(code: str, count: int) -> str:
    if code == graduating.UNKNOWN:
        return _("Not known (%(count)s)") % {"count": count}
    if code == graduating.PASSED:
        return _("Should have graduated (%(count)s)") % {"count": count}
    return f"{code} ({count})"
