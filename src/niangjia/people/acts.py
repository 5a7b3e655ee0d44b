"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.household.registered": _("The household was registered with %(members)s members."),
    "people.household.revised": _("The household's particulars were brought up to date (%(members)s members)."),
    "people.household.closed": _("The household was closed."),
    "people.households.moved": _("%(count)s households went from %(before)s to %(to)s, its successor."),
    "people.worker.linked": _(
        "%(username)s may see their own record; the identity card was looked at on %(checked_on)s."
    ),
    "people.worker.unlinked": _("%(username)s may not see their own record any more."),
    "people.fact.confirmed": _("Confirmed by asking: %(fact)s"),
}
