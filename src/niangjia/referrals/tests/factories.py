"""Referrals at every state, for tests. Invented people."""

from datetime import date
from typing import Any

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import Unit, User
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.people.commands import record_consent
from niangjia.people.consent_texts import THIRD_PARTY
from niangjia.people.models import Consent, Person
from niangjia.referrals import commands
from niangjia.referrals.catalogue import ITEMS
from niangjia.referrals.models import Referral, State

DAY = date(2026, 7, 1)
"""A Wednesday."""
PHONE = "13800001234"


def partner_of(bureau: Unit, system: User, *, kind: str = "civil-affairs", name: str = "局民政科") -> Unit:
    """A department under a union."""
    return accounts.add_unit(name=name, kind=kind, parent=bureau, by=system)


def dossier_at(unit: Unit, by: User, *, name: str = "刘心红", with_consent: bool = True) -> Dossier:
    """An open dossier of a worker and a son at school, who both agreed to giving data to third parties."""
    worker = person(name, is_head=True, identity_number=identity(), particulars={"phone": PHONE})
    son = person("刘春生", relation="son", identity_number=identity(date(2009, 5, 6)))
    home = household(worker, son, particulars={"address": "根河市林海路7号"})
    dossier = file(home=home, unit=unit, by=by)
    if with_consent:
        for each in persons_of(dossier):
            agree(each, dossier, by)
    return dossier


def persons_of(dossier: Dossier) -> list[Person]:
    """The worker, then the others."""
    return [each.person for each in dossier.household.memberships.select_related("person")]


def agree(who: Person, dossier: Dossier, by: User) -> Consent:
    """A consent to giving data to third parties."""
    said: dict[str, Any] = {"given_how": "paper", "signed_by": "self", "signed_on": date(2026, 6, 15)}
    return record_consent(who, purpose=THIRD_PARTY, unit=dossier.unit, by=by, **said)


def draft(dossier: Dossier, partner: Unit, by: User, *, item: str = "minimum-living", **changes: Any) -> Referral:
    """A draft with every fact of the item."""
    asked: dict[str, Any] = {
        "person": dossier.worker,
        "facts": ITEMS[item].facts,
        "request": "请尽快对接低保",
    } | changes
    return commands.draft_referral(dossier, item=item, partner=partner, by=by, **asked)


def at_state(state: str, dossier: Dossier, partner: Unit, *, clerk: User, responder: User) -> Referral:
    """A referral brought to a state by those who bring it there."""
    referral = draft(dossier, partner, clerk)
    steps = {
        State.SENT: lambda: commands.send_referral(referral, by=clerk),
        State.ACCEPTED: lambda: commands.accept_referral(referral, by=responder),
        State.ANSWERED: lambda: commands.answer_referral(referral, result="done", words="已批准", by=responder),
        State.RETURNED: lambda: commands.return_answer(referral, why="缺批准文件", by=clerk),
        State.SETTLED: lambda: commands.approve_answer(referral, by=clerk),
        State.CLOSED: lambda: commands.close_referral(referral, outcome="helped", note="", by=clerk),
        State.DECLINED: lambda: commands.decline_referral(referral, reason="不属本科", by=responder),
        State.WITHDRAWN: lambda: commands.withdraw_referral(referral, reason="家庭不要了", by=clerk),
    }
    for step in PATHS[state]:
        steps[State(step)]()
        referral.refresh_from_db()
    return Referral.objects.select_related("dossier__unit", "dossier__worker", "partner", "person").get(pk=referral.pk)


PATHS: dict[str, list[str]] = {
    "draft": [],
    "sent": ["sent"],
    "accepted": ["sent", "accepted"],
    "declined": ["sent", "declined"],
    "answered": ["sent", "accepted", "answered"],
    "returned": ["sent", "accepted", "answered", "returned"],
    "settled": ["sent", "accepted", "answered", "settled"],
    "closed": ["sent", "accepted", "answered", "settled", "closed"],
    "withdrawn": ["sent", "withdrawn"],
}
"""The states on the way to a state."""
