"""The steps a dossier has gone, what was found at each, the public notice with its objections, and changed settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers.models.dossiers import Dossier
from niangjia.dossiers.models.states import DossierState
from niangjia.kernel.ids import new_id
from niangjia.privacy.fields import EncryptedTextField


class Step(models.Model):
    """One act done on a dossier. Rows are added and never changed: the last one says where the dossier stands.

    `number` counts from 1 within the dossier, so that two who act at once cannot both be next. `act` is a row of
    dossiers/data/chain.toml. `due_on` is the deadline of what follows. `details` hold no personal values.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=24)
    from_state = models.CharField(max_length=16, blank=True, choices=DossierState.choices)
    to_state = models.CharField(max_length=16, choices=DossierState.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField(_("due on"), null=True, blank=True)
    note = EncryptedTextField(_("remarks"), mask="note")
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("step of a dossier")
        verbose_name_plural = _("steps of dossiers")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="step_follows_one_step")]

    def __str__(self) -> str:
        return f"{self.number}. {self.act}"


class HomeVisit(models.Model):
    """What was found at the home: the three clears (how they live, what the trouble comes from, what is needed)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.OneToOneField(Step, models.CASCADE, related_name="visit")
    visited_on = models.DateField(_("visited on"))
    visitors = models.CharField(_("visited by"), max_length=120)
    spoken_with = EncryptedTextField(_("spoken with"), mask="note")
    housing = EncryptedTextField(_("how they live"), mask="note")
    causes = EncryptedTextField(_("what the hardship comes from"), mask="note")
    needs = EncryptedTextField(_("what is needed"), mask="note")

    class Meta:
        verbose_name = _("home visit")
        verbose_name_plural = _("home visits")

    def __str__(self) -> str:
        return f"{self.visited_on:%Y-%m-%d}"


class VerificationResult(models.TextChoices):
    """What the check of the economic circumstances gave."""

    AGREES = "agrees", pgettext_lazy("verification", "Agrees with what was stated")
    CORRECTED = "corrected", pgettext_lazy("verification", "Differed; the dossier was corrected")
    DIFFERS = "differs", pgettext_lazy("verification", "Differs in a way that matters")


class VerificationSource(models.TextChoices):
    """Who answered."""

    CIVIL_AFFAIRS = "civil-affairs", pgettext_lazy("verification", "Civil affairs verification centre")
    EMPLOYER = "employer", pgettext_lazy("verification", "Employer")
    REGISTERS = "registers", pgettext_lazy("verification", "Housing, vehicle and business registers")
    UNION = "union", pgettext_lazy("verification", "The union's own inquiry")


class Verification(models.Model):
    """The check of the household's economic circumstances, made on signed authorisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.OneToOneField(Step, models.CASCADE, related_name="verification")
    answered_on = models.DateField(_("answered on"))
    source = models.CharField(
        pgettext_lazy("verification", "source"), max_length=16, choices=VerificationSource.choices
    )
    result = models.CharField(
        pgettext_lazy("verification", "result"), max_length=12, choices=VerificationResult.choices
    )
    findings = EncryptedTextField(_("findings"), mask="note")

    class Meta:
        verbose_name = pgettext_lazy("economic", "verification")
        verbose_name_plural = pgettext_lazy("economic", "verifications")

    def __str__(self) -> str:
        return f"{self.answered_on:%Y-%m-%d}"


class Appraisal(models.Model):
    """The democratic appraisal: a meeting that spoke for or against filing, with its minutes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.OneToOneField(Step, models.CASCADE, related_name="appraisal")
    met_on = models.DateField(_("met on"))
    attendees = models.PositiveSmallIntegerField(_("people at the meeting"))
    minutes = EncryptedTextField(_("minutes"), mask="note")
    is_in_favour = models.BooleanField(_("in favour of filing"))

    class Meta:
        verbose_name = _("appraisal meeting")
        verbose_name_plural = _("appraisal meetings")

    def __str__(self) -> str:
        return f"{self.met_on:%Y-%m-%d}"


class PublicNotice(models.Model):
    """A notice about a dossier: hung up somewhere from a day to a day, both included, and taken down afterwards.

    `fields` are the codes of what it shows, `shown` what it says by them (notice_fields.content_of), the same on paper
    and page for as long as it hangs; empty for one from before notices were made here. `has_page`: a page open to the
    public says the same. `openings` is of earlier versions: they are not counted any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notices")
    step = models.OneToOneField(Step, models.CASCADE, related_name="notice")
    starts_on = models.DateField(_("hung up on"))
    ends_on = models.DateField(_("last day of the notice"))
    place = models.CharField(_("place of the notice"), max_length=120)
    fields = models.JSONField(default=list)
    shown = models.JSONField(default=dict)
    has_page = models.BooleanField(_("public page"), default=False)
    openings = models.PositiveIntegerField(_("times the page was opened"), default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    removed_on = models.DateField(_("taken down on"), null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="notice_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_on=None, removed_by=None)
                | models.Q(removed_on__isnull=False, removed_by__isnull=False),
                name="notice_removed_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], condition=models.Q(removed_on=None), name="notice_still_hung")]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}"


class ObjectionOutcome(models.TextChoices):
    """What the inquiry into an objection found."""

    UNFOUNDED = "unfounded", pgettext_lazy("objection", "Not borne out")
    UPHELD = "upheld", pgettext_lazy("objection", "Borne out")


class Objection(models.Model):
    """What somebody said against a filing during the notice. Someone who reviewed nothing of it looks into it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="objections")
    received_on = models.DateField(_("received on"))
    told_by = EncryptedTextField(_("told by"), mask="note")
    text = EncryptedTextField(_("objection"), mask="note")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(_("outcome"), max_length=12, blank=True, choices=ObjectionOutcome.choices)
    answer = EncryptedTextField(_("answer"), mask="note")
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handled_by=None, handled_at=None, outcome="")
                | models.Q(handled_by__isnull=False, handled_at__isnull=False) & ~models.Q(outcome=""),
                name="objection_handled_by_someone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d}"


class ChainSettings(models.Model):
    """How this installation goes about the chain where it differs from the national default; the latest row holds.

    `limits`: working days by act; `roles`: roles by act; `joined`: acts done at once with the act before them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    limits = models.JSONField(default=dict)
    roles = models.JSONField(default=dict)
    joined = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("settings of the chain")
        verbose_name_plural = _("settings of the chain")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class NoticeSettings(models.Model):
    """What public notices of this installation show and whom to turn to; the latest row holds for notices to come.

    `fields` are codes of data/notice_fields.toml. `contact` and `phone` hold for those that hang already, too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fields = models.JSONField(default=list)
    has_full_name = models.BooleanField(_("name in full"), default=False)
    has_page = models.BooleanField(_("public page"), default=True)
    contact = models.CharField(_("who takes objections"), max_length=80, blank=True)
    phone = models.CharField(_("telephone for objections"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("settings of public notices")
        verbose_name_plural = _("settings of public notices")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def is_as_shipped(self) -> bool:
        """Whether nobody has set anything: a row that is not saved."""
        return self._state.adding
