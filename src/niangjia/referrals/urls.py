"""Addresses of referrals, requests, links and joint meetings."""

from django.urls import path

from niangjia.referrals.views import links, meetings, referrals, requests

app_name = "referrals"
urlpatterns = [
    path("dossiers/<uuid:pk>/referrals/", referrals.show_referrals, name="show-referrals"),
    path("dossiers/<uuid:pk>/draft-referral/", referrals.draft_referral, name="draft-referral"),
    path("referrals/", referrals.list_referrals, name="list-referrals"),
    path("referrals/<uuid:pk>/", referrals.show_referral, name="show-referral"),
    path("referrals/<uuid:pk>/revise/", referrals.revise_referral, name="revise-referral"),
    path("referrals/<uuid:pk>/send/", referrals.send_referral, name="send-referral"),
    path("referrals/<uuid:pk>/withdraw/", referrals.withdraw_referral, name="withdraw-referral"),
    path("referrals/<uuid:pk>/approve-answer/", referrals.approve_answer, name="approve-answer"),
    path("referrals/<uuid:pk>/return-answer/", referrals.return_answer, name="return-answer"),
    path("referrals/<uuid:pk>/close/", referrals.close_referral, name="close-referral"),
    path("referrals/<uuid:pk>/answers/<uuid:answer>/", referrals.download_answer, name="download-answer"),
    path("referrals/<uuid:pk>/issue-link/", links.issue_link, name="issue-link"),
    path("links/<uuid:pk>/revoke/", links.revoke_link, name="revoke-link"),
    path("requests/", requests.list_requests, name="list-requests"),
    path("requests/<uuid:pk>/", requests.show_request, name="show-request"),
    path("requests/<uuid:pk>/accept/", requests.accept_referral, name="accept-referral"),
    path("requests/<uuid:pk>/decline/", requests.decline_referral, name="decline-referral"),
    path("requests/<uuid:pk>/answer/", requests.answer_referral, name="answer-referral"),
    path("answer/<str:token>/", links.open_link, name="open-link"),
    path("answer/<str:token>/send/", links.answer_link, name="answer-link"),
    path("meetings/", meetings.list_meetings, name="list-meetings"),
    path("meetings/open/", meetings.open_meeting, name="open-meeting"),
    path("meetings/<uuid:pk>/", meetings.show_meeting, name="show-meeting"),
    path("meetings/<uuid:pk>/record-decision/", meetings.record_decision, name="record-decision"),
    path("meetings/<uuid:pk>/decisions/<uuid:decision>/finish/", meetings.finish_decision, name="finish-decision"),
    path("meetings/<uuid:pk>/close/", meetings.close_meeting, name="close-meeting"),
    path("meetings/<uuid:pk>/print-minutes/", meetings.print_minutes, name="print-minutes"),
]
