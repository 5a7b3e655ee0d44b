"""The register of impact assessments (PIPL art. 55 and 56). They speak of kinds of processing, never of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id


class ProcessingKind(models.TextChoices):
    """What the law wants assessed beforehand (PIPL art. 55)."""

    SENSITIVE = "sensitive", _("Sensitive personal data")
    AUTOMATED = "automated", _("Automated decisions")
    SHARING = "sharing", _("Entrusting, providing or publishing")
    ABROAD = "abroad", _("Providing abroad")
    OTHER = "other", _("Other processing with much effect on people")


class AssessmentState(models.TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", pgettext_lazy("assessment", "Draft")
    APPROVED = "approved", pgettext_lazy("assessment", "Approved")


class ImpactAssessment(models.Model):
    """One assessment. Once another person has approved it, it is never changed: the next review is another one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind of processing"), max_length=12, choices=ProcessingKind.choices)
    purpose = models.TextField(_("purpose and manner"), max_length=4000)
    necessity = models.TextField(_("lawful, legitimate and necessary"), max_length=4000)
    risks = models.TextField(_("effects on people and risks"), max_length=4000)
    measures = models.TextField(_("measures, and whether they fit the risk"), max_length=4000)
    conclusion = models.TextField(_("conclusion"), max_length=4000)
    made_on = models.DateField(_("made on"))
    review_on = models.DateField(_("next review"))
    kept_until = models.DateField(_("kept until"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("follows")
    )
    state = models.CharField(max_length=10, choices=AssessmentState.choices, default=AssessmentState.DRAFT)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("made_on"), kept_until__gt=models.F("made_on")),
                name="assessment_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", approved_by=None, approved_at=None)
                | (models.Q(state="approved", approved_at__isnull=False) & ~models.Q(approved_by=None)),
                name="assessment_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("drafted_by")),
                name="assessment_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title
