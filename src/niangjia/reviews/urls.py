"""Addresses of yearly reviews: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.reviews.views import campaigns, checks, lists, reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", campaigns.list_campaigns, name="list-campaigns"),
    path("reviews/open/", campaigns.open_campaign, name="open-campaign"),
    path("reviews/lists/<slug:code>/", lists.show_list, name="show-list"),
    path("reviews/campaigns/<uuid:pk>/", campaigns.show_campaign, name="show-campaign"),
    path("reviews/campaigns/<uuid:pk>/end/", campaigns.end_campaign, name="end-campaign"),
    path("reviews/campaigns/<uuid:pk>/reviews/", reviews.list_reviews, name="list-reviews"),
    path("reviews/campaigns/<uuid:pk>/checks/", checks.list_checks, name="list-checks"),
    path("reviews/campaigns/<uuid:pk>/checks/select/", checks.select_checks, name="select-checks"),
    path("reviews/<uuid:pk>/", reviews.show_review, name="show-review"),
    path("reviews/<uuid:pk>/pause/", reviews.pause_review, name="pause-review"),
    path("reviews/<uuid:pk>/record/", reviews.record_review, name="record-review"),
    path("reviews/<uuid:pk>/reopen/", reviews.reopen_review, name="reopen-review"),
    path("reviews/<uuid:pk>/findings/<uuid:finding>/", reviews.show_finding, name="show-finding"),
    path("reviews/checks/<uuid:pk>/record/", checks.record_check, name="record-check"),
    path("dossiers/<uuid:pk>/reviews/", reviews.show_reviews, name="show-reviews"),
]
