"""The reviews app: the yearly review, its spot check, and the lists that keep dossiers from going stale."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Once a year every dossier on file is looked at by people."""

    name = "niangjia.reviews"
    verbose_name = _("Yearly reviews")

    def ready(self) -> None:
        """Put this app's acts, pages and rows into the registries of the apps below."""
        from niangjia.accounts import waiting
        from niangjia.audit import acts
        from niangjia.dossiers import parting, tabs
        from niangjia.limits import registry as limits
        from niangjia.limits.rules import shipped
        from niangjia.reviews import commands, navigation
        from niangjia.reviews.acts import ACTS, RETIRED
        from niangjia.reviews.waiting import waiting_for

        acts.register_all(ACTS, without_content=RETIRED, retired=RETIRED)
        limits.register("reviews", _("Yearly reviews"), shipped(self.name))
        navigation.register()
        waiting.register("reviews", waiting_for)
        tabs.register(tabs.Tab(_("Yearly review"), "reviews:show-reviews", navigation.may_read))
        parting.register_part("reviews", commands.forget_reviews)
