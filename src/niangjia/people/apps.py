"""The people app: persons, households, and what they earn, spend and own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Who lives together, and on what."""

    name = "niangjia.people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Fill the catalogue of acts and the navigation, and tell the key ring when it is in use."""
        from niangjia.audit import acts
        from niangjia.people import navigation
        from niangjia.people.acts import ACTS
        from niangjia.people.queries import has_sealed_values
        from niangjia.privacy.keys import register_use

        acts.register_all(ACTS)
        navigation.register()
        register_use(has_sealed_values)
