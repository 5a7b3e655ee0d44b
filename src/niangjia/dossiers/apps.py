"""The dossiers app: the electronic dossier of each household, the import of workbooks, and explained decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DossiersConfig(AppConfig):
    """One household, one dossier."""

    name = "niangjia.dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Put this app's acts into the catalogue, its pages into the navigation, its households into the rule book."""
        from niangjia.accounts import successions
        from niangjia.audit import acts
        from niangjia.dossiers import commands, navigation, queries, simulating
        from niangjia.dossiers.acts import ACTS

        acts.register_all(ACTS)
        navigation.register()
        simulating.register()
        successions.register(
            successions.Succession(
                name="dossiers",
                label=pgettext_lazy("of a unit", "dossiers"),
                count=queries.count_open_at,
                move=lambda unit, to, by: commands.move_dossiers(unit, to=to, by=by),
            )
        )
