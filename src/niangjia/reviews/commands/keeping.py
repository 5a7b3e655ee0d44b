"""What is kept around reviews: the limits, and that they go with a dossier that is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.access import holds
from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.people.erasure import Erased
from niangjia.reviews import access
from niangjia.reviews.limits import limits_now, shipped_limits
from niangjia.reviews.models import Review, ReviewLimit


@transaction.atomic
def change_limit(code: str, *, value: int, source: str, by: User) -> ReviewLimit:
    """Set a limit, which counts from now on. The same again changes nothing.

    Raises Forbidden, InvalidInput for an unknown code, no source, or a value beyond what the limit allows.
    """
    if not holds(by, access.RIGHTS["change-limits"]):
        raise Forbidden(_("An assistance clerk or the approver of the whole bureau sets the limits."))
    shipped, source = shipped_limits().get(code), source.strip()
    if shipped is None or not source or not shipped.least <= value <= shipped.most:
        least, most = (shipped.least, shipped.most) if shipped else (0, 0)
        raise InvalidInput(
            _("A limit is %(least)s to %(most)s, with the document that says so.") % {"least": least, "most": most},
            remedy=_("Give both."),
        )
    require_readable(source)
    before = limits_now()[code]
    kept = ReviewLimit.objects.select_for_update().filter(code=code).first()
    if kept and (kept.value, kept.source) == (value, source):
        return kept
    said = {"value": value, "source": source, "changed_by": by, "changed_at": clock.now()}
    kept, _is_new = ReviewLimit.objects.update_or_create(code=code, defaults=said)
    audit("reviews.limit.changed", by, by=by, limit=before.label, value=value, before=before.value, source=source)
    return kept


def forget_reviews(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: the reviews of the dossier, what was found at them, their spot checks.

    The figures of a campaign stay: `listed` counts those that were deleted since.
    """
    rows = Review.objects.filter(dossier=dossier)
    notices = forget_notices([str(pk) for pk in rows.values_list("pk", flat=True)])
    _count, deleted = rows.delete()
    counts = Counter({label.lower(): count for label, count in deleted.items()})
    return Erased(counts + Counter({"accounts.notice": notices}))
