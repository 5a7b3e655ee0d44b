"""Causes of a household: taken over from the rules, written down by people, settled when they hold no more."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import latest_decision
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people import codes
from niangjia.people.queries import members_in_force
from niangjia.plans import access
from niangjia.plans.catalogue import causes_in_words
from niangjia.plans.commands.steps import checked, lock_open, require_member
from niangjia.plans.finding import found_by_rules, stated_besides
from niangjia.plans.models import Cause, Origin, Weight
from niangjia.plans.proposing import Found
from niangjia.plans.records import CauseRecord
from niangjia.visits.commands import close_finding
from niangjia.visits.models import Finding


@transaction.atomic
def collect_causes(dossier: Dossier, *, by: User) -> list[Cause]:
    """Write down the causes that the decision in force and the dossier give and that are not there yet, also not as
    settled ones: what people took out stays out. Locks the dossier. Returns the new ones.

    Raises Forbidden, NeedsAnother, Conflict when the dossier is closed.
    """
    access.require_for(by, "diagnose", dossier)
    dossier = lock_open(dossier)
    decision, event = latest_decision(dossier), "accident"
    stated = [dossier.main_cause, *dossier.secondary_causes]
    event = next((each for each in stated if each in {"accident", "natural-disaster"}), event)
    by_rules = found_by_rules(decision, worker=dossier.worker_id, stated_event=event) if decision else []
    besides = stated_besides(dossier.main_cause, dossier.secondary_causes, by_rules)
    known = set(Cause.objects.filter(dossier=dossier).values_list("code", "person"))
    members = set(members_in_force(dossier.household).values_list("person", flat=True))
    new = [
        _cause(dossier, each, origin, by)
        for found, origin in ((by_rules, Origin.RULES), (besides, Origin.STATED))
        for each in found
        if (each.code, each.person) not in known and (each.person is None or each.person in members)
    ]
    Cause.objects.bulk_create(new)
    if new:
        words = causes_in_words(frozenset(each.code for each in new))
        audit("plans.causes.collected", dossier, by=by, unit=dossier.unit, number=dossier.number, causes=words)
    return new


def _cause(dossier: Dossier, found: Found, origin: Origin, by: User) -> Cause:
    return Cause(
        dossier=dossier,
        code=found.code,
        person_id=found.person,
        weight=found.weight,
        origin=origin,
        added_by=by,
        added_at=clock.now(),
    )


@transaction.atomic
def add_cause(dossier: Dossier, said: CauseRecord, *, by: User) -> Cause:
    """Write a cause down, as seen at a visit or found by the clerk; said of one in force already, it is weighed anew.

    What a colleague wrote is not lost: theirs is kept as settled, and a new one stands. What a visit had found is seen
    to with it if it is the same cause. Locks the dossier. Raises Forbidden, NeedsAnother, Conflict when it is closed or
    somebody else took the finding up, InvalidInput for what does not go together.
    """
    access.require_for(by, "diagnose", dossier)
    dossier = lock_open(dossier)
    require_member(dossier, said.person)
    if said.code not in codes.CAUSES or said.weight not in Weight.values or said.origin not in Origin.values:
        raise InvalidInput(_("Choose the cause, its weight and where it was seen."), code="incomplete")
    if said.evidence is not None and said.evidence.household_id != dossier.household_id:
        raise InvalidInput(_("There is no such file in this dossier."), code="no-file")
    if said.seen is not None and said.seen.visit.dossier_id != dossier.pk:
        raise InvalidInput(_("There is no such finding in this dossier."), code="no-finding")
    words = checked(said.words, what=gettext_lazy("What shows it"), is_needed=said.evidence is None)
    if said.seen is not None and _is_what_was_seen(said, said.seen):
        close_finding(said.seen, by=by)
    now = Cause.objects.filter(dossier=dossier, code=said.code, person=said.person, settled_on=None).first()
    if now and (now.weight, now.origin, now.evidence_id) == (said.weight, said.origin, _pk(said)) and _is(now, words):
        return now
    if now and now.added_by_id != by.pk:
        _keep_as_settled(now, by)
        now = None
    cause = now or Cause(dossier=dossier, code=said.code, person=said.person)
    cause.weight, cause.origin, cause.evidence, cause.words = said.weight, said.origin, said.evidence, words
    cause.added_by, cause.added_at = by, clock.now()
    cause.save()
    label = codes.CAUSES.label(said.code)
    audit("plans.cause.added", dossier, by=by, unit=dossier.unit, number=dossier.number, cause=label)
    return cause


def _is_what_was_seen(said: CauseRecord, finding: Finding) -> bool:
    """The same cause; one of the household may be written down more exactly, of a member."""
    whom = said.person.pk if said.person else None
    return finding.value.reveal() == said.code and finding.person_id in (None, whom)


def _keep_as_settled(cause: Cause, by: User) -> None:
    cause.settled_on, cause.settled_by = clock.today(), by
    cause.settled_why = _("Written down anew; the later words stand.")
    cause.save(update_fields=["settled_on", "settled_by", "settled_why"])


def _pk(said: CauseRecord) -> object:
    return said.evidence.pk if said.evidence else None


def _is(cause: Cause, words: str) -> bool:
    return (cause.words.reveal() if cause.words else "") == words


@transaction.atomic
def settle_cause(cause: Cause, *, why: str, by: User) -> Cause:
    """Let a cause hold no more, with the reason; it stays readable. Locks the dossier.

    Raises Forbidden, NeedsAnother, Conflict when somebody else settled it, or the dossier is closed;
    InvalidInput without a reason.
    """
    access.require_for(by, "diagnose", cause.dossier)
    dossier = lock_open(cause.dossier)
    why = checked(why, what=gettext_lazy("Why it holds no more"))
    cause = Cause.objects.select_for_update().get(pk=cause.pk)
    if cause.settled_on is not None:
        if cause.settled_by_id == by.pk:
            return cause
        raise Conflict(_("Somebody else has settled this cause meanwhile."), remedy=_("Look at the list as it is now."))
    cause.settled_on, cause.settled_by, cause.settled_why = clock.today(), by, why
    cause.save(update_fields=["settled_on", "settled_by", "settled_why"])
    label = codes.CAUSES.label(cause.code)
    audit("plans.cause.settled", dossier, by=by, unit=dossier.unit, number=dossier.number, cause=label)
    return cause
