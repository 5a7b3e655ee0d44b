"""The people app: persons, households, and what they earn, spend and own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    """Who lives together, and on what."""

    name = "niangjia.people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Put this app's acts into the catalogue, and tell the key ring when it is in use, and mergers of units
        what becomes of households."""
        from niangjia.accounts import successions
        from niangjia.audit import acts
        from niangjia.people import commands, navigation, queries
        from niangjia.people.acts import ACTS
        from niangjia.people.models.evidence import SEALED_FOLDER
        from niangjia.privacy.files import register_owner
        from niangjia.privacy.keys import register_use

        acts.register_all(ACTS)
        register_use(queries.has_sealed_values)
        register_owner(SEALED_FOLDER, queries.is_evidence)
        successions.register(
            successions.Succession(
                name="households",
                label=pgettext_lazy("of a unit", "households"),
                count=queries.count_open_at,
                move=lambda unit, to, by: commands.move_households(unit, to=to, by=by),
            )
        )
        navigation.register()
