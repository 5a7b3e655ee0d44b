"""Addresses of visits: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.visits.views import findings, visits

app_name = "visits"
urlpatterns = [
    path("dossiers/<uuid:pk>/visits/", visits.show_visits, name="show-visits"),
    path("dossiers/<uuid:pk>/visits/record/", visits.record_visit, name="record-visit"),
    path("visits/<uuid:pk>/", visits.show_visit, name="show-visit"),
    path("visits/<uuid:pk>/photos/<uuid:photo>/", visits.show_photo, name="show-photo"),
    path("visits/findings/", findings.list_findings, name="list-findings"),
    path("visits/findings/<uuid:pk>/accept/", findings.accept_finding, name="accept-finding"),
    path("visits/findings/<uuid:pk>/decline/", findings.decline_finding, name="decline-finding"),
    path("visits/findings/<uuid:pk>/close/", findings.close_finding, name="close-finding"),
]
