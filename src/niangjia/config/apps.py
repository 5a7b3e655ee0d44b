"""The config app: it has no tables, but verbs of the command line and the page about the state of the system."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    """Running the program: starting, watching, backing up."""

    name = "niangjia.config"
    verbose_name = _("Running the program")

    def ready(self) -> None:
        """Check the settings of the database, and put the page about the system into the navigation."""
        from niangjia.accounts import waiting
        from niangjia.config import database_checks, navigation
        from niangjia.config.waiting import waiting_for

        waiting.register("config", waiting_for)
        checks.register(database_checks.check_settings)
        navigation.register()
