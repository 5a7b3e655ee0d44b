"""What is kept around reviews: they go with a dossier that is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.people.erasure import Erased
from niangjia.reviews.models import Review


def forget_reviews(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: the reviews of the dossier, what was found at them, their spot checks.

    The figures of a campaign stay: `listed` counts those that were deleted since.
    """
    rows = Review.objects.filter(dossier=dossier)
    notices = forget_notices([str(pk) for pk in rows.values_list("pk", flat=True)])
    _count, deleted = rows.delete()
    counts = Counter({label.lower(): count for label, count in deleted.items()})
    return Erased(counts + Counter({"accounts.notice": notices}))
