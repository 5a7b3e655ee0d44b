"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "dossiers.dossier.filed": _("Dossier %(number)s was filed."),
    "dossiers.dossier.revised": _("Dossier %(number)s was brought up to date."),
    "dossiers.dossier.closed": _("Dossier %(number)s was closed: %(reason)s"),
    "dossiers.dossier.assessed": _("The rules were applied: %(category)s, net %(net)s yuan a head a month."),
    "dossiers.decision.printed": _("The explanation of dossier %(number)s was printed for the worker."),
    "dossiers.dossiers.exported": _("%(rows)s dossiers were exported to a workbook."),
    "dossiers.import.started": _("The workbook %(file_name)s was handed in."),
    "dossiers.import.confirmed": _("The import of %(file_name)s was confirmed."),
    "dossiers.import.finished": _(
        "The import of %(file_name)s ended: %(accepted)s accepted, %(unchanged)s unchanged, %(refused)s refused."
    ),
    "dossiers.import.discarded": _("The import of %(file_name)s was discarded."),
    "dossiers.dossier.erased": _("Dossier %(number)s was deleted: its term was over."),
    "dossiers.hold.placed": _("Dossier %(number)s is held: %(reason)s"),
    "dossiers.hold.lifted": _("A hold on dossier %(number)s was lifted."),
    "dossiers.deletion.proposed": _("The deletion of %(count)s dossiers was proposed."),
    "dossiers.deletion.approved": _("The deletion of %(count)s dossiers was approved."),
    "dossiers.deletion.rejected": _("The deletion of %(count)s dossiers was turned down."),
    "dossiers.deletion.started": _("The deletion of %(count)s dossiers began."),
    "dossiers.deletion.finished": _("%(count)s dossiers were deleted, %(kept)s kept (certificate %(certificate)s)."),
    "dossiers.erasures.reapplied": _("%(count)s dossiers that an older copy had brought back were deleted again."),
    "dossiers.certificate.printed": _("The deletion certificate %(certificate)s was printed."),
    "dossiers.consents.printed": _("A consent form of dossier %(number)s was printed to be signed."),
    "dossiers.person.reported": _("A person was given a copy of everything held about them (opened: %(fields)s)."),
}
