"""Who lives together, where, since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.kernel.ids import new_id
from niangjia.people import codes
from niangjia.people.models.persons import Person
from niangjia.people.rules import is_at_odds
from niangjia.privacy.fields import EncryptedTextField


class Household(models.Model):
    """A household. A fact that nobody has stated yet is null: rules then take a stated assumption and ask."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="households")
    region = models.CharField(_("registered division"), max_length=6)
    address = EncryptedTextField(_("home address"), mask="address")
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    housing = models.CharField(_("housing"), max_length=32, blank=True, choices=codes.HOUSING.choices)
    floor_area = models.CharField(_("floor area"), max_length=16, blank=True, choices=codes.FLOOR_AREA.choices)

    is_rural = models.BooleanField(_("rural minimum-living line applies"), null=True)
    is_union_member = models.BooleanField(_("union member"), null=True)
    is_migrant = models.BooleanField(_("migrant worker"), null=True)
    contract_months = models.PositiveSmallIntegerField(_("months under contract"), null=True, blank=True)
    receives_dibao = models.BooleanField(_("receives the minimum-living allowance"), null=True)

    opened_on = models.DateField(_("registered on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="household_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Membership(models.Model):
    """A person in a household from a day to a day. The database allows one membership in force for a person.

    `consents_from`: consents recorded earlier were given to another household and do not count in this one; None, for
    members of before this was kept: all count.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relation to the head"), max_length=24, choices=codes.RELATIONS.choices)
    is_head = models.BooleanField(_("head of household"), default=False)
    is_counted = models.BooleanField(_("lives together and counts"), null=True)
    position = models.PositiveSmallIntegerField(default=0)
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    consents_from = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_on=None), name="person_in_one_open_household"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(ended_on=None, is_head=True),
                name="household_has_one_head",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_relation_display()})"

    @property
    def is_at_odds(self) -> bool:
        """Whether the relation says another sex than the identity number."""
        return is_at_odds(self.relation, self.person.sex)
