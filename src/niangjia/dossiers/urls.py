"""Addresses of dossiers and of the import: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.dossiers.views import break_glass, dossiers, exports, imports, listing, own, reading

app_name = "dossiers"
urlpatterns = [
    path("dossiers/", listing.list_dossiers, name="list-dossiers"),
    path("dossiers/find/", reading.find_dossier, name="find-dossier"),
    path("dossiers/<uuid:pk>/reveal/", reading.reveal_values, name="reveal-values"),
    path("dossiers/<uuid:pk>/link-worker/", own.link_worker, name="link-worker"),
    path("break-glass/", break_glass.list_break_glass, name="list-break-glass"),
    path("break-glass/open/", break_glass.open_break_glass, name="open-break-glass"),
    path("break-glass/<uuid:pk>/review/", break_glass.review_break_glass, name="review-break-glass"),
    path("my-record/", own.show_my_record, name="show-my-record"),
    path("dossiers/<uuid:pk>/", dossiers.show_dossier, name="show-dossier"),
    path("dossiers/<uuid:pk>/members/", dossiers.show_members, name="show-members"),
    path("dossiers/<uuid:pk>/money/", dossiers.show_money, name="show-money"),
    path("dossiers/<uuid:pk>/decision/", dossiers.show_decision, name="show-decision"),
    path("dossiers/<uuid:pk>/print-decision/", dossiers.print_decision, name="print-decision"),
    path("dossiers/<uuid:pk>/history/", dossiers.show_history, name="show-history"),
    path("dossiers/<uuid:pk>/decisions/<uuid:decision>/", dossiers.show_kept_decision, name="show-kept-decision"),
    path("dossiers/<uuid:pk>/assess/", dossiers.assess_dossier, name="assess-dossier"),
    path("dossiers/<uuid:pk>/confirm-fact/", dossiers.confirm_fact, name="confirm-fact"),
    path("exports/", exports.list_exports, name="list-exports"),
    path("exports/request/", exports.request_export, name="request-export"),
    path("exports/<uuid:pk>/", exports.show_export, name="show-export"),
    path("exports/<uuid:pk>/approve/", exports.approve_export, name="approve-export"),
    path("exports/<uuid:pk>/refuse/", exports.refuse_export, name="refuse-export"),
    path("exports/<uuid:pk>/fetch/", exports.fetch_export, name="fetch-export"),
    path("imports/", imports.start_import, name="start-import"),
    path("imports/<uuid:pk>/", imports.show_import, name="show-import"),
    path("imports/<uuid:pk>/confirm/", imports.confirm_import, name="confirm-import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard-import"),
    path("imports/<uuid:pk>/findings.xlsx", imports.download_marked, name="download-marked"),
    path("imports/<uuid:pk>/report.json", imports.download_report, name="download-report"),
]
