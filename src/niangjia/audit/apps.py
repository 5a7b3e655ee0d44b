"""The audit app: the append-only record of acts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who did what to which thing, when."""

    name = "niangjia.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Take the acts of the apps below into the catalogue, give them the recorder, add the page of the record."""
        from niangjia.accounts.acts import ACTS
        from niangjia.accounts.recording import register_recorder
        from niangjia.audit import acts, commands, navigation

        acts.register_all(ACTS)
        acts.register_all(acts.ACTS)
        navigation.register()
        register_recorder(commands.record)
