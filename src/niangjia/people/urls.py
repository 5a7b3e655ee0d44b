"""Addresses of the register of impact assessments."""

from django.urls import path

from niangjia.people.views import assessments

app_name = "people"
urlpatterns = [
    path("impact-assessments/", assessments.list_assessments, name="list-assessments"),
    path("impact-assessments/draft/", assessments.draft_assessment, name="draft-assessment"),
    path("impact-assessments/<uuid:pk>/", assessments.show_assessment, name="show-assessment"),
    path("impact-assessments/<uuid:pk>/revise/", assessments.revise_assessment, name="revise-assessment"),
    path("impact-assessments/<uuid:pk>/approve/", assessments.approve_assessment, name="approve-assessment"),
]
