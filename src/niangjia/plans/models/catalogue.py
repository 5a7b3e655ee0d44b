"""What a bureau adds to the shipped catalogue of measures, and what of it can be had there."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Role, User
from niangjia.kernel.ids import new_id
from niangjia.plans.models.measures import GoalKind
from niangjia.plans.tiers import Nature, Tier


class OwnMeasure(models.Model):
    """A kind of measure that people added. `ceiling` is an output of the rule book or "", `evidence` are codes of
    ATTACHMENT_KINDS. The shipped kinds stand in data/measures.toml and are never changed here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(pgettext_lazy("measure", "name"), max_length=60)
    what = models.CharField(pgettext_lazy("measure", "what it is"), max_length=300)
    tier = models.CharField(pgettext_lazy("measure", "tier"), max_length=12, choices=Tier.choices)
    nature = models.CharField(pgettext_lazy("measure", "nature"), max_length=12, choices=Nature.choices)
    causes = models.JSONField(default=list)
    is_about_member = models.BooleanField(pgettext_lazy("measure", "is for one member"), default=False)
    qualifies = models.CharField(pgettext_lazy("measure", "who qualifies"), max_length=300)
    told_by = models.CharField(pgettext_lazy("measure", "how success is told"), max_length=300)
    sign = models.CharField(
        pgettext_lazy("measure", "sign of success"), max_length=12, choices=GoalKind.choices, default=GoalKind.WORDS
    )
    role = models.CharField(
        pgettext_lazy("measure", "who sees to it"), max_length=20, choices=Role.choices, default=Role.ASSISTANCE_CLERK
    )
    ceiling = models.CharField(pgettext_lazy("measure", "ceiling"), max_length=20, blank=True, default="")
    evidence = models.JSONField(default=list)
    basis = models.CharField(pgettext_lazy("measure", "basis"), max_length=300)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("measure of the bureau's own")
        verbose_name_plural = _("measures of the bureau's own")

    def __str__(self) -> str:
        return self.name


class Availability(models.Model):
    """That a kind of measure can, or cannot, be had here. Without a row it can."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    is_available = models.BooleanField()
    why = models.CharField(max_length=300)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("availability of a measure")
        verbose_name_plural = _("availability of measures")

    def __str__(self) -> str:
        return f"{self.code} {self.is_available}"
