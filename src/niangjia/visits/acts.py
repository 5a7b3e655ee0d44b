"""The acts of this app and the sentences people read in the record. No name, and nothing that was found."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "visits.visit.recorded": _("A visit to the household of dossier %(number)s on %(on)s: %(purpose)s, %(how)s."),
    "visits.photo.read": _("A photo of the visit to dossier %(number)s on %(on)s was looked at."),
    "visits.finding.accepted": _("A change seen at a visit was taken over into dossier %(number)s."),
    "visits.finding.declined": _("What a visit found was not taken over into dossier %(number)s."),
    "visits.finding.closed": _("What a visit to the household of dossier %(number)s found was seen to."),
    "visits.wish.answered": _("A wish said at a visit to the household of dossier %(number)s was answered."),
    "visits.wish.reopened": _("A wish said at a visit to the household of dossier %(number)s waits again."),
    "visits.visits.carried": _("%(count)s visits went from dossier %(before)s to %(to)s."),
}
