"""Proposals, pairs and promises."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel.ids import new_id
from niangjia.pairing.models.cadres import Cadre
from niangjia.plans.models import PlannedMeasure
from niangjia.privacy.fields import EncryptedTextField


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", pgettext_lazy("proposal", "To be looked through")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "Confirmed")
    DISCARDED = "discarded", pgettext_lazy("proposal", "Discarded")


class Proposal(models.Model):
    """An assignment the program found for a unit and all below, which somebody looks through.

    `cost` (metres) is the least there is: `bound`, computed on its own, is the same. `pairs_looked_at`: against how
    many pairs that holds. `turn` counts changes: a page made before somebody else's is refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pairing_proposals")
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    suggested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()
    cadres = models.PositiveIntegerField()
    households = models.PositiveIntegerField()
    cost = models.BigIntegerField()
    bound = models.BigIntegerField()
    pairs_looked_at = models.BigIntegerField()
    weights = models.JSONField(default=dict)
    turn = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of pairs")
        verbose_name_plural = _("proposals of pairs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="proposal_is_decided_by_someone",
            ),
            models.CheckConstraint(condition=Q(cost=F("bound")), name="proposal_is_proved"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Pair(models.Model):
    """A cadre looks after a household from a day, for a term. The database allows one in force for a household.

    `visited_on`: the last visit of the cadre at which somebody was met in person, kept here to count by
    (`commands.follow_visit`); a successor begins with that of the one before, `earlier`. `other_asked_at`: the
    household asked for another cadre. While the household is not on file the pair rests: nothing is due, nobody waits
    for it, and the cadre has room for another.
    """

    class EndedWhy(models.TextChoices):
        """Why a pair ended."""

        TERM = "term", pgettext_lazy("pair", "The term is over")
        HANDED = "handed", pgettext_lazy("pair", "Handed over")
        DOSSIER = "dossier", pgettext_lazy("pair", "The household is not on file any more")
        OTHER = "other", pgettext_lazy("pair", "Ended")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pairs")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="pairs")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text=_("Last day of the term."))
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=8, blank=True, choices=EndedWhy.choices)
    earlier = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="pairs")
    visited_on = models.DateField(null=True, blank=True)
    other_asked_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(ended_on=None), name="household_has_one_cadre"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="pair_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="", ended_by=None)
                | Q(ended_on__gte=F("starts_on"), ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_why=""),
                name="pair_is_ended_by_someone_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["cadre", "ended_on"], name="pair_of_cadre")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.cadre_id}"

    @property
    def is_in_force(self) -> bool:
        """Whether it has not ended, and the household is on file."""
        return self.ended_on is None and self.dossier.state in ON_FILE

    @property
    def rests(self) -> bool:
        """Whether it has not ended, and the household is not on file."""
        return self.ended_on is None and not self.is_in_force


class ProposalLine(models.Model):
    """A household of a proposal: whom the program found (`suggested`) and why, and whom it is to have (`cadre`).

    `replaces`: the pair that is handed over. Words are kept as codes, so that each reads them in their own language.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pairing_lines")
    cadre = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+")
    suggested = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+")
    why_not = models.CharField(max_length=8, blank=True)
    metres = models.PositiveIntegerField(null=True, blank=True)
    met = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    language = models.CharField(max_length=16, blank=True)
    is_language_met = models.BooleanField(default=True)
    households = models.PositiveSmallIntegerField(default=0)
    capacity = models.PositiveSmallIntegerField(default=0)
    nearest = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+")
    next_best = models.ForeignKey(Cadre, models.PROTECT, null=True, blank=True, related_name="+")
    next_extra = models.PositiveIntegerField(default=0)
    replaces = models.ForeignKey(Pair, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("line of a proposal")
        verbose_name_plural = _("lines of proposals")
        constraints = [models.UniqueConstraint(fields=["proposal", "dossier"], name="proposed_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.dossier_id}"


class PromiseState(models.TextChoices):
    """What became of a promise."""

    OPEN = "open", pgettext_lazy("promise", "Promised")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    NOT_KEPT = "not-kept", pgettext_lazy("promise", "Not kept")


class Promise(models.Model):
    """What a cadre promised a household, by a day. One that is open goes to the successor: `pair` is who keeps it now,
    `made_in` in which it was made. `measure`: what it is a part of in the household's plan, as the plan stood then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, models.CASCADE, related_name="promises")
    made_in = models.ForeignKey(Pair, models.CASCADE, related_name="+")
    what = EncryptedTextField(_("what was promised"), mask="note")
    measure = models.ForeignKey(PlannedMeasure, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    words = EncryptedTextField(_("what became of it"), mask="note")

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_on=None, settled_by=None)
                | (~Q(state="open") & Q(settled_on__isnull=False, settled_by__isnull=False)),
                name="promise_is_settled_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.due_on}"
