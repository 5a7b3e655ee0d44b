"""Addresses of clues: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.clues import views

app_name = "clues"
urlpatterns = [
    path("clues/", views.list_clues, name="list-clues"),
    path("clues/report/", views.report_clue, name="report-clue"),
    path("clues/count/", views.count_clues, name="count-clues"),
    path("clues/<uuid:pk>/", views.show_clue, name="show-clue"),
    path("clues/<uuid:pk>/reveal/", views.reveal_clue, name="reveal-clue"),
    path("clues/<uuid:pk>/help/", views.help_clue, name="help-clue"),
    path("clues/<uuid:pk>/papers/complete/", views.complete_papers, name="complete-papers"),
    path("clues/<uuid:pk>/draft/", views.draft_clue, name="draft-clue"),
    path("clues/<uuid:pk>/link/", views.link_clue, name="link-clue"),
    path("clues/<uuid:pk>/watch/", views.watch_clue, name="watch-clue"),
    path("clues/<uuid:pk>/refuse/", views.refuse_clue, name="refuse-clue"),
    path("clues/<uuid:pk>/merge/", views.merge_clue, name="merge-clue"),
]
