"""What becomes of visits when a household goes on in another dossier, and when it is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.people.erasure import Erased
from niangjia.visits.models import Finding, Photo, Visit


@transaction.atomic
def carry_visits(ended: Dossier, staying: Dossier, by: User) -> None:
    """This app's part of `dossiers.joining`: visits go along, with what is still to be taken up of them."""
    count = Visit.objects.filter(dossier=ended).update(dossier=staying)
    if count:
        told = {"count": count, "before": ended.number, "to": staying.number}
        audit("visits.visits.carried", staying, by=by, unit=staying.unit, **told)


def forget_visits(dossier: Dossier, _names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: visits with what they found, and photos with their sealed files."""
    visits = Visit.objects.filter(dossier=dossier)
    photos = Photo.objects.filter(visit__in=visits)
    erased = Erased(files=[each.sealed_name for each in photos])
    erased.counts = Counter(
        {"accounts.notice": forget_notices([str(pk) for pk in visits.values_list("pk", flat=True)])}
    )
    for rows in (photos, Finding.objects.filter(visit__in=visits), visits):
        _count, deleted = rows.delete()
        erased.counts.update({label.lower(): count for label, count in deleted.items()})
    return erased
