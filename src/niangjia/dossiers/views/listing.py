"""The list of dossiers, narrowed and sorted by its address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, queries
from niangjia.dossiers.forms import FilterForm
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories


@require_safe
def list_dossiers(request: HttpRequest) -> HttpResponse:
    """A page of the dossiers someone may read. htmx gets the results alone."""
    user = user_of(request)
    where = access.require_somewhere(user, "read")
    form = FilterForm(request.GET, list(where.unions()), reader=user)
    wanted, order = form.wanted(), form.sort_order()
    reach = queries.visible_to(where)
    found = wanted.apply(reach)
    page = queries.page(found, sort=order, cursor=request.GET.get("cursor", ""), reach=reach)
    name_categories(page.rows)
    context = {
        "form": form,
        "page": page,
        "members_found": queries.members_found(page.rows, wanted.text) if wanted.text else {},
        "count": queries.bounded_count(found),
        "limit": queries.COUNT_LIMIT,
        "order": order,
        "sorts": _sorts(order),
        "is_narrowed": any(request.GET.get(name) for name in form.fields if name != "order"),
        "has_any": bool(page.rows) or reach.exists(),
        "may_export": bool(access.where_may(user, "export")),
        "may_draft": bool(access.where_may(user, "draft")),
        "may_import": bool(access.where_may(user, "import")),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "dossiers/_results.html" if is_part else "dossiers/list-dossiers.html", context)


def _sorts(order: str) -> list[dict[str, Any]]:
    """The sortable columns: how each is sorted now, and the order that a click asks for."""
    return [
        {
            "label": label,
            "class": "num" if key == "net" else "",
            "direction": {key: "ascending", f"-{key}": "descending"}.get(order, ""),
            "next": f"-{key}" if order == key else key,
        }
        for key, (_field, label) in Dossier.SORTS.items()
    ]
