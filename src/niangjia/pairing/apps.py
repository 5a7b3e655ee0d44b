"""The pairing app: cadres who look after households, and keep what they promise."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PairingConfig(AppConfig):
    """Someone of the bureau whom a household knows by name."""

    name = "niangjia.pairing"
    verbose_name = _("Pairing")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import successions, waiting
        from niangjia.accounts.models import Role
        from niangjia.audit import acts
        from niangjia.dossiers import helps, parting, tabs
        from niangjia.dossiers.joining import register_open
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.pairing import commands, navigation, queries, queries_of_due
        from niangjia.pairing.acts import ACTS, WITHOUT_CONTENT
        from niangjia.pairing.limits import GROUP
        from niangjia.pairing.nearness import metres_from
        from niangjia.pairing.timeline import marks_of
        from niangjia.pairing.waiting import waiting_for
        from niangjia.plans import timeline, unchanged
        from niangjia.plans.seers import register_seer
        from niangjia.visits import callers, followers, nearness

        acts.register_all(ACTS, without_content=WITHOUT_CONTENT)
        navigation.register()
        limits.register(GROUP, _("Pairing"), shipped(self.name))
        register_seer(Role.PAIRING_CADRE, queries.looked_after_by)
        unchanged.register_watch(
            unchanged.Watch(
                "not-visited",
                _("Paired, and no visit for a long time"),
                _("The household has a cadre, and nobody has met with it for months."),
                _("Ask the cadre what stands in the way; let somebody else go, or hand it over"),
                "pairing:show-pairing",
                queries_of_due.long_unvisited,
            )
        )
        timeline.register_source("pairing", marks_of)
        helps.register_help("promises", queries.was_kept_a_promise)
        callers.register("pairing", queries.cadres_of, back=(_("My households"), "pairing:list-own-pairs"))
        nearness.register("pairing", metres_from)
        followers.register("pairing", commands.follow_visit)
        register_open("pairing", queries.open_pairs)
        waiting.register("pairing", waiting_for)
        tabs.register(tabs.Tab(_("Pairing"), "pairing:show-pairing", navigation.may_read))
        parting.register_part("pairing", commands.forget_pairs)
        successions.register(
            successions.Succession(
                name="pairing-cadres",
                label=pgettext_lazy("of a unit", "cadres who are paired"),
                count=queries.count_cadres_at,
                move=lambda unit, to, by: commands.move_cadres(unit, to=to, by=by),
            )
        )
