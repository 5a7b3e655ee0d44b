"""The accounts app: users, the union tree, appointments and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People who use the system, and where they hold which role."""

    name = "niangjia.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Put this app's pages into the navigation, and the unread notices beside the user's name."""
        from niangjia.accounts import navigation, notices
        from niangjia.ui import bell

        navigation.register()
        bell.register(notices.unread_of, "accounts:list-notices")
