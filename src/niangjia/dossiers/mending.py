"""Where whatever keeps the rules from being applied to a dossier can be mended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.dossiers.errors import IncomeUnknown
from niangjia.dossiers.models import Dossier
from niangjia.policies import book
from niangjia.policies.errors import MissingParameterError


@dataclass(frozen=True, slots=True)
class Way:
    """A page on which it is mended. `is_change`: only whoever may revise the dossier opens it."""

    label: str
    address: str
    is_change: bool = True


def ways_to_mend(found: object, dossier: Dossier) -> list[Way]:
    """The pages for what `presenting.explained` found; none for an explanation, or for a fault without a page."""
    if isinstance(found, IncomeUnknown):
        return [Way(_("State income and spending"), reverse("dossiers:state-money", args=[dossier.pk]))]
    if isinstance(found, MissingParameterError):
        rules = book.rule_set_for(dossier.applied_on).name
        return [
            Way(_("Correct the registered division"), reverse("dossiers:revise-dossier", args=[dossier.pk])),
            Way(
                _("See the values of this standard"),
                reverse("policies:show-parameter", args=[rules, found.name]),
                is_change=False,
            ),
        ]
    return []
