"""The delivery app: what is told outside the program, by e-mail and to chat groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    """A summary of the day, and what is urgent at once."""

    name = "niangjia.delivery"
    verbose_name = _("Messages outside the program")

    def ready(self) -> None:
        """Put this app's acts into the catalogue, its pages into the navigation and beside the notices."""
        from niangjia.audit import acts
        from niangjia.delivery import access, navigation
        from niangjia.delivery.acts import ACTS
        from niangjia.delivery.commands.forgetting import forget_channels
        from niangjia.people.erasure import register_eraser
        from niangjia.ui import bell

        acts.register_all(ACTS)
        navigation.register()
        register_eraser("delivery", forget_channels)
        bell.register_choice(access.may_choose, "delivery:change-channels")
