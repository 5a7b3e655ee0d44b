"""Tags and filters of the product's templates: `{% load ui %}`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from niangjia.kernel.clock import SHANGHAI
from niangjia.kernel.money import yuan
from niangjia.ui import bell, controls, icons, navigation
from niangjia.ui.charts import ChartRow, WordsEncoder, rows_of
from niangjia.ui.middleware import LANGUAGE_NAMES

register = template.Library()

NOTHING = "—"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "home" %}`, or with `label=` where the icon stands alone."""
    return icons.icon(name, label)


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan with its unit, `1,234.50 元`; a dash when there is none."""
    if fen is None or isinstance(fen, str):
        return NOTHING
    return pgettext("amount of money", "%(amount)s yuan") % {"amount": yuan(fen)}


@register.filter
def plain_money(fen: int | None) -> str:
    """Fen as yuan without the unit, for columns that name it in their head."""
    return NOTHING if fen is None or isinstance(fen, str) else yuan(fen)


@register.filter
def day(value: date | None) -> str:
    """A date as 2026-03-04, the same in both languages and sortable by eye. An instant gives its day in Shanghai."""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return value.isoformat() if value else NOTHING


@register.filter
def instant(value: datetime | None) -> str:
    """An instant to the minute, in Shanghai."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value else NOTHING


@register.filter
def label(value: object) -> str:
    """The words of a code, or of anything with words; a dash for nothing."""
    return NOTHING if value is None or value == "" else str(value)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The input of a bound field with the classes of the product and its words for screen readers."""
    return controls.render_control(field, attributes)


@register.filter
def control_kind(field: BoundField) -> str:
    """`check` for one box, `choices` for several (they need a legend), `line` for everything else."""
    return controls.kind_of(field)


@register.simple_tag
def chart_rows(chart: dict[str, Any]) -> list[ChartRow]:
    """The numbers of a chart as table rows."""
    return rows_of(chart)


@register.simple_tag
def chart_data(chart: dict[str, Any], element_id: str) -> SafeString:
    """The numbers of a chart as an inert block of data, from which the page draws."""
    return json_script(chart, f"{element_id}-data", encoder=WordsEncoder)


@register.simple_tag(takes_context=True)
def navigation_links(context: Context) -> list[navigation.NavigationLink]:
    """What the user of this request finds in the main navigation."""
    request = context.get("request")
    return navigation.links_for(request.user, request.path) if request else []


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> dict[str, Any] | None:
    """The bell of the user of this request: count and address."""
    request = context.get("request")
    return bell.bell_for(request.user) if request else None


@register.simple_tag(takes_context=True)
def choice_of_channels(context: Context) -> str:
    """Where the user of this request chooses how they are told outside the program; "" when nowhere."""
    request = context.get("request")
    return bell.choice_for(request.user) if request else ""


@register.simple_tag
def page_language() -> str:
    """The language of the page, for `<html lang>`."""
    return LANGUAGE_NAMES.get(get_language() or "", "zh-Hans")
