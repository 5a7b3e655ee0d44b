"""Addresses of plans of help: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.plans.views import catalogue, diagnosis, maps, measures, plans, unchanged

app_name = "plans"
urlpatterns = [
    path("plans/", plans.list_plans, name="list-plans"),
    path("plans/unchanged/", unchanged.list_unchanged, name="list-unchanged"),
    path("plans/due/", measures.list_due_measures, name="list-due-measures"),
    path("plans/mine/", measures.list_own_measures, name="list-own-measures"),
    path("plans/measures/", catalogue.list_measures, name="list-measures"),
    path("plans/measures/add/", catalogue.add_entry, name="add-entry"),
    path("plans/measures/<slug:code>/availability/", catalogue.change_availability, name="change-availability"),
    path("plans/progress/<uuid:pk>/report/", measures.report_progress, name="report-progress"),
    path("plans/<uuid:pk>/", plans.show_plan, name="show-plan"),
    path("plans/<uuid:pk>/compare/<uuid:older>/", plans.compare_plans, name="compare-plans"),
    path("plans/<uuid:pk>/print/", plans.print_plan, name="print-plan"),
    path("plans/<uuid:pk>/agree/", plans.agree_plan, name="agree-plan"),
    path("plans/<uuid:pk>/reopen/", plans.reopen_plan, name="reopen-plan"),
    path("plans/<uuid:pk>/discard/", plans.discard_plan, name="discard-plan"),
    path("plans/<uuid:pk>/approve/", plans.approve_plan, name="approve-plan"),
    path("plans/<uuid:pk>/return/", plans.return_plan, name="return-plan"),
    path("plans/<uuid:pk>/measures/add/", measures.add_measure, name="add-measure"),
    path("plans/<uuid:pk>/measures/<uuid:measure>/revise/", measures.revise_measure, name="revise-measure"),
    path("plans/<uuid:pk>/measures/<uuid:measure>/remove/", measures.remove_measure, name="remove-measure"),
    path("dossiers/<uuid:pk>/plans/", diagnosis.show_plans, name="show-plans"),
    path("dossiers/<uuid:pk>/plans/draft/", plans.draft_plan, name="draft-plan"),
    path("dossiers/<uuid:pk>/help/", maps.show_map, name="show-map"),
    path("dossiers/<uuid:pk>/causes/collect/", diagnosis.collect_causes, name="collect-causes"),
    path("dossiers/<uuid:pk>/causes/add/", diagnosis.add_cause, name="add-cause"),
    path("dossiers/<uuid:pk>/causes/<uuid:cause>/settle/", diagnosis.settle_cause, name="settle-cause"),
    path("dossiers/<uuid:pk>/talks/record/", diagnosis.record_interview, name="record-interview"),
    path("dossiers/<uuid:pk>/talks/<uuid:talk>/", diagnosis.show_interview, name="show-interview"),
]
