"""A yearly campaign, the work list it opens, what was found at each review, and the spot check by the higher level."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Decision, Dossier
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField


class ReviewState(models.TextChoices):
    """What is kept of a review. Whether it has fallen off the list follows from the dossier: `queries.OFF`."""

    WAITING = "waiting", pgettext_lazy("review", "To be reviewed")
    UNREACHED = "unreached", pgettext_lazy("review", "Not reached yet")
    DONE = "done", pgettext_lazy("review", "Reviewed")


class Outcome(models.TextChoices):
    """What came of a visit, call or talk. The last leaves the review open."""

    SAME = "same", pgettext_lazy("review", "Still in need, same category")
    CHANGED = "changed", pgettext_lazy("review", "Still in need, category changed")
    EXIT = "proposes-exit", pgettext_lazy("review", "Exit proposed")
    UNREACHED = "unreached", pgettext_lazy("review", "Could not be reached")


class How(models.TextChoices):
    """How the household was reached, or tried."""

    HOME = "home", pgettext_lazy("review", "Home visit")
    CALL = "call", pgettext_lazy("review", "By telephone")
    OFFICE = "office", pgettext_lazy("review", "At the office")


class Campaign(models.Model):
    """The review of a year in a unit and all below it. `listed` is how many dossiers were on file on the opening day.

    While one is under way no other may touch its units; nor may two of the same year (`commands.open_campaign`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    last_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    listed = models.PositiveIntegerField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review campaign")
        verbose_name_plural = _("review campaigns")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="campaign_once_a_year"),
            models.CheckConstraint(condition=Q(last_on__gte=F("opened_on")), name="campaign_ends_after_it_opens"),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="campaign_is_ended_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit}"


class Draw(models.Model):
    """A random draw for the spot check. From `seed` and the ids of what it was drawn from anyone draws the same."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="draws")
    seed = models.CharField(max_length=32)
    percent = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw for a spot check")
        verbose_name_plural = _("draws for spot checks")

    def __str__(self) -> str:
        return self.seed


class Review(models.Model):
    """One dossier on the work list of a year. The database allows one for a dossier and year.

    `turn` counts what was done to it: a form made before somebody else acted is refused. What a form held when its
    writer went to look at the dossier is sealed in `draft`, for that writer alone. `draw`: the draw it took part in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reviews")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    listed_category = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=12, choices=ReviewState.choices, default=ReviewState.WAITING)
    outcome = models.CharField(max_length=16, blank=True, choices=Outcome.choices)
    turn = models.PositiveIntegerField(default=0)
    found_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    next_try_on = models.DateField(null=True, blank=True)
    draft = EncryptedTextField(_("what was typed so far"), mask="note")
    draft_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="reviews")

    class Meta:
        verbose_name = pgettext_lazy("of a dossier", "yearly review")
        verbose_name_plural = pgettext_lazy("of a dossier", "yearly reviews")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "year"], name="review_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="waiting", outcome="", found_on=None, recorded_by=None, next_try_on=None)
                | Q(state="unreached", outcome="unreached", found_on__isnull=False, next_try_on__isnull=False)
                | Q(
                    state="done",
                    outcome__in=["same", "changed", "proposes-exit"],
                    found_on__isnull=False,
                    recorded_by__isnull=False,
                    next_try_on=None,
                ),
                name="review_says_what_belongs_to_its_state",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state", "next_try_on"], name="review_to_do")]

    def __str__(self) -> str:
        return f"{self.year} {self.dossier_id}"


class Finding(models.Model):
    """What was found at one visit, call or talk, also in vain. Never changed; one taken back says by whom and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="findings")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    found_on = models.DateField()
    how = models.CharField(max_length=8, choices=How.choices)
    is_worker_present = models.BooleanField()
    note = EncryptedTextField(_("remarks"), mask="note")
    next_try_on = models.DateField(null=True, blank=True)
    category = models.PositiveSmallIntegerField(null=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_why = EncryptedTextField(_("why it was reopened"), mask="note")

    class Meta:
        verbose_name = pgettext_lazy("of a review", "finding")
        verbose_name_plural = pgettext_lazy("of a review", "findings")
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(reopened_at=None) & ~Q(outcome="unreached"),
                name="review_has_one_finding_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.outcome}"


class CheckResult(models.TextChoices):
    """Whether who checked found the same as who reviewed."""

    WAITING = "waiting", pgettext_lazy("spot check", "To be checked")
    AGREES = "agrees", pgettext_lazy("spot check", "Agrees")
    DIFFERS = "differs", pgettext_lazy("spot check", "Differs")


class SpotCheck(models.Model):
    """A review that a draw fell on, and what the higher level found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="checks")
    review = models.OneToOneField(Review, models.CASCADE, related_name="check_of_it")
    result = models.CharField(max_length=8, choices=CheckResult.choices, default=CheckResult.WAITING)
    what = EncryptedTextField(_("what differs"), mask="note")
    how = models.CharField(max_length=8, blank=True, choices=How.choices)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("spot check")
        verbose_name_plural = _("spot checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(result="waiting", checked_by=None, checked_on=None)
                | Q(result__in=["agrees", "differs"], checked_by__isnull=False, checked_on__isnull=False) & ~Q(how=""),
                name="spot_check_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.result}"
