"""Addresses of own accounts that ended, and of the register of impact assessments."""

from django.urls import path

from niangjia.people.views import accounts, assessments

app_name = "people"
urlpatterns = [
    path("ended-accounts/", accounts.list_ended_accounts, name="list-ended-accounts"),
    path("ended-accounts/<uuid:pk>/remove/", accounts.remove_ended_account, name="remove-ended-account"),
    path("impact-assessments/", assessments.list_assessments, name="list-assessments"),
    path("impact-assessments/draft/", assessments.draft_assessment, name="draft-assessment"),
    path("impact-assessments/<uuid:pk>/", assessments.show_assessment, name="show-assessment"),
    path("impact-assessments/<uuid:pk>/revise/", assessments.revise_assessment, name="revise-assessment"),
    path("impact-assessments/<uuid:pk>/approve/", assessments.approve_assessment, name="approve-assessment"),
]
