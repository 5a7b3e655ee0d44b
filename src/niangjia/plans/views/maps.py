"""The map of help of one household: three tiers, time, what was given, promised and reached."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.plans import access
from niangjia.plans.drawing import picture_of
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import KINDS, MarkKind, given_fen, is_late, marks_of

WIDE, NARROW = 1000, 350


@require_safe
def show_map(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No name on it: whoever sees figures of the unit may look, and it may be laid on the table."""
    user, today = user_of(request), clock.today()
    dossier = access.get_dossier_for_map(user, pk)
    marks = marks_of(dossier)
    tiers = dict(Tier.choices)
    context = {
        "dossier": dossier,
        "pictures": [
            ("wide", picture_of(marks, today, width=WIDE)),
            ("narrow", picture_of(marks, today, width=NARROW)),
        ],
        "rows": [(each, tiers.get(each.tier, ""), KINDS[each.kind]) for each in reversed(marks)],
        "counts": [(kind, KINDS[kind], sum(each.kind == kind for each in marks)) for kind in list(MarkKind)[:3]],
        "given_fen": given_fen(marks),
        "late": sum(is_late(each, today) for each in marks),
        "empty": [label for tier, label in Tier.choices if not any(each.tier == tier for each in marks)],
        "today": today,
        "may_read": access.may(user, "read", dossier.unit),
    }
    return render(request, "plans/show-map.html", context)
