"""The desk app: the home page."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Where everyone arrives after signing in."""

    name = "niangjia.desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Put the home page first in the navigation."""
        from niangjia.desk import navigation

        navigation.register()
