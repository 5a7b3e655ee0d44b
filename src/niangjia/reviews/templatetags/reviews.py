"""Tags and filters of reviews: `{% load reviews %}`."""

from django import template

from niangjia.dossiers.labels import CATEGORIES
from niangjia.kernel.text import Text
from niangjia.reviews import queries
from niangjia.reviews.models import Review

register = template.Library()


@register.filter
def category(number: int | None) -> Text:
    """A hardship category in words."""
    return CATEGORIES[number]


@register.simple_tag
def is_off(review: Review) -> bool:
    """Whether a review has fallen off its list; its dossier is loaded."""
    return queries.is_off(review)
