"""The accounts app: users, the union tree, appointments and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People who use the system, and where they hold which role."""

    name = "niangjia.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Fill the navigation and the bell of unread notices, and say that secrets of code apps are sealed here."""
        from niangjia.accounts import navigation, notices
        from niangjia.accounts.models import Authenticator
        from niangjia.privacy.keys import register_use
        from niangjia.ui import bell

        navigation.register()
        bell.register(notices.unread_of, "accounts:list-notices")
        register_use(Authenticator.objects.exists)
