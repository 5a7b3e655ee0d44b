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
        from niangjia.accounts import successions, waiting
        from niangjia.audit import acts
        from niangjia.dossiers import commands, navigation, queries, simulating
        from niangjia.dossiers.acts import ACTS, WITHOUT_CONTENT
        from niangjia.dossiers.commands.forgetting import erase_import_findings, forget_looks
        from niangjia.dossiers.commands.imports import is_workbook_kept
        from niangjia.dossiers.helps import register_help, union_aid_is_stated
        from niangjia.dossiers.queries_of_retention import has_tags, is_file_kept, running_on_consent
        from niangjia.dossiers.waiting import waiting_for
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.people.consenting import register_running
        from niangjia.people.erasure import register_eraser
        from niangjia.privacy.files import register_owner
        from niangjia.privacy.tags import register_use

        waiting.register("dossiers", waiting_for)
        acts.register_all(ACTS, without_content=WITHOUT_CONTENT)
        limits.register("leaving", _("Exit and watch"), shipped(self.name, "data/leaving.toml"))
        limits.register("transfers", _("Transfers"), shipped(self.name, "data/transfers.toml"))
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
        register_help("union-aid", union_aid_is_stated)
        register_use(has_tags)
        register_owner("exports", is_file_kept)
        register_owner("imports", is_workbook_kept)
        register_running(running_on_consent)
        register_eraser("dossiers.imports", erase_import_findings)
        register_eraser("dossiers.looks", forget_looks)
