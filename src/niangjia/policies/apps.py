"""The rule book as an app: the rules are files and pure functions, what people change of them is data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """What the rules say, and who changed it why."""

    name = "niangjia.policies"
    verbose_name = _("Rules")

    def ready(self) -> None:
        """Put this app's acts into the catalogue and its pages into the navigation."""
        from niangjia.accounts import waiting
        from niangjia.audit import acts
        from niangjia.policies import navigation
        from niangjia.policies.acts import ACTS
        from niangjia.policies.waiting import waiting_for

        waiting.register("policies", waiting_for)
        acts.register_all(ACTS)
        navigation.register()
