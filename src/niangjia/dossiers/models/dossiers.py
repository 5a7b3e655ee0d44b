"""One dossier a household, and every decision the rules have given on it. Amounts are whole fen."""

from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models.states import ENDED, ON_FILE, DossierState
from niangjia.kernel.ids import new_id
from niangjia.people import codes
from niangjia.people.models import Household, Person
from niangjia.privacy.fields import EncryptedTextField


class NumberCounter(models.Model):
    """The last number given in a year, to a dossier and to an export; its row is locked while the next one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
    last_export = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number counter")
        verbose_name_plural = _("number counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ClosingReason(models.TextChoices):
    """Why a dossier is closed."""

    EXITED = "exited", _("Out of hardship")
    RETIRED = "retired", pgettext_lazy("closing", "Retired")
    TRANSFERRED = "transferred", _("Transferred")
    DIED = "died", _("Died")
    NOT_QUALIFIED = "not-qualified", _("Found not to qualify")
    MERGED = "merged", pgettext_lazy("closing", "Goes on in another dossier")
    REFUSED = "refused", pgettext_lazy("closing", "Refused before filing")
    WITHDRAWN = "withdrawn", pgettext_lazy("closing", "Withdrawn by the applicant")
    WATCH_ENDED = "watch-ended", pgettext_lazy("closing", "Watched without being filed; the watch ended")
    TEMPORARY_ENDED = "temporary-ended", pgettext_lazy("closing", "The temporary dossier ended")


class Dossier(models.Model):
    """The file of a household in the name of one worker.

    `state` says how far it has come; `opened_on` is the day it was begun, `filed_on` the day it was put on file,
    `due_on` the deadline of the step that is due now. The steps (models.chain.Step) are its history.

    `worker_pinyin`, `size` and the fields of the latest decision are kept copies for sorting and filtering lists;
    the commands of this app keep them true. `earlier` is the closed dossier of the same household that this one was
    drafted from, `first` the first of all of them, and of those whose households joined: none of them is deleted while
    the term of the last still runs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("dossier number"), max_length=12, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="dossiers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers")
    worker = models.ForeignKey(Person, models.PROTECT, related_name="dossiers")
    worker_pinyin = models.CharField(max_length=120, editable=False)
    size = models.PositiveSmallIntegerField(_("household size"))

    level = models.CharField(_("file level"), max_length=16, choices=codes.FILE_LEVELS.choices)
    stated_category = models.CharField(
        _("category as stated"), max_length=24, blank=True, choices=codes.HARDSHIP_CATEGORIES.choices
    )
    main_cause = models.CharField(_("main cause"), max_length=40, choices=codes.CAUSES.choices)
    secondary_causes = models.JSONField(_("secondary causes"), default=list)
    is_single_parent = models.BooleanField(_("single parent"), null=True)
    is_zero_employment = models.BooleanField(_("nobody in work"), null=True)
    has_self_reliance = models.BooleanField(_("some ability to help oneself"), null=True)
    note = EncryptedTextField(_("remarks"), mask="note")
    applied_on = models.DateField(_("applied on"))
    state = models.CharField(
        pgettext_lazy("dossier", "state"), max_length=16, choices=DossierState.choices, default=DossierState.DRAFT
    )
    is_emergency = models.BooleanField(_("emergency"), default=False)
    emergency_on = models.DateField(_("papers of the emergency count from"), null=True, blank=True, editable=False)
    is_temporary = models.BooleanField(_("temporary dossier"), default=False)
    opened_on = models.DateField(_("opened on"))
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_reason = models.CharField(_("reason for closing"), max_length=16, blank=True, choices=ClosingReason.choices)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    earlier = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    first = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    category = models.PositiveSmallIntegerField(_("hardship category"), null=True, help_text=_("Empty: not decided."))
    is_eligible = models.BooleanField(_("meets the rules"), default=False)
    net_monthly_per_head_fen = models.BigIntegerField(_("net income a head a month"), default=0)
    undecided_reason = models.JSONField(null=True, blank=True, help_text=_("In both languages, when not decided."))
    questions = models.PositiveSmallIntegerField(_("open questions"), default=0)
    changed_at = models.DateTimeField(_("last changed"))

    SORTS: ClassVar[dict[str, tuple[str, str | Promise]]] = {
        "name": ("worker_pinyin", _("Name")),
        "net": ("net_monthly_per_head_fen", _("Net income")),
        "applied": ("applied_on", _("Applied on")),
        "number": ("number", pgettext_lazy("dossier", "Number")),
    }
    """The sort orders of the list: each has an index with `id` behind it, so that a page is one index range."""

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(closed_on=None), name="household_has_one_open_dossier"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="dossier_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None, closing_reason="")
                | (~models.Q(closed_on=None) & ~models.Q(closing_reason="")),
                name="dossier_closes_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(category=None) | models.Q(category__lte=4), name="dossier_category_0_to_4"
            ),
            models.CheckConstraint(condition=models.Q(state__in=DossierState.values), name="dossier_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=ENDED, closed_on__isnull=False, due_on=None)
                | (~models.Q(state__in=ENDED) & models.Q(closed_on=None)),
                name="dossier_is_closed_when_ended",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state="refused") | models.Q(closing_reason="refused"))
                & (~models.Q(state="withdrawn") | models.Q(closing_reason="withdrawn")),
                name="dossier_ends_for_its_own_reason",
            ),
            models.CheckConstraint(
                condition=(~models.Q(state__in=ON_FILE) & models.Q(filed_on=None))
                | models.Q(filed_on__isnull=False, filed_on__gte=models.F("opened_on")),
                name="dossier_on_file_was_filed",
            ),
        ]
        indexes = [
            models.Index(fields=["worker_pinyin", "id"], name="dossier_by_name"),
            models.Index(fields=["net_monthly_per_head_fen", "id"], name="dossier_by_net"),
            models.Index(fields=["applied_on", "id"], name="dossier_by_application"),
            models.Index(fields=["closed_on", "changed_at"], name="dossier_unchanged"),
            models.Index(fields=["unit", "state", "category", "main_cause", "is_eligible"], name="dossier_figures"),
            models.Index(fields=["state", "due_on"], name="dossier_due"),
            models.Index(fields=["filed_on"], name="dossier_filed"),
            models.Index(fields=["questions"], name="dossier_with_questions"),
        ]

    def __str__(self) -> str:
        return self.number


class Decision(models.Model):
    """What the rules said of a dossier at one time, and the facts and values they said it on. Never changed.

    `persons` are the ids of the people behind the members of `facts`, in the same order; earlier rows have none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="decisions")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    rule_set = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=20)
    facts = models.JSONField()
    persons = models.JSONField(default=list)
    assumed = models.JSONField(default=list)
    parameters = models.JSONField()
    outputs = models.JSONField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["dossier", "-at"], name="decision_latest")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%Y-%m-%d}"
