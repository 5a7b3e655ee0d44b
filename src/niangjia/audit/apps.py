"""The audit app: the append-only record of acts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who did what to which thing, when."""

    name = "niangjia.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Take the acts of the apps below into the catalogue, and give them the recorder."""
        from niangjia.accounts.acts import ACTS
        from niangjia.accounts.recording import register_recorder
        from niangjia.audit import acts, commands

        acts.register_all(ACTS)
        register_recorder(commands.record)
