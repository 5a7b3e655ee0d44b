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
}

WITHOUT_CONTENT = {"dossiers.dossiers.exported"}
"""Acts that say nothing of anyone: those who look after the system's security may read them, too."""
