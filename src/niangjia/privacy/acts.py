"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "privacy.key.added": _("A new key was made: %(key)s"),
    "privacy.keys.rotated": _(
        "Keys were rotated: %(values)s values, %(indexes)s indexes and %(files)s files sealed anew, %(left)s left."
    ),
    "privacy.keys.retired": _("Old keys were removed: %(keys)s"),
}
