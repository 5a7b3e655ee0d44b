"""The training app: skills, courses, work found and kept, and household production."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrainingConfig(AppConfig):
    """Trained, placed, still there."""

    name = "niangjia.training"
    verbose_name = _("Training and work")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import successions, waiting
        from niangjia.audit import acts
        from niangjia.dossiers import helps, joining, parting, tabs
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.people.consenting import register_running
        from niangjia.plans import timeline, unchanged
        from niangjia.training import commands, navigation, queries
        from niangjia.training.acts import ACTS
        from niangjia.training.timeline import marks_of
        from niangjia.training.waiting import waiting_for
        from niangjia.visits import leads

        waiting.register("training", waiting_for)
        acts.register_all(ACTS)
        navigation.register()
        tabs.register(tabs.Tab(_("Training and work"), "training:show-work", navigation.may_read))
        successions.register(
            successions.Succession(
                name="courses",
                label=pgettext_lazy("of a unit", "open courses"),
                count=queries.count_courses_at,
                move=lambda unit, to, by: commands.move_courses(unit, to=to, by=by),
            )
        )
        successions.register(
            successions.Succession(
                name="vacancies",
                label=pgettext_lazy("of a unit", "open vacancies"),
                count=queries.count_vacancies_at,
                move=lambda unit, to, by: commands.move_vacancies(unit, to=to, by=by),
            )
        )
        limits.register("training", _("Training and work"), shipped(self.name))
        helps.register_help("training", queries.was_trained)
        helps.register_help("work", queries.was_placed)
        helps.register_help("production", queries.was_helped_to_produce)
        unchanged.register_watch(
            unchanged.Watch(
                "unplaced",
                _("Trained, no work yet"),
                _("A course ended months ago, and no work has begun since."),
                _("Look what fits, or ask what stands in the way"),
                "training:show-work",
                queries.without_work,
            )
        )
        timeline.register_source("training", marks_of)
        leads.register(queries.GOES_TO, "training:show-work", _("To training and work"))
        register_running(queries.running_on_consent)
        joining.register_carried("training", commands.carry_training)
        parting.register_part("training", commands.forget_training)
