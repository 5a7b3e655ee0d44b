"""Words of the record for templates: `{% load audit %}`."""

from django import template
from django.utils.translation import gettext as _

from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.kernel.text import Text

register = template.Library()


@register.filter
def sentence(entry: Entry) -> str:
    """What an entry of the record says."""
    return acts.sentence(entry.act, entry.told)


@register.filter
def who_and_where(entry: Entry) -> str:
    """Who did it, at which unit, and the number it has in the record."""
    number = _("no. %(number)s") % {"number": f"{entry.sequence:,}"} if entry.sequence else ""
    return " · ".join(filter(None, (str(entry.by), str(entry.unit or ""), number)))


@register.filter
def outcome(entry: Entry) -> str:
    """What a verification found, in the reader's language."""
    kept = entry.details.get("outcome") or {}
    return str(Text(kept.get("zh", ""), kept.get("en", "")))
