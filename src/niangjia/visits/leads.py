"""The registry of where a finding that is no change is seen to: an app above has a page of the dossier for it.

    leads.register("training", "training:show-work", _("To training and work"))      # in AppConfig.ready

By the app that the question of a wish names (`goes_to`), else by the kind of finding. Without a page of an app above
it is one of the dossier itself. An app reads the wishes it sees to by `queries.open_wishes`, and answers them by
`commands.answer_wishes`.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.visits.models import FindingKind

Lead = tuple[str, str | Promise]

_leads: dict[str, Lead] = {
    FindingKind.MONEY: ("dossiers:state-money", _("State money again")),
    FindingKind.FAMILY: ("dossiers:show-members", _("To the members")),
    FindingKind.CAUSE: ("dossiers:show-dossier", _("To the dossier")),
    FindingKind.WISH: ("dossiers:show-dossier", _("To the dossier")),
}


def register(code: str, page: str, label: str | Promise) -> None:
    """Say on which page of a dossier wishes that go to an app, or findings of a kind, are seen to."""
    _leads[code] = (page, label)


def lead_of(goes_to: str, kind: str) -> Lead:
    """The page and its name; both empty where nothing further is to be done."""
    return _leads.get(goes_to) or _leads.get(kind) or ("", "")
