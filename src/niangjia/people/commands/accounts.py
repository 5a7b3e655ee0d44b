"""Which user is which person on file: what lets a worker see their own record."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import jurisdiction, where_may
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.models import Membership, Person, PersonAccount

CHECK_HOLDS = timedelta(days=30)
"""An identity check older than this is made again."""


@transaction.atomic
def link_worker(user: User, *, person: Person, checked_on: date, by: User) -> PersonAccount:
    """Let a user with the role worker see the record of a person whose identity card was looked at on a day.

    Locks user and person. Raises Forbidden, InvalidInput for the day or a user without that role, and Conflict when
    the user or the person is linked already.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    unit = _unit_over(person, by)
    if user.pk == by.pk:
        raise Forbidden(_("Nobody links themselves."), remedy=_("Ask a colleague to look at your identity card."))
    if not clock.today() - CHECK_HOLDS <= checked_on <= clock.today():
        raise InvalidInput(
            _("The identity check must be of the last thirty days."),
            remedy=_("Look at the card again, and give the day."),
            code="wrong-day",
        )
    if not jurisdiction(user, [Role.WORKER]):
        raise InvalidInput(
            _("This user does not have the role worker."),
            remedy=_("Have the role given first; other users see dossiers by their work, not as themselves."),
            code="no-worker",
        )
    if PersonAccount.objects.filter(user=user).exists() or PersonAccount.objects.filter(person=person).exists():
        raise Conflict(_("This user or this person is linked already."), remedy=_("Undo that link first."))
    account = PersonAccount.objects.create(
        user=user, person=person, checked_on=checked_on, linked_by=by, linked_at=clock.now()
    )
    audit("people.worker.linked", person, by=by, unit=unit, username=user.username, checked_on=checked_on.isoformat())
    return account


@transaction.atomic
def unlink_worker(person: Person, *, by: User) -> None:
    """Undo the link of a person to a user; nothing happens when there is none. Raises Forbidden."""
    unit = _unit_over(person, by)
    account = PersonAccount.objects.select_for_update().filter(person=person).first()
    if account is not None:
        audit("people.worker.unlinked", person, by=by, unit=unit, username=account.user.username)
        account.delete()


def _unit_over(person: Person, by: User) -> Unit:
    """The unit of the household the person lives in, or lived in last. Raises Forbidden outside one's own."""
    latest = Membership.objects.filter(person=person).select_related("household__unit").order_by("-started_on", "-id")
    membership = latest.first()
    if membership is None or not where_may(by, rights_of("people")["link-worker"]).covers(membership.household.unit):
        raise Forbidden(_("This is for the assistance clerk of the person's unit."))
    return membership.household.unit
