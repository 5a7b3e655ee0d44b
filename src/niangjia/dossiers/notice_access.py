"""The door to the public page of a notice: its token alone, and only while it may hang."""

from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import access
from niangjia.dossiers.models import PublicNotice
from niangjia.dossiers.notice_tokens import id_in
from niangjia.dossiers.queries_of_notices import Hanging, standings
from niangjia.kernel import clock
from niangjia.kernel.errors import NotFoundOrForbidden


def open_notice_of(token: str) -> PublicNotice | None:
    """The notice whose page a token opens now.

    None alike for a token never made, and for a notice that has not begun, is over, was taken down, whose dossier went
    another way, or whose worker took the consent back: nobody can tell them apart.
    """
    pk = id_in(token)
    wanted = PublicNotice.objects.select_related("dossier__unit", "dossier__worker", "step")
    found = wanted.filter(pk=pk, has_page=True, removed_on=None).first() if pk else None
    if found is None or found.starts_on > clock.today() or not found.shown:
        return None
    return found if standing_of_notice(found).is_open else None


def standing_of_notice(notice: PublicNotice) -> Hanging:
    """Where one notice stands that is not taken down."""
    return standings([notice], clock.today())[0]


def get_unit_to_print(user: User, pk: UUID) -> Unit:
    """A unit whose notices someone may print together. Raises NotFoundOrForbidden."""
    found = access.where_may(user, "print-notice").units().filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such unit, or it is not yours to see."))
    return found
