"""The audit app: the append-only record of acts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who did what to which thing, when."""

    name = "niangjia.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Take the acts of the apps below into the catalogue, and give them the recorder."""
        from niangjia.accounts import acts as of_accounts
        from niangjia.accounts import recording as accounts
        from niangjia.audit import acts, commands
        from niangjia.privacy import acts as of_privacy
        from niangjia.privacy import recording as privacy

        acts.register_all(of_accounts.ACTS)
        acts.register_all(of_privacy.ACTS)
        accounts.register_recorder(commands.record)
        privacy.register_recorder(commands.record)
