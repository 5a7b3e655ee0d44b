"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "dossiers.dossier.filed": _("Dossier %(number)s was filed."),
    "dossiers.dossier.revised": _("Dossier %(number)s was brought up to date."),
    "dossiers.dossier.closed": _("Dossier %(number)s was closed: %(reason)s"),
    "dossiers.dossier.assessed": _("The rules were applied: %(category)s, net %(net)s yuan a head a month."),
    "dossiers.decision.printed": _("The explanation of dossier %(number)s was printed for the worker."),
    "dossiers.export.requested": _(
        "Export %(number)s was asked for: %(people)s people, %(columns)s. Purpose: %(purpose)s"
    ),
    "dossiers.export.approved": _("Export %(number)s was approved: %(people)s people, %(columns)s."),
    "dossiers.export.refused": _("Export %(number)s was refused: %(note)s"),
    "dossiers.export.fetched": _("Export %(number)s was fetched: %(people)s people, %(columns)s. Purpose: %(purpose)s"),
    "dossiers.export.expired": _("Export %(number)s expired; nobody fetched it."),
    "dossiers.watermark.read": _("The watermark of a file was read. It names: %(numbers)s"),
    "dossiers.import.started": _("The workbook %(file_name)s was handed in."),
    "dossiers.import.confirmed": _("The import of %(file_name)s was confirmed."),
    "dossiers.import.finished": _(
        "The import of %(file_name)s ended: %(accepted)s accepted, %(unchanged)s unchanged, %(refused)s refused."
    ),
    "dossiers.import.discarded": _("The import of %(file_name)s was discarded."),
}
