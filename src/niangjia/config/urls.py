"""The router: one line per app. Every view asks for a sign-in unless it says otherwise (LoginRequiredMiddleware)."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("niangjia.desk.urls")),
    path("", include("niangjia.accounts.urls")),
    path("", include("niangjia.audit.urls")),
    path("", include("niangjia.clues.urls")),
    path("", include("niangjia.delivery.urls")),
    path("", include("niangjia.dossiers.urls")),
    path("", include("niangjia.limits.urls")),
    path("", include("niangjia.people.urls")),
    path("", include("niangjia.policies.urls")),
    path("", include("niangjia.referrals.urls")),
    path("", include("niangjia.reviews.urls")),
    path("", include("niangjia.training.urls")),
    path("", include("niangjia.visits.urls")),
    path("", include("niangjia.plans.urls")),
    path("", include("niangjia.pairing.urls")),
    path("", include("niangjia.workdays.urls")),
    path("", include("niangjia.ui.urls")),
    path("", include("niangjia.config.addresses")),
]
