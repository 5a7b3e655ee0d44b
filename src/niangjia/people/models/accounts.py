"""Which user is which person on file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
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
