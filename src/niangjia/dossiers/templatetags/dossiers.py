"""Words of dossiers for templates: `{% load dossiers %}`."""

from uuid import UUID

from django import template
from django.template import Context

from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.dossiers.labels import FINDINGS
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.standing import tone_of
from niangjia.dossiers.tabs import Tab, tabs_for
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.privacy.fields import Sealed

register = template.Library()


@register.simple_tag(takes_context=True)
def further_tabs(context: Context, dossier: Dossier) -> list[tuple[Tab, str]]:
    """The pages of a dossier that apps above have, with their addresses, for the reader."""
    return tabs_for(context["request"].user, dossier.pk)


@register.filter
def causes(cause_codes: list[str]) -> str:
    """Several causes in one line."""
    return " · ".join(str(codes.CAUSES.label(code)) for code in cause_codes)


@register.filter
def state_tone(dossier: Dossier) -> str:
    """The tone in which a dossier's state is shown."""
    return tone_of(dossier.state)


@register.filter
def finding(code: str) -> str:
    """The short title of a finding's code."""
    return str(FINDINGS[code]) if code in FINDINGS else code


@register.filter
def of_household(names: dict[UUID, list[str]], dossier: Dossier) -> str:
    """The names kept for the household of a dossier, in one line."""
    return "、".join(names.get(dossier.household_id, []))


@register.filter
def words(kept: dict[str, str] | None) -> str:
    """A text kept in both languages, in the reader's."""
    return str(Text(kept["zh"], kept["en"])) if kept else ""


@register.filter
def sentence(entry: Entry) -> str:
    """What an entry of the record says."""
    return acts.sentence(entry.act, entry.told)


@register.filter
def opened(value: object) -> str:
    """A sealed text in the open: for pages whose command has recorded that it is read."""
    return value.reveal() if isinstance(value, Sealed) else str(value or "")
