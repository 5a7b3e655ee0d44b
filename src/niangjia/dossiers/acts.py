"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "dossiers.dossier.filed": _("Dossier %(number)s was filed."),
    "dossiers.dossier.drafted": _("Dossier %(number)s was begun as a draft."),
    "dossiers.dossier.submitted": _("Dossier %(number)s was submitted."),
    "dossiers.dossier.reviewed": _("Dossier %(number)s passed the first review."),
    "dossiers.visit.recorded": _("The home visit of dossier %(number)s was recorded."),
    "dossiers.dossier.verified": _("The check of economic circumstances of dossier %(number)s was recorded."),
    "dossiers.dossier.appraised": _("The appraisal meeting on dossier %(number)s was recorded."),
    "dossiers.notice.posted": _("The public notice of dossier %(number)s began, until %(until)s."),
    "dossiers.notice.removed": _("The public notice of dossier %(number)s was taken down."),
    "dossiers.objection.recorded": _("An objection to the notice of dossier %(number)s was recorded."),
    "dossiers.objection.read": _("An objection to the notice of dossier %(number)s was read."),
    "dossiers.objection.handled": _("An objection to the notice of dossier %(number)s was handled: %(outcome)s"),
    "dossiers.dossier.rechecked": _("Dossier %(number)s passed the second review."),
    "dossiers.dossier.returned": _("Dossier %(number)s was returned for completion."),
    "dossiers.dossier.refused": _("Dossier %(number)s was refused and the applicant told why."),
    "dossiers.dossier.withdrawn": _("Dossier %(number)s was withdrawn by the applicant."),
    "dossiers.step.read": _("What was written at step %(step)s of dossier %(number)s was read."),
    "dossiers.chain.configured": _("The settings of the chain were changed: %(reason)s"),
    "dossiers.transfer.proposed": _("Dossier %(number)s is to go over to %(to)s."),
    "dossiers.transfer.accepted": _("Dossier %(number)s came over from %(before)s."),
    "dossiers.transfer.left": _("Dossier %(number)s went over to %(to)s, which accepted it."),
    "dossiers.transfer.declined": _("%(to)s did not accept dossier %(number)s."),
    "dossiers.transfer.withdrawn": _("That dossier %(number)s goes over to %(to)s was taken back."),
    "dossiers.dossier.revised": _("Dossier %(number)s was brought up to date."),
    "dossiers.dossier.closed": _("Dossier %(number)s was closed: %(reason)s"),
    "dossiers.dossier.assessed": _("The rules were applied: %(category)s, net %(net)s yuan a head a month."),
    "dossiers.decision.printed": _("The explanation of dossier %(number)s was printed for the worker."),
    "dossiers.dossiers.moved": _("%(count)s dossiers went from %(before)s to %(to)s, its successor."),
    "dossiers.dossier.read": _("Dossier %(number)s was opened."),
    "dossiers.dossier.sought": _("A dossier was looked for by an identity number."),
    "dossiers.value.revealed": _("Shown in full: %(what)s (dossier %(number)s). Purpose: %(why)s"),
    "dossiers.value.refused": _("Asked for in full and refused: %(what)s (dossier %(number)s). Purpose: %(why)s"),
    "dossiers.alarm.raised": _("%(username)s reached the limit of %(people)s people looked at within %(length)s."),
    "dossiers.break-glass.opened": _(
        "Dossier %(number)s was opened in an emergency from outside, until %(until)s: %(reason)s"
    ),
    "dossiers.break-glass.refused": _("Emergency access was asked for and refused: %(reason)s"),
    "dossiers.break-glass.used": _("Dossier %(number)s was read under emergency access."),
    "dossiers.break-glass.reviewed": _(
        "The emergency access to dossier %(number)s was reviewed: %(verdict)s. %(note)s"
    ),
    "dossiers.export.requested": _(
        "Export %(number)s was asked for: %(people)s people, %(columns)s. Purpose: %(purpose)s"
    ),
    "dossiers.export.approved": _("Export %(number)s was approved: %(people)s people, %(columns)s."),
    "dossiers.export.refused": _("Export %(number)s was refused: %(note)s"),
    "dossiers.export.fetched": _("Export %(number)s was fetched: %(people)s people, %(columns)s. Purpose: %(purpose)s"),
    "dossiers.export.expired": _("Export %(number)s expired; nobody fetched it."),
    "dossiers.watermark.read": _("The watermark of a file was read. It names: %(numbers)s"),
    "dossiers.import.started": _("A workbook was handed in."),
    "dossiers.import.downloaded": _("A workbook was fetched back with its findings marked."),
    "dossiers.import.confirmed": _("The import of a workbook was confirmed."),
    "dossiers.import.finished": _(
        "The import of a workbook ended: %(accepted)s accepted, %(unchanged)s unchanged, %(refused)s refused."
    ),
    "dossiers.import.discarded": _("The import of a workbook was discarded."),
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
    "dossiers.versions.begun": _("The first version of %(count)s dossiers was kept."),
    "dossiers.person.reported": _("A person was given a copy of everything held about them (opened: %(fields)s)."),
}

WITHOUT_CONTENT = {
    "dossiers.alarm.raised",
    "dossiers.export.approved",
    "dossiers.export.expired",
    "dossiers.export.fetched",
    "dossiers.export.refused",
    "dossiers.export.requested",
    "dossiers.watermark.read",
}
"""Acts that say nothing of anyone: those who look after the system's security may read them, too."""
