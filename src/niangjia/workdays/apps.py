"""The workdays app: the days the State Council gives off, and the weekend days worked in their place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    """Which days count."""

    name = "niangjia.workdays"
    verbose_name = _("Working days")

    def ready(self) -> None:
        """Put this app's acts into the catalogue and its page into the navigation."""
        from niangjia.audit import acts
        from niangjia.workdays import navigation
        from niangjia.workdays.acts import ACTS

        acts.register_all(ACTS)
        navigation.register()
