"""The ui app: layouts, elements and template tags that every page is made from. It has no models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """How the product looks and is operated."""

    name = "niangjia.ui"
    verbose_name = _("User interface")
