"""Where a dossier stands on its way from the draft to its end. What leads from state to state: dossiers/chain.py."""

from django.db import models
from django.utils.translation import pgettext_lazy


class DossierState(models.TextChoices):
    """What was done last: `submitted` waits for the first review. Then what comes after filing, and the side exits."""

    DRAFT = "draft", pgettext_lazy("dossier", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("dossier", "Submitted")
    REVIEWED = "reviewed", pgettext_lazy("dossier", "First review passed")
    VISITED = "visited", pgettext_lazy("dossier", "Visited")
    VERIFIED = "verified", pgettext_lazy("dossier", "Verified")
    APPRAISED = "appraised", pgettext_lazy("dossier", "Appraised")
    ON_NOTICE = "on-notice", pgettext_lazy("dossier", "On public notice")
    RECHECKED = "rechecked", pgettext_lazy("dossier", "Second review passed")
    OPEN = "open", pgettext_lazy("dossier", "On file")
    TAPERING = "tapering", pgettext_lazy("dossier", "Tapering off")
    WATCHED = "watched", pgettext_lazy("dossier", "Watched")
    CLOSED = "closed", pgettext_lazy("dossier", "Closed")
    RETURNED = "returned", pgettext_lazy("dossier", "Returned")
    REFUSED = "refused", pgettext_lazy("dossier", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("dossier", "Withdrawn by the applicant")


ON_FILE = (DossierState.OPEN, DossierState.TAPERING)
"""What figures and lists call open: filed, and helped."""

ENDED = (DossierState.CLOSED, DossierState.REFUSED, DossierState.WITHDRAWN)
"""Nothing follows; the clock of the archive runs."""

IN_PROCESS = (
    DossierState.DRAFT,
    DossierState.SUBMITTED,
    DossierState.REVIEWED,
    DossierState.VISITED,
    DossierState.VERIFIED,
    DossierState.APPRAISED,
    DossierState.ON_NOTICE,
    DossierState.RECHECKED,
    DossierState.RETURNED,
)
"""On the way to being filed."""
