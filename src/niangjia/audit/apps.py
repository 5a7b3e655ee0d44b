"""The audit app: the append-only record of acts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who did what to which thing, when."""

    name = "niangjia.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Take the acts of the apps below into the catalogue, give them the recorder, add the page of the record."""
        from niangjia.accounts import acts as of_accounts
        from niangjia.accounts import recording as accounts
        from niangjia.audit import acts, commands, navigation
        from niangjia.privacy import acts as of_privacy
        from niangjia.privacy import recording as privacy

        acts.register_all(of_accounts.ACTS)
        acts.register_all(of_privacy.ACTS)
        acts.register_all(acts.ACTS)
        navigation.register()
        accounts.register_recorder(commands.record)
        privacy.register_recorder(commands.record)
