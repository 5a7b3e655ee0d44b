"""What keeps a dossier from being deleted, runs that delete, and what stays to show that they did: no names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models.dossiers import ClosingReason, Dossier
from niangjia.kernel.ids import new_id
from niangjia.people import codes


class HoldReason(models.TextChoices):
    """Why a dossier must stay although its term is over."""

    LAWSUIT = "lawsuit", _("Lawsuit or arbitration")
    INSPECTION = "inspection", _("Audit or discipline inspection")
    COMPLAINT = "complaint", _("Complaint or petition")
    OWN_WISH = "own-wish", _("The person asked for it")


class LegalHold(models.Model):
    """A dossier is kept until a day, or until the hold is lifted. `reference`: the number of the document behind it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=12, choices=HoldReason.choices)
    reference = models.CharField(_("number of the document"), max_length=60)
    until_on = models.DateField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "reference"], condition=models.Q(lifted_at=None), name="hold_of_a_document_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class DeletionState(models.TextChoices):
    """Where a deletion run stands."""

    PROPOSED = "proposed", pgettext_lazy("deletion", "Proposed")
    REJECTED = "rejected", pgettext_lazy("deletion", "Turned down")
    APPROVED = "approved", pgettext_lazy("deletion", "Approved, not yet run")
    RUNNING = "running", pgettext_lazy("deletion", "Deleting")
    DONE = "done", pgettext_lazy("deletion", "Done")


class DeletionRun(models.Model):
    """Dossiers whose term was over on a day: proposed by one person, approved by another, then deleted one by one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    due_on = models.DateField(_("reckoned on"))
    state = models.CharField(max_length=10, choices=DeletionState.choices, default=DeletionState.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("deletion run")
        verbose_name_plural = _("deletion runs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="deletion_decided_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d} ({self.total})"


class DeletionOutcome(models.TextChoices):
    """What became of one dossier of a run."""

    WAITING = "waiting", pgettext_lazy("deletion", "Waiting")
    ERASED = "erased", pgettext_lazy("deletion", "Deleted")
    HELD = "held", pgettext_lazy("deletion", "Kept: a legal hold")
    NOT_DUE = "not-due", pgettext_lazy("deletion", "Kept: not due any more")


class DeletionItem(models.Model):
    """One dossier of a run. Once deleted its id is gone; `digest` (keyed) tells it again in an older copy.

    `files` are sealed files that wait to be removed after the commit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(DeletionRun, models.PROTECT, related_name="items")
    number = models.CharField(_("dossier number"), max_length=12)
    dossier_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=8, choices=DeletionOutcome.choices, default=DeletionOutcome.WAITING)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    kept = models.PositiveSmallIntegerField(default=0)
    files = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dossier of a deletion run")
        verbose_name_plural = _("dossiers of deletion runs")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="deletion_names_a_dossier_once"),
            models.UniqueConstraint(
                fields=["dossier_id"], condition=models.Q(outcome="waiting"), name="dossier_waits_in_one_deletion"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DeletionCertificate(models.Model):
    """What a finished run deleted, on whose word. `digests` are those of the items, `counts` rows by class of record.

    `scrubbed_at`: when the free space of the database file was overwritten; empty while that is still to be done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.OneToOneField(DeletionRun, models.PROTECT, related_name="certificate")
    number = models.CharField(_("certificate number"), max_length=20, unique=True)
    issued_at = models.DateTimeField()
    dossiers = models.PositiveIntegerField()
    kept = models.PositiveIntegerField(default=0)
    counts = models.JSONField()
    digests = models.JSONField()
    scrubbed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deletion certificate")
        verbose_name_plural = _("deletion certificates")

    def __str__(self) -> str:
        return self.number


class ErasedCase(models.Model):
    """What statistics of past years still need of a deleted dossier: nothing that leads to anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_in = models.PositiveSmallIntegerField()
    closed_in = models.PositiveSmallIntegerField()
    category = models.PositiveSmallIntegerField(null=True)
    level = models.CharField(max_length=16, choices=codes.FILE_LEVELS.choices)
    main_cause = models.CharField(max_length=40, choices=codes.CAUSES.choices)
    closing_reason = models.CharField(max_length=16, choices=ClosingReason.choices)

    class Meta:
        verbose_name = _("figures of a deleted dossier")
        verbose_name_plural = _("figures of deleted dossiers")
        indexes = [models.Index(fields=["unit", "closed_in"], name="erased_case_figures")]

    def __str__(self) -> str:
        return f"{self.opened_in}-{self.closed_in}"
