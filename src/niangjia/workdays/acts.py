"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "workdays.day.added": _("%(day)s (%(name)s) was listed: %(kind)s. Source: %(source)s"),
    "workdays.day.changed": _("%(day)s (%(name)s) was changed: %(kind)s, before: %(before)s. Source: %(source)s"),
    "workdays.day.removed": _("%(day)s (%(name)s) was removed from the special days."),
    "workdays.days.imported": _("%(count)s special days of %(year)s were taken from a notice. Source: %(source)s"),
}
