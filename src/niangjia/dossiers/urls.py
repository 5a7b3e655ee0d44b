"""Addresses of dossiers and of the import: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.dossiers.views import dossiers, evidence, imports, listing

app_name = "dossiers"
urlpatterns = [
    path("dossiers/", listing.list_dossiers, name="list-dossiers"),
    path("dossiers/export/", listing.export_dossiers, name="export-dossiers"),
    path("dossiers/<uuid:pk>/", dossiers.show_dossier, name="show-dossier"),
    path("dossiers/<uuid:pk>/members/", dossiers.show_members, name="show-members"),
    path("dossiers/<uuid:pk>/money/", dossiers.show_money, name="show-money"),
    path("dossiers/<uuid:pk>/decision/", dossiers.show_decision, name="show-decision"),
    path("dossiers/<uuid:pk>/print-decision/", dossiers.print_decision, name="print-decision"),
    path("dossiers/<uuid:pk>/history/", dossiers.show_history, name="show-history"),
    path("dossiers/<uuid:pk>/decisions/<uuid:decision>/", dossiers.show_kept_decision, name="show-kept-decision"),
    path("dossiers/<uuid:pk>/evidence/", evidence.show_evidence, name="show-evidence"),
    path("dossiers/<uuid:pk>/add-evidence/", evidence.add_evidence, name="add-evidence"),
    path("dossiers/<uuid:pk>/evidence/<uuid:evidence>/", evidence.download_evidence, name="download-evidence"),
    path("dossiers/<uuid:pk>/evidence/<uuid:evidence>/confirm/", evidence.confirm_evidence, name="confirm-evidence"),
    path("dossiers/<uuid:pk>/evidence/<uuid:evidence>/withdraw/", evidence.withdraw_evidence, name="withdraw-evidence"),
    path("dossiers/<uuid:pk>/assess/", dossiers.assess_dossier, name="assess-dossier"),
    path("dossiers/<uuid:pk>/confirm-fact/", dossiers.confirm_fact, name="confirm-fact"),
    path("imports/", imports.start_import, name="start-import"),
    path("imports/<uuid:pk>/", imports.show_import, name="show-import"),
    path("imports/<uuid:pk>/confirm/", imports.confirm_import, name="confirm-import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard-import"),
    path("imports/<uuid:pk>/findings.xlsx", imports.download_marked, name="download-marked"),
    path("imports/<uuid:pk>/report.json", imports.download_report, name="download-report"),
]
