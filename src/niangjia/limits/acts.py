"""The act of this app and the sentence people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "limits.limit.changed": _(
        "The limit “%(limit)s” (%(group)s) was set to %(value)s, before: %(before)s. Document: %(source)s"
    ),
}
