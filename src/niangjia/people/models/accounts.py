"""Which user is which person on file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.kernel.ids import new_id
from niangjia.people.models.persons import Person


class PersonAccount(models.Model):
    """A user who may see their own record: someone has seen the person and their identity card on a day."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="+")
    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    checked_on = models.DateField(_("identity checked on"))
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("own account")
        verbose_name_plural = _("own accounts")

    def __str__(self) -> str:
        return self.user.username


class EndedAccount(models.Model):
    """That a user was known to be a person until the link was undone: their household stays their own.

    A link that was wrong from the start leaves no trace once whoever approves such links has removed it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="ended_accounts")
    ended_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ended own account")
        verbose_name_plural = _("ended own accounts")

    def __str__(self) -> str:
        return self.user.username


class WrongLink(models.TextChoices):
    """Why a link was wrong from the start. Codes, so that no name gets into the record."""

    USER = "user", _("The wrong user was linked")
    PERSON = "person", _("The wrong person was chosen")
