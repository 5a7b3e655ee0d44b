"""The clues app: first to know, first to report, first to help."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CluesConfig(AppConfig):
    """A first word of trouble, and what became of it."""

    name = "niangjia.clues"
    verbose_name = pgettext_lazy("words of trouble", "Clues")

    def ready(self) -> None:
        """Put this app's acts into the catalogue, its pages into the navigation, its rows into mergers and erasure."""
        from niangjia.accounts import successions, waiting
        from niangjia.audit import acts
        from niangjia.clues import commands, navigation, queries
        from niangjia.clues.acts import ACTS, RETIRED
        from niangjia.clues.commands.keeping import erase_ended_clues
        from niangjia.clues.waiting import waiting_for
        from niangjia.dossiers.helps import register_help
        from niangjia.dossiers.joining import register_carried
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.people.erasure import register_eraser

        waiting.register("clues", waiting_for)
        acts.register_all(ACTS, without_content=RETIRED, retired=RETIRED)
        limits.register("clues", pgettext_lazy("words of trouble", "Clues"), shipped(self.name))
        navigation.register()
        successions.register(
            successions.Succession(
                name="clues",
                label=pgettext_lazy("of a unit", "clues"),
                count=queries.count_under_way_at,
                move=lambda unit, to, by: commands.move_clues(unit, to=to, by=by),
            )
        )
        register_eraser("clues", erase_ended_clues)
        register_carried("clues", commands.carry_clues)
        register_help("clues", queries.help_of_dossier)
