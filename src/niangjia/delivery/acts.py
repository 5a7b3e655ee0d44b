"""The acts of this app and the sentences people read in the record. No address of anybody stands in them."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "delivery.channels.changed": _("%(username)s is told by e-mail from now on: %(how)s."),
    "delivery.channels.tried": _("%(username)s asked for an e-mail to try it out."),
    "delivery.robot.added": _("The robot %(name)s (%(kind)s) of %(unit_name)s was added."),
    "delivery.robot.changed": _("The robot %(name)s (%(kind)s) of %(unit_name)s was changed."),
    "delivery.robot.tried": _("The robot %(name)s of %(unit_name)s was asked for a message to try it out."),
    "delivery.robot.removed": _("The robot %(name)s of %(unit_name)s was removed."),
    "delivery.message.delivered": _("%(receiver)s was sent: %(kind)s."),
    "delivery.message.failed": _("%(receiver)s could not be sent: %(kind)s. %(problem)s"),
}
