"""What hangs on a dossier whose household changes, and where one goes on that ended in a merger."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.joining import Open, open_in_apps
from niangjia.dossiers.models import ClosingReason, Dossier, Objection
from niangjia.dossiers.queries_of_transfers import open_transfer_of
from niangjia.kernel.text import in_both_languages


def still_open_on(dossier: Dossier) -> list[Open]:
    """What has to be ended or answered before a dossier may go on in another one."""
    return [*_own(dossier), *open_in_apps(dossier)]


def _own(dossier: Dossier) -> Iterator[Open]:
    transfer = open_transfer_of(dossier)
    if transfer is not None:
        yield Open(
            in_both_languages(_("the transfer to %(unit)s"), unit=transfer.to_unit.name),
            in_both_languages(_("wait for the answer, or take the transfer back")),
        )
    if dossier.notices.filter(removed_on=None).exists():
        yield Open(
            in_both_languages(_("a public notice that hangs")),
            in_both_languages(_("take the notice down and record it")),
        )
    if Objection.objects.filter(notice__dossier=dossier, outcome="").exists():
        yield Open(
            in_both_languages(_("an objection to a notice")),
            in_both_languages(_("have the objection looked into")),
        )


def case_of(dossier: Dossier) -> list[UUID]:
    """The ids of all dossiers that are kept together with one, itself among them."""
    first = dossier.first_id or dossier.pk
    return list(Dossier.objects.filter(Q(pk=first) | Q(first=first)).order_by("pk").values_list("pk", flat=True))


def goes_on_in(dossier: Dossier) -> Dossier | None:
    """The dossier in which one goes on that ended in a merger; None for any other."""
    if dossier.closing_reason != ClosingReason.MERGED:
        return None
    step = dossier.steps.filter(act="join").order_by("-number").first()
    return Dossier.objects.filter(pk=step.details["other"]).first() if step else None
