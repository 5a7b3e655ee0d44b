"""The acts of this app and the sentences people read in the record; `audit` takes them into its catalogue."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.notice.sent": _("%(username)s was told something."),
    "accounts.notice.read": _("%(username)s read what they were told."),
    "accounts.unit.added": _("The unit %(name)s was added."),
    "accounts.unit.renamed": _("The unit %(before)s is now called %(name)s."),
    "accounts.unit.moved": _("The unit %(name)s was moved from %(before)s to %(to)s."),
    "accounts.unit.merged": _("The unit %(name)s was merged into %(into)s."),
    "accounts.unit.closed": _("The unit %(name)s was closed."),
    "accounts.user.added": _("The user %(username)s was added."),
    "accounts.user.disabled": _("The user %(username)s was disabled: %(reason)s"),
    "accounts.user.enabled": _("The user %(username)s was enabled again: %(reason)s"),
    "accounts.password.reset": _("The password of %(username)s was reset."),
    "accounts.user.appointed": _("%(username)s was appointed as %(role)s at %(unit_name)s."),
    "accounts.appointment.ended": _(
        "The appointment of %(username)s as %(role)s at %(unit_name)s ends with %(last_on)s: %(reason)s"
    ),
    "accounts.user.signed-in": _("%(username)s signed in."),
    "accounts.user.signed-out": _("%(username)s signed out."),
}
