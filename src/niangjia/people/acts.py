"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.household.registered": _("The household was registered with %(members)s members."),
    "people.household.revised": _("The household's particulars were brought up to date (%(members)s members)."),
    "people.household.closed": _("The household was closed."),
    "people.evidence.added": _("Evidence was handed in: %(kind)s"),
    "people.evidence.confirmed": _("The original was seen: %(kind)s"),
    "people.evidence.downloaded": _("Evidence was looked at: %(kind)s"),
    "people.evidence.withdrawn": _("Evidence was withdrawn: %(kind)s"),
    "people.fact.confirmed": _("Confirmed by asking: %(fact)s"),
}
