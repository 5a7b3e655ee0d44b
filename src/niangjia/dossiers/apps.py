"""The dossiers app: the electronic dossier of each household, the import of workbooks, and explained decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """One household, one dossier."""

    name = "niangjia.dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Put this app's acts into the catalogue, its pages into the navigation, its households into the rule book."""
        from niangjia.audit import acts
        from niangjia.dossiers import navigation, simulating
        from niangjia.dossiers.acts import ACTS, WITHOUT_CONTENT

        acts.register_all(ACTS, without_content=WITHOUT_CONTENT)
        navigation.register()
        simulating.register()
