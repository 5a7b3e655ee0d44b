"""The plans app: why a household is in hardship, and what is done about it in three tiers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlansConfig(AppConfig):
    """One household, one plan."""

    name = "niangjia.plans"
    verbose_name = _("Plans of help")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import successions, waiting
        from niangjia.audit import acts
        from niangjia.dossiers import helps, joining, parting, tabs
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.plans import commands, navigation, queries
        from niangjia.plans.acts import ACTS, WITHOUT_CONTENT
        from niangjia.plans.limits import GROUP
        from niangjia.plans.sources import register_sources
        from niangjia.plans.waiting import waiting_for
        from niangjia.plans.watching import register_watches
        from niangjia.visits import leads
        from niangjia.visits.models import FindingKind

        waiting.register("plans", waiting_for)
        navigation.register()
        limits.register(GROUP, _("Plans of help"), shipped(self.name))
        tabs.register(tabs.Tab(_("Plan of help"), "plans:show-plans", navigation.may_read))
        register_sources()
        register_watches()
        helps.register_help("measures", queries.was_reached)
        acts.register_all(ACTS, without_content=WITHOUT_CONTENT)
        successions.register(
            successions.Succession(
                name="measures",
                label=pgettext_lazy("of a unit", "measures of plans it sees to"),
                count=queries.count_measures_at,
                move=lambda unit, to, by: commands.move_measures(unit, to=to, by=by),
            )
        )
        leads.register(FindingKind.CAUSE, "plans:show-plans", _("To the causes of the hardship"))
        joining.register_open("plans", queries.open_plans)
        joining.register_carried("plans", commands.carry_plans)
        parting.register_part("plans", commands.forget_plans)
