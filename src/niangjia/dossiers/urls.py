"""Addresses of dossiers and of the import: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.dossiers.views import consents, dossiers, imports, listing, retention

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
    path("dossiers/<uuid:pk>/assess/", dossiers.assess_dossier, name="assess-dossier"),
    path("dossiers/<uuid:pk>/confirm-fact/", dossiers.confirm_fact, name="confirm-fact"),
    path("dossiers/<uuid:pk>/consents/", consents.show_consents, name="show-consents"),
    path("dossiers/<uuid:pk>/record-consents/", consents.record_consents, name="record-consents"),
    path("dossiers/<uuid:pk>/consents/<uuid:consent>/withdraw/", consents.withdraw_consent, name="withdraw-consent"),
    path("dossiers/<uuid:pk>/print-consents/", consents.print_consents, name="print-consents"),
    path("dossiers/<uuid:pk>/place-hold/", retention.place_hold, name="place-hold"),
    path("holds/<uuid:pk>/lift/", retention.lift_hold, name="lift-hold"),
    path("retention/", retention.list_retention, name="list-retention"),
    path("retention/propose-deletion/", retention.propose_deletion, name="propose-deletion"),
    path("deletions/<uuid:pk>/", retention.show_deletion, name="show-deletion"),
    path("deletions/<uuid:pk>/approve/", retention.approve_deletion, name="approve-deletion"),
    path("deletions/<uuid:pk>/reject/", retention.reject_deletion, name="reject-deletion"),
    path("deletions/<uuid:pk>/run/", retention.run_deletion, name="run-deletion"),
    path("deletions/<uuid:pk>/print-certificate/", retention.print_certificate, name="print-certificate"),
    path("imports/", imports.start_import, name="start-import"),
    path("imports/<uuid:pk>/", imports.show_import, name="show-import"),
    path("imports/<uuid:pk>/confirm/", imports.confirm_import, name="confirm-import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard-import"),
    path("imports/<uuid:pk>/findings.xlsx", imports.download_marked, name="download-marked"),
    path("imports/<uuid:pk>/report.json", imports.download_report, name="download-report"),
]
