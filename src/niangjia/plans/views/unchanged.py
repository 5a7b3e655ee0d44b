"""Help without change: how many households each thing to notice is true of, and which."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.dossiers.queries import visible_to
from niangjia.kernel import clock
from niangjia.plans import access, queries
from niangjia.plans.unchanged import watches


@require_safe
def list_unchanged(request: HttpRequest) -> HttpResponse:
    """Counts for all who see figures. The households behind: with names for who reads plans, by number for who may see
    their maps of help, which name nobody.
    """
    user, today = user_of(request), clock.today()
    on_file = visible_to(access.require_somewhere(user, "count")).filter(state__in=ON_FILE)
    known = watches()
    counted = [(each, each.narrow(on_file, today).order_by().count()) for each in known]
    first = next((each.code for each, count in counted if count), known[0].code)
    chosen = next((each for each in known if each.code == request.GET.get("which", first)), known[0])
    readable = access.where_may(user, "read")
    listed = readable or access.where_may(user, "see-map")
    found = chosen.narrow(visible_to(listed).filter(state__in=ON_FILE), today) if listed else Dossier.objects.none()
    order = ("worker_pinyin", "id") if readable else ("number", "id")
    rows = found.select_related("unit", "worker").order_by(*order)
    context = {
        "counted": counted,
        "chosen": chosen,
        "page": Paginator(rows, queries.PAGE_ROWS).get_page(request.GET.get("page")),
        "may_read": bool(readable),
        "may_list": bool(listed),
    }
    return render(request, "plans/list-unchanged.html", context)
