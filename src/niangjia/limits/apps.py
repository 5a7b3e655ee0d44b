"""The limits app: terms, shares and days that an installation may set otherwise, each with the document behind it."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class LimitsConfig(AppConfig):
    """One home for what can be set."""

    name = "niangjia.limits"
    verbose_name = pgettext_lazy("app", "Limits")

    def ready(self) -> None:
        """Put this app's act into the catalogue and its page into the navigation."""
        from niangjia.audit import acts
        from niangjia.limits import navigation
        from niangjia.limits.acts import ACTS

        acts.register_all(ACTS)
        navigation.register()
