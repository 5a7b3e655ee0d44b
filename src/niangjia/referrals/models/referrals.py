"""A referral: a named thing that the union asks of a department or partner for a household, and the answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.ids import new_id
from niangjia.kernel.text import Text
from niangjia.people.evidence_files import MEDIA_TYPES
from niangjia.people.models import Person
from niangjia.privacy.fields import EncryptedTextField
from niangjia.referrals.catalogue import RESULTS, label_of, step_label

SEALED_FOLDER = "referrals"


class State(models.TextChoices):
    """Where a referral stands. Which act is done in which state stands in rights.toml."""

    DRAFT = "draft", pgettext_lazy("referral", "Draft")
    SENT = "sent", pgettext_lazy("referral", "Sent, not taken on yet")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Being worked on")
    DECLINED = "declined", pgettext_lazy("referral", "Declined")
    ANSWERED = "answered", pgettext_lazy("referral", "Answered, to be looked at")
    RETURNED = "returned", pgettext_lazy("referral", "Sent back once more")
    SETTLED = "settled", pgettext_lazy("referral", "Answer accepted")
    CLOSED = "closed", pgettext_lazy("referral", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")


WITH_PARTNER = (State.SENT, State.ACCEPTED, State.RETURNED)
"""The partner has to act: the clock runs."""
OPEN = (*WITH_PARTNER, State.DECLINED, State.ANSWERED, State.SETTLED)
"""Sent, and not at an end."""
UNDER_WAY = (State.DRAFT, *OPEN)
SHARED_IN = (*WITH_PARTNER, State.ANSWERED)
"""The partner still sees what was shared."""


class Outcome(models.TextChoices):
    """What became of it for the household."""

    HELPED = "helped", pgettext_lazy("referral", "The household has received it")
    PARTLY = "partly", pgettext_lazy("referral", "Received in part")
    NOTHING = "nothing", pgettext_lazy("referral", "Nothing came of it")
    OTHERWISE = "otherwise", pgettext_lazy("referral", "Helped in another way")


class Referral(models.Model):
    """What is asked of whom for a household. `facts` are the codes of what is shared; `share` holds their values as
    they were when it was sent, sealed (JSON, see `sharing`).

    `due_on` is the last day to answer, `next_step_on` the day on which the ladder goes on (empty: it rests),
    `step` the last one reached. `round` counts how often it was sent back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="referrals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    item = models.CharField(pgettext_lazy("referral", "item"), max_length=40)
    partner = models.ForeignKey(Unit, models.PROTECT, related_name="referrals")
    facts = models.JSONField(default=list)
    share = EncryptedTextField(mask="note")
    request = EncryptedTextField(mask="note")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    next_step_on = models.DateField(null=True)
    step = models.CharField(max_length=12, blank=True, default="")
    accepted_on = models.DateField(null=True)
    reason = EncryptedTextField(mask="note")
    result_note = EncryptedTextField(mask="note")
    outcome = models.CharField(max_length=12, blank=True, default="", choices=Outcome.choices)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(fields=["dossier", "-made_at"], name="referral_of_dossier"),
            models.Index(fields=["partner", "state", "due_on"], name="referral_at_partner"),
            models.Index(fields=["state", "due_on"], name="referral_by_state"),
            models.Index(fields=["next_step_on"], condition=~models.Q(next_step_on=None), name="referral_next_step"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"]) | ~models.Q(sent_on=None),
                name="referral_sent_before_all_else",
            ),
            models.CheckConstraint(condition=models.Q(round__lte=1), name="referral_sent_back_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.reference}"

    @property
    def reference(self) -> str:
        """What people call it on the telephone; it tells nothing of the household."""
        return self.pk.hex[-8:].upper()

    @property
    def label(self) -> Text:
        """What is asked for."""
        return label_of(self.item)

    @property
    def step_label(self) -> Text:
        """The last step of the ladder it has reached."""
        return step_label(self.step)


class Answer(models.Model):
    """What the partner answered in a round; by nobody of ours when it came through a link. Its file is sealed.

    `returned_why` is what the union wants besides; empty unless it was sent back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=20)
    words = EncryptedTextField(mask="note")
    signed_as = EncryptedTextField(mask="note")
    media_type = models.CharField(max_length=20, blank=True, default="", choices=[(each, each) for each in MEDIA_TYPES])
    size = models.PositiveIntegerField(default=0)
    returned_why = EncryptedTextField(mask="note")

    class Meta:
        verbose_name = _("answer to a referral")
        verbose_name_plural = _("answers to referrals")
        constraints = [models.UniqueConstraint(fields=["referral", "round"], name="answer_once_in_a_round")]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.round} {self.result}"

    @property
    def sealed_name(self) -> str:
        """Where the sealed file lies (privacy.files)."""
        return f"{SEALED_FOLDER}/{self.pk}"

    @property
    def result_label(self) -> Text:
        """The result in words."""
        return RESULTS.get(self.result, Text(self.result, self.result))


class Escalation(models.Model):
    """That a step of the ladder was taken in a round: once, however often the work of the day is begun anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="escalations")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=12)
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("step of the ladder taken")
        verbose_name_plural = _("steps of the ladder taken")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["referral", "round", "step"], name="step_taken_once")]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.step}"

    @property
    def label(self) -> Text:
        """The step in words."""
        return step_label(self.step)
