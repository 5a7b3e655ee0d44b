"""One row for one human being, however many households they lived in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.ids import new_id
from niangjia.kernel.names import KEY_LENGTH
from niangjia.people import codes
from niangjia.privacy.blind_index import BlindIndexField
from niangjia.privacy.fields import EncryptedTextField

IDENTITY_LABEL = "people.person.identity"


class Person(models.Model):
    """A person. The name stays readable, to search and sort; the identity number is sealed beside its blind index."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=60)
    identity_number = EncryptedTextField(_("identity number"), mask="identity")
    identity_index = BlindIndexField(of="identity_number", label=IDENTITY_LABEL, null=True, editable=False)
    born_on = models.DateField(_("birth date"))
    died_on = models.DateField(_("day of death"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=codes.SEXES.choices)
    ethnicity = models.CharField(_("ethnicity"), max_length=24, blank=True, choices=codes.ETHNICITIES.choices)
    political_status = models.CharField(
        _("political status"), max_length=24, blank=True, choices=codes.POLITICAL_STATUS.choices
    )
    marital_status = models.CharField(
        _("marital status"), max_length=16, blank=True, choices=codes.MARITAL_STATUS.choices
    )
    hukou = models.CharField(_("household registration"), max_length=24, blank=True, choices=codes.HUKOU.choices)
    phone = EncryptedTextField(_("mobile"), mask="phone")
    other_contact = EncryptedTextField(_("other contact"), mask="phone")

    health = models.CharField(pgettext_lazy("person", "health"), max_length=40, choices=codes.HEALTH.choices)
    disability_type = models.CharField(
        _("disability"), max_length=16, blank=True, choices=codes.DISABILITY_TYPES.choices
    )
    disability_grade = models.PositiveSmallIntegerField(
        _("disability grade"), default=0, help_text=_("1 is the most severe; 0: none.")
    )
    has_serious_illness = models.BooleanField(_("on the serious-illness list"), null=True)
    is_able = models.BooleanField(_("able to work"), null=True)
    medical_insurance = models.CharField(
        _("medical insurance"), max_length=40, blank=True, choices=codes.MEDICAL_INSURANCE.choices
    )

    work_status = models.CharField(_("work status"), max_length=24, choices=codes.WORK_STATUS.choices)
    model_worker = models.CharField(_("model worker"), max_length=24, blank=True, choices=codes.MODEL_WORKER.choices)
    started_work_on = models.DateField(_("started work"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    employer_kind = models.CharField(
        _("kind of employer"), max_length=40, blank=True, choices=codes.EMPLOYER_KIND.choices
    )
    employer_condition = models.CharField(
        _("state of the employer"), max_length=24, blank=True, choices=codes.EMPLOYER_CONDITION.choices
    )
    industry = models.CharField(_("industry"), max_length=60, blank=True, choices=codes.INDUSTRIES.choices)

    stage = models.CharField(_("stage of schooling"), max_length=16, default="none", choices=codes.STAGES.choices)
    school_kind = models.CharField(_("kind of school"), max_length=16, blank=True, choices=codes.SCHOOL_KINDS.choices)
    school = models.CharField(_("school"), max_length=120, blank=True)
    entered_school_in = models.PositiveSmallIntegerField(_("year of entry"), null=True, blank=True)
    school_years = models.PositiveSmallIntegerField(_("length of schooling in years"), null=True, blank=True)
    note = EncryptedTextField(_("remarks"), mask="note")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(fields=["identity_index"], name="person_identity_is_unique"),
            models.CheckConstraint(condition=models.Q(disability_grade__lte=4), name="person_disability_grade_0_to_4"),
        ]

    def __str__(self) -> str:
        return self.name


class SearchKey(models.Model):
    """A text under which a prefix search finds a person: name suffixes, pinyin, initials (kernel.names.search_keys)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="search_keys")
    key = models.CharField(max_length=KEY_LENGTH, db_index=True)

    class Meta:
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")

    def __str__(self) -> str:
        return self.key


class BankAccount(models.Model):
    """The account money is paid to, in the person's own name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="bank_account")
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    branch = models.CharField(_("branch"), max_length=80, blank=True)
    card_number = EncryptedTextField(_("card number"), mask="card")

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self) -> str:
        return f"{self.bank} {self.card_number}"
