"""Words of the page of elements: data in both languages, so that examples stay out of the catalogue."""

from django import template

from niangjia.kernel.text import Text

register = template.Library()


@register.simple_tag
def say(zh: str, en: str) -> str:
    """`{% say "中文" "English" %}` in the reader's language."""
    return str(Text(zh, en))
