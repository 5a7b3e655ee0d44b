"""The people app: persons, households, and what they earn, spend and own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Who lives together, and on what."""

    name = "niangjia.people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Put this app's acts into the catalogue."""
        from niangjia.audit import acts
        from niangjia.people.acts import ACTS

        acts.register_all(ACTS)
