"""What views of this app ask of a request."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.addresses import address_of
from niangjia.dossiers.models import Dossier
from niangjia.kernel.devices import describe_device
from niangjia.kernel.text import Text
from niangjia.people.queries import members_in_force

DIGITS = 9
_ODDS = gettext_lazy(
    "%(name)s is entered as %(relation)s, but the identity number says %(sex)s. Compare both with the card."
)


def number_in(request: HttpRequest, name: str) -> int | None:
    """A whole number that a sent page carries, such as that of the version it was made from; None for no number."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def seen_by(request: HttpRequest) -> int:
    """The number of the version a sent page was made from; 0 for anything that is none."""
    return number_in(request, "seen") or 0


def tell_saved(request: HttpRequest, dossier: Dossier) -> None:
    """Say that it is saved, and whether the rules could be applied to it; if not, why."""
    if dossier.category is None:
        why = Text(**dossier.undecided_reason) if dossier.undecided_reason else ""
        messages.warning(request, _("Saved. The dossier has no category yet. %(why)s") % {"why": why})
    else:
        messages.success(request, _("Saved. The rules were applied to what is on file now."))


def tell_odds(request: HttpRequest, dossier: Dossier) -> None:
    """Say whose relation and identity number speak of different sexes. A warning: one of both may be mistyped."""
    for member in members_in_force(dossier.household):
        if member.is_at_odds:
            told = {"name": member.person.name, "relation": member.get_relation_display()}
            told |= {"sex": member.person.get_sex_display()}
            messages.warning(request, _ODDS % told)


def device_of(request: HttpRequest) -> str:
    """From what they ask, in the words of the record."""
    return describe_device(request.headers.get("User-Agent", ""), address_of(request))
