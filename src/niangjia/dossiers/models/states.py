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
    EXIT_PROPOSED = "exit-proposed", pgettext_lazy("dossier", "Exit proposed")
    EXIT_REVIEWED = "exit-reviewed", pgettext_lazy("dossier", "Exit reviewed")
    EXIT_CONFIRMED = "exit-confirmed", pgettext_lazy("dossier", "Exit confirmed by the worker")
    EXIT_ON_NOTICE = "exit-on-notice", pgettext_lazy("dossier", "Exit on public notice")
    TAPERING = "tapering", pgettext_lazy("dossier", "Tapering off")
    WATCHED = "watched", pgettext_lazy("dossier", "Watched")
    RELAPSE_PROPOSED = "relapse-proposed", pgettext_lazy("dossier", "Help again proposed")
    EARLY_WATCHED = "early-watched", pgettext_lazy("dossier", "Watched, not filed")
    CLOSED = "closed", pgettext_lazy("dossier", "Closed")
    RETURNED = "returned", pgettext_lazy("dossier", "Returned")
    REFUSED = "refused", pgettext_lazy("dossier", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("dossier", "Withdrawn by the applicant")


LEAVING = (
    DossierState.EXIT_PROPOSED,
    DossierState.EXIT_REVIEWED,
    DossierState.EXIT_CONFIRMED,
    DossierState.EXIT_ON_NOTICE,
)
"""An exit is under way."""

ON_FILE = (DossierState.OPEN, *LEAVING, DossierState.TAPERING)
"""What figures and lists call open: filed, and helped."""

WATCHING = (DossierState.WATCHED, DossierState.EARLY_WATCHED)
"""Followed up by a schedule."""

RESTING = (DossierState.TAPERING, *WATCHING)
"""Nothing is due before the deadline."""

HANGING = (DossierState.ON_NOTICE, DossierState.EXIT_ON_NOTICE)
"""A public notice hangs: before the filing, or before the exit."""

OPEN_TO_OBJECTIONS = (*HANGING, DossierState.RECHECKED)
"""What was said against a filing on the last day of the notice is still written down, and looked into, before it."""

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
