"""The home page and the page about the program."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import niangjia
from niangjia.accounts.models import User
from niangjia.desk import queries
from niangjia.dossiers import access
from niangjia.dossiers.presenting import told_parameter
from niangjia.policies import book
from niangjia.policies.access import may as may_govern
from niangjia.policies.queries import waiting_for


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The figures that matter and two charts, each leading to the list behind it for those who may read it."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    where, may_read = access.where_may(user, "count"), bool(access.where_may(user, "read"))
    context: dict[str, Any] = {
        "may_read": may_read,
        "may_import": bool(access.where_may(user, "import")),
        "may_count": bool(where),
        "exports_waiting": access.exports_waiting_for(user),
        "changes_waiting": waiting_for(user).count() if may_govern(user, "decide") else 0,
    }
    if where:
        home = queries.home_figures(where)
        context |= {
            "home": home,
            "causes": queries.cause_chart(home.figures, has_links=may_read),
            "units": queries.unit_chart(home.figures, where, has_links=may_read),
        }
    return render(request, "desk/show-home.html", context)


@require_safe
def show_about(request: HttpRequest) -> HttpResponse:
    """What the program is, its version, the rules in force and where they come from."""
    known = [rule_set for rule_set in book.rule_sets() if rule_set.in_force_from]  # drafts are nobody's rules yet
    newest_first = sorted(known, key=lambda rule_set: rule_set.in_force_from or date.min, reverse=True)
    told = [
        (
            rule_set,
            [told_parameter(parameter, row) for parameter in rule_set.table.parameters for row in parameter.rows],
        )
        for rule_set in newest_first
    ]
    return render(request, "desk/show-about.html", {"version": niangjia.__version__, "rule_sets": told})
