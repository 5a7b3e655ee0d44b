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
from niangjia.kernel.text import in_both_languages
from niangjia.people.models import EndedAccount, Membership, Person, PersonAccount, WrongLink

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
    """Undo the link of a person to a user; nothing happens when there is none. That it was there is kept.

    Raises Forbidden, for one's own too.
    """
    unit = _unit_over(person, by)
    account = PersonAccount.objects.select_for_update().filter(person=person).first()
    if account is not None:
        if account.user_id == by.pk:
            raise Forbidden(_("Nobody undoes their own link."), remedy=_("Ask a colleague to do it."))
        audit("people.worker.unlinked", person, by=by, unit=unit, username=account.user.username)
        end_account(account, by=by)


def end_account(account: PersonAccount, *, by: User) -> None:
    """A part of the commands that undo a link: it goes, and that it was there stays."""
    EndedAccount.objects.create(user=account.user, person=account.person, ended_by=by, ended_at=clock.now())
    account.delete()


@transaction.atomic
def remove_ended_account(ended: EndedAccount, *, reason: str, by: User) -> None:
    """Let an ended link count no more, because it was wrong from the start (WrongLink); twice does nothing more.

    Raises Forbidden, for one's own too, and InvalidInput for no reason of the list.
    """
    found = EndedAccount.objects.select_for_update().filter(pk=ended.pk).first()
    if found is None:
        return
    unit = _unit_over(found.person, by, act="remove-ended-accounts")
    if found.user_id == by.pk:
        raise Forbidden(_("Nobody removes their own."), remedy=_("Ask another approver."))
    if reason not in WrongLink.values:
        raise InvalidInput(_("Say what was wrong with the link."), code="no-reason")
    told = {"username": found.user.username, "reason": in_both_languages(WrongLink(reason).label)}
    audit("people.ended-account.removed", found.person, by=by, unit=unit, **told)
    found.delete()


def _unit_over(person: Person, by: User, act: str = "link-worker") -> Unit:
    """The unit of the household the person lives in, or lived in last. Raises Forbidden outside one's own."""
    latest = Membership.objects.filter(person=person).select_related("household__unit").order_by("-started_on", "-id")
    membership = latest.first()
    if membership is None or not where_may(by, rights_of("people")[act]).covers(membership.household.unit):
        if act != "link-worker":
            raise Forbidden(_("This is for the approver over the person's unit."))
        raise Forbidden(_("This is for the assistance clerk of the person's unit."))
    return membership.household.unit
