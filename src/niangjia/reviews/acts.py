"""The acts of this app and the sentences people read in the record. No name: the record leads to the dossier."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "reviews.campaign.opened": _("The review of %(year)s was opened: %(count)s dossiers, to be done by %(last_on)s."),
    "reviews.campaign.ended": _("The review of %(year)s was ended: %(done)s done, %(left)s left."),
    "reviews.review.paused": _("The form of the yearly review of dossier %(number)s was put aside."),
    "reviews.review.recorded": _("Yearly review of dossier %(number)s on %(on)s (%(how)s): %(outcome)s."),
    "reviews.review.reopened": _("The yearly review of dossier %(number)s was reopened."),
    "reviews.finding.read": _("What was written at a yearly review of dossier %(number)s was read."),
    "reviews.checks.selected": _("%(size)s of %(count)s reviews were drawn for the spot check (%(percent)s %%)."),
    "reviews.check.recorded": _("Spot check of the yearly review of dossier %(number)s: %(result)s."),
    "reviews.limit.changed": _("The limit “%(limit)s” was set to %(value)s, before: %(before)s. %(source)s"),
}
RETIRED = {"reviews.limit.changed"}
"""Not written any more: limits are set in the app `limits`."""
