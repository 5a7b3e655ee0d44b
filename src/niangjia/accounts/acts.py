"""The acts of this app and the sentences people read in the record; `audit` takes them into its catalogue."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.notice.sent": _("%(username)s was told something."),
    "accounts.notice.read": _("%(username)s read what they were told."),
    "accounts.unit.added": _("The unit %(name)s was added."),
    "accounts.user.added": _("The user %(username)s was added."),
    "accounts.user.appointed": _("%(username)s was appointed as %(role)s at %(unit_name)s."),
    "accounts.user.signed-in": _("%(username)s signed in."),
    "accounts.user.signed-out": _("%(username)s signed out."),
}
