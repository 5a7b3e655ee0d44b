"""Doors of this app: what may only be done with somebody's consent, and who keeps the register of assessments."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import holds, where_may
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.people import queries
from niangjia.people.consent_rules import Standing, counts, is_needed, standing
from niangjia.people.consent_texts import PURPOSES, Purpose
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Consent, EndedAccount, Household, ImpactAssessment, Membership, Person

RIGHTS = rights_of("people")
"""The rows of rights.toml by name."""


def has_consent(person: Person, purpose: str, on: date | None = None) -> bool:
    """Whether someone's consent to a purpose can be acted on (today): given where they live now. One query."""
    return person.pk in with_consent([person], purpose, on)


def with_consent(persons: Iterable[Person], purpose: str, on: date | None = None) -> set[UUID]:
    """The ids of those among some persons whose consent to a purpose can be acted on (today). One query."""
    on, wanted = on or clock.today(), _purpose(purpose)
    by_id = {each.pk: each for each in persons}
    found = queries.consents_of(by_id).filter(purpose=wanted.code)
    return {
        each.person_id
        for each in found
        if queries.is_given_here(each) and _counts(each, by_id[each.person_id].born_on, on)
    }


def has_consent_throughout(person: Person, purpose: str, first: date, last: date) -> bool:
    """Whether someone's consent to a purpose could be acted on on each day from one to another. One query."""
    found = list(queries.consents_of([person.pk]).filter(purpose=_purpose(purpose).code))
    signed = [(each, queries.withdrawn_on(each)) for each in found]
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return all(any(counts(each, person.born_on, gone, day) for each, gone in signed) for day in days)


def require_consent(person: Person, purpose: str, on: date | None = None) -> None:
    """Raises ConsentMissing, which says what is missing, from whom, and how to mend it."""
    if not has_consent(person, purpose, on):
        raise ConsentMissing(_purpose(purpose), [person])


def missing_consents(household: Household, purpose: str, on: date | None = None) -> list[Person]:
    """The members whose consent the household still needs for a purpose (Purpose.of), in their order. Two queries."""
    on, wanted = on or clock.today(), _purpose(purpose)
    members = list(queries.members_in_force(household))
    consents = _by_person(queries.consents_of([each.person_id for each in members]).filter(purpose=wanted.code))
    needed = [each for each in members if is_needed_of(each, wanted, on)]
    return [each.person for each in needed if not _standing(each, wanted, consents, on).counts]


def require_consents(household: Household, purpose: str, on: date | None = None) -> None:
    """The same as a door for acts that concern the whole household: no verification without every authorisation."""
    if missing := missing_consents(household, purpose, on):
        raise ConsentMissing(_purpose(purpose), missing)


def require_not_withdrawn(household: Household, purpose: str, on: date | None = None) -> None:
    """Raises ConsentMissing naming the members who took their consent back and gave none since.

    Who was never asked does not stop it: the union may rest on other grounds until it has asked. One query as long as
    nobody took anything back.
    """
    if not queries.has_withdrawals(household, purpose):
        return
    on, wanted = on or clock.today(), _purpose(purpose)
    members = list(queries.members_in_force(household))
    consents = _by_person(queries.consents_of([each.person_id for each in members]).filter(purpose=wanted.code))
    gone = [each.person for each in members if _standing(each, wanted, consents, on).state == "withdrawn"]
    if gone:
        raise ConsentMissing(wanted, gone)


def is_needed_of(member: Membership, purpose: Purpose, on: date) -> bool:
    """Whether the household needs this member's consent; who is not known not to count, counts."""
    return is_needed(
        purpose,
        born_on=member.person.born_on,
        is_head=member.is_head,
        is_counted=member.is_counted is not False,
        on=on,
    )


def standings(members: Collection[Membership], consents: Iterable[Consent], on: date) -> list[list[Standing]]:
    """For each member and each purpose, in order, where they stand. No query."""
    known = _by_person(consents)
    return [[_standing(member, purpose, known, on) for purpose in PURPOSES.values()] for member in members]


def _standing(member: Membership, purpose: Purpose, consents: dict[UUID, list[Consent]], on: date) -> Standing:
    own = [each for each in consents.get(member.person_id, ()) if each.purpose == purpose.code]
    here = [each for each in own if queries.is_given_here(each)]
    if any(_counts(each, member.person.born_on, on) for each in own if each not in here):
        own = here  # given to another household, so that it is asked for anew; what was taken back there stays so
    return standing(
        purpose,
        [(each, queries.withdrawn_on(each)) for each in own],
        born_on=member.person.born_on,
        is_needed_now=is_needed_of(member, purpose, on),
        on=on,
    )


def _counts(consent: Consent, born_on: date, on: date) -> bool:
    return counts(consent, born_on, queries.withdrawn_on(consent), on)


def _by_person(consents: Iterable[Consent]) -> dict[UUID, list[Consent]]:
    found: dict[UUID, list[Consent]] = {}
    for each in consents:
        found.setdefault(each.person_id, []).append(each)
    return found


def _purpose(code: str) -> Purpose:
    if code not in PURPOSES:
        raise LookupError(f"{code} is no purpose of people/data/consent_texts.toml")
    return PURPOSES[code]


def may(user: User, act: str) -> bool:
    """Whether someone may do an act of RIGHTS on the register of assessments."""
    return holds(user, RIGHTS[act])


def require(user: User, act: str) -> None:
    """Raises Forbidden when someone may not."""
    if not may(user, act):
        raise Forbidden(
            gettext_lazy("Your role does not include this."),
            remedy=gettext_lazy(
                "An assistance clerk of the whole bureau drafts assessments; the approver or the leader approves them."
            ),
        )


def ended_accounts_for(user: User) -> "QuerySet[EndedAccount]":
    """Own accounts that ended, of people whose household is or was in someone's units, the newest first; not their own.

    Raises Forbidden for those who may remove none.
    """
    where = where_may(user, RIGHTS["remove-ended-accounts"])
    if not where:
        raise Forbidden(gettext_lazy("Your role does not include this."))
    there = Membership.objects.filter(household__unit__in=where.units()).values("person_id")
    found = EndedAccount.objects.filter(person__in=there).exclude(user=user)
    return found.select_related("user", "person", "ended_by").order_by("-ended_at", "-id")


def get_ended_account_for(user: User, pk: UUID) -> EndedAccount:
    """One of `ended_accounts_for`. Raises NotFoundOrForbidden, Forbidden."""
    found = ended_accounts_for(user).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such link, or it is not yours to see."))
    return found


def get_assessment_for(user: User, pk: UUID) -> ImpactAssessment:
    """An assessment of the register. Raises NotFoundOrForbidden."""
    found = queries.assessments().filter(pk=pk).first() if may(user, "read-assessments") else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such assessment, or it is not yours to see."))
    return found
