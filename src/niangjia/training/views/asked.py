"""What a request names besides its address."""

from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.kernel.errors import NotFoundOrForbidden


def id_of(typed: str) -> UUID:
    """An id that was chosen from a list. Raises NotFoundOrForbidden for anything else."""
    try:
        return UUID(typed)
    except ValueError:
        raise NotFoundOrForbidden(_("Choose one of the list.")) from None
