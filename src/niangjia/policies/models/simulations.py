"""Saved what-if runs: what was asked, and what came out on that day. Never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.kernel.ids import new_id


class Simulation(models.Model):
    """A what-if run over the open households of a unit.

    `question` is what `what_if.inputs.Question.to_json` writes, `current` what the changed parameters were called and
    worth on that day. `outcome` and `households` are those of `what_if.outcome_json`: counts and amounts,
    apart from the keys of households. No names.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    question = models.JSONField()
    current = models.JSONField()
    outcome = models.JSONField()
    households = models.JSONField()

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        indexes = [models.Index(fields=["unit", "-at"], name="simulation_of_unit")]

    def __str__(self) -> str:
        return self.title
