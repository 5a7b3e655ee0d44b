"""The visits app: what somebody sees when they go to a household."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """Written down once, on the phone; what it found goes on from there."""

    name = "niangjia.visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import waiting
        from niangjia.audit import acts
        from niangjia.dossiers import joining, parting, prefilling, tabs
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.privacy.files import register_owner
        from niangjia.visits import commands, navigation, queries
        from niangjia.visits.acts import ACTS
        from niangjia.visits.limits import GROUP
        from niangjia.visits.models import SEALED_FOLDER
        from niangjia.visits.presenting import entry_values
        from niangjia.visits.waiting import waiting_for

        acts.register_all(ACTS)
        navigation.register()
        limits.register(GROUP, _("Visits"), shipped(self.name))
        waiting.register("visits", waiting_for)
        tabs.register(tabs.Tab(_("Visits"), "visits:show-visits", navigation.may_read))
        prefilling.register("record-visit", entry_values)
        register_owner(SEALED_FOLDER, queries.is_photo)
        joining.register_carried("visits", commands.carry_visits)
        parting.register_part("visits", commands.forget_visits)
