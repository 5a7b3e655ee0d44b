"""The ui app: layouts, elements and template tags that every page is made from. It has no models."""

from django.apps import AppConfig
from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """How the product looks and is operated."""

    name = "niangjia.ui"
    verbose_name = _("User interface")

    def ready(self) -> None:
        """Ask for a choice where nothing was chosen: what the framework says there is for something to be typed."""
        ChoiceField.default_error_messages["required"] = _("Please choose one.")
