"""The referrals app: what the union asks of departments and partners, and what comes of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralsConfig(AppConfig):
    """Asked, answered, followed up."""

    name = "niangjia.referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import successions, waiting
        from niangjia.accounts.senders import register_sender
        from niangjia.audit import acts
        from niangjia.dossiers import joining, parting, tabs
        from niangjia.limits import registry
        from niangjia.people.consenting import register_running
        from niangjia.privacy.files import register_owner
        from niangjia.referrals import commands, limits, navigation, queries
        from niangjia.referrals.acts import ACTS
        from niangjia.referrals.link_requests import answers_a_link
        from niangjia.referrals.models.referrals import SEALED_FOLDER
        from niangjia.referrals.waiting import waiting_for

        waiting.register("referrals", waiting_for)
        acts.register_all(ACTS)
        registry.register(limits.ANSWERS, _("Days to answer a referral"), limits.shipped_answers())
        registry.register(limits.CHASING, _("Reminders of late answers"), limits.shipped_chasing())
        navigation.register()
        tabs.register(tabs.Tab(_("Referrals"), "referrals:show-referrals", navigation.may_read))
        successions.register(
            successions.Succession(
                name="referrals",
                label=pgettext_lazy("of a unit", "open referrals"),
                count=queries.count_open_at,
                move=lambda unit, to, by: commands.move_referrals(unit, to=to, by=by),
            )
        )
        successions.register(
            successions.Succession(
                name="meetings",
                label=pgettext_lazy("of a unit", "open joint meetings"),
                count=queries.count_meetings_at,
                move=lambda unit, to, by: commands.move_meetings(unit, to=to, by=by),
            )
        )
        register_sender(answers_a_link)
        register_running(queries.running_on_consent)
        register_owner(SEALED_FOLDER, queries.file_is_kept)
        joining.register_open("referrals", queries.open_on_dossier)
        parting.register_part("referrals", commands.forget_referrals)
