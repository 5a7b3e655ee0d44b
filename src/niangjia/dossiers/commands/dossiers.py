"""Beginning a dossier, filing one directly, revising, assessing and closing it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia import policies as rules
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.case_days import require_application_day
from niangjia.dossiers.chain_access import require_not_own_case
from niangjia.dossiers.commands.numbers import next_number
from niangjia.dossiers.commands.stepping import Ending, begin_history, lock_dossier, press, refuse_changed
from niangjia.dossiers.commands.transfers import follow_successor
from niangjia.dossiers.commands.versions import keep_versions_of_many, versioned
from niangjia.dossiers.decisions import as_kept, decide_dossier, says_something_new
from niangjia.dossiers.errors import INCOME_UNKNOWN, ChangedMeanwhile, IncomeUnknown
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import ClosingReason, Decision, Dossier, DossierState
from niangjia.dossiers.queries import latest_decision, whole
from niangjia.dossiers.queries_of_versions import answered_since
from niangjia.dossiers.records import DossierRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput, NiangjiaError
from niangjia.kernel.money import yuan
from niangjia.kernel.names import pinyin
from niangjia.kernel.readable import require_readable, texts_in
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import commands as people
from niangjia.people.access import require_not_withdrawn
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.models import Household, Person

_OF_ACTS = {
    ClosingReason.EXITED,
    ClosingReason.REFUSED,
    ClosingReason.WITHDRAWN,
    ClosingReason.WATCH_ENDED,
    ClosingReason.TEMPORARY_ENDED,
    ClosingReason.MERGED,
}
"""Reasons with which an act ends a dossier by itself."""
WITHOUT_CATEGORY = Text(
    "预警监测户没有建档，不评定困难类别。", "The household is watched without being filed: it has no category."
)


@versioned("dossiers.dossier.filed", is_whole=True)
def file_dossier(record: DossierRecord, *, unit: Unit, by: User, on: date | None = None) -> Dossier:
    """Register the household and put its dossier on file at once on a day (today), then apply the rules.

    For what was filed on paper before: an ordinary case begins as a draft (`draft_dossier`) and goes the chain.
    Locks the year's number counter. Raises PersonInTwoHouseholds, Forbidden.
    """
    access.require(by, "revise", unit)
    on = on or clock.today()
    household = people.register_household(record.household, unit=unit, on=on, by=by)
    dossier = Dossier(number=next_number(on.year), household=household, opened_on=on)
    _set_stated(dossier, record, household, unit)
    dossier.state, dossier.filed_on = DossierState.OPEN, on
    dossier.save(force_insert=True)
    begin_history(dossier, "register", by=by, on=on.isoformat())
    audit("dossiers.dossier.filed", dossier, by=by, unit=unit, number=dossier.number)
    return assess_dossier(dossier, by=by, is_filing=True)


@versioned("dossiers.dossier.drafted", is_whole=True)
def draft_dossier(
    record: DossierRecord,
    *,
    unit: Unit,
    by: User,
    clue: UUID | None = None,
    is_emergency: bool = False,
    is_temporary: bool = False,
    helped_on: date | None = None,
) -> Dossier:
    """Register the household and begin its dossier as a draft, then apply the rules to what is known.

    `clue`: the id of the word of trouble it came from. In an emergency the first review passes without the papers,
    which follow within some working days of the first help, `helped_on`; without one, of today.
    Locks the year's number counter. Raises PersonInTwoHouseholds, Forbidden.
    """
    access.require(by, "draft", unit)
    since = helped_on or clock.today() if is_emergency else None
    fields = {"is_emergency": is_emergency, "emergency_on": since, "is_temporary": is_temporary}
    details = {"clue": str(clue)} if clue else {}
    dossier = begin_draft(record, unit=unit, by=by, act="draft", fields=fields, details=details)
    audit("dossiers.dossier.drafted", dossier, by=by, unit=unit, number=dossier.number)
    return dossier


def begin_draft(
    record: DossierRecord,
    *,
    unit: Unit,
    by: User,
    act: str,
    fields: Mapping[str, object],
    note: str = "",
    details: Mapping[str, object] = MappingProxyType({}),
) -> Dossier:
    """A part of the commands that begin a draft: household, dossier, first step of an act, and what the rules say."""
    on = clock.today()
    household = people.register_household(record.household, unit=unit, on=on, by=by)
    dossier = Dossier(number=next_number(on.year), household=household, opened_on=on, **fields)
    _set_stated(dossier, record, household, unit)
    dossier.save(force_insert=True)
    begin_history(dossier, act, by=by, note=note, **details)
    return assess_dossier(dossier, by=by, is_filing=True)


@versioned("dossiers.dossier.revised", is_whole=True)
def revise_dossier(
    dossier: Dossier, record: DossierRecord, *, unit: Unit, by: User, seen: int | None = None
) -> Dossier:
    """Bring an open dossier and its household up to date, then apply the rules. Locks the dossier row.

    `seen`: the number of the version that the record was made from (0: none was kept). Raises ChangedMeanwhile when a
    newer one is kept by now, Conflict when it is closed, PersonInTwoHouseholds, ConsentMissing as assessing does,
    Forbidden.
    """
    dossier = lock_to_change(dossier, by=by, seen=seen)
    access.require(by, "revise", unit)
    household = people.revise_household(dossier.household, record.household, unit=unit, on=clock.today(), by=by)
    _set_stated(dossier, record, household, unit)
    dossier.save()
    audit("dossiers.dossier.revised", dossier, by=by, unit=unit, number=dossier.number)
    return assess_dossier(dossier, by=by)


@versioned("dossiers.dossier.assessed", is_whole=True)
def assess_dossier(dossier: Dossier, *, by: User, is_filing: bool = False) -> Dossier:
    """Apply the rules in force for the day of application to the household as it is now. Locks the dossier row.

    A decision is kept beside the earlier ones when facts, values used or outcome differ from the last. Rules that
    cannot be applied (a region and day without a minimum-living line) leave the dossier undecided, with why.
    Raises Conflict when it is closed, ConsentMissing when a member took back the consent to the processing of sensitive
    data (unless this is the filing itself: a new form is recorded in the new dossier), Forbidden. A household that is
    watched without being filed gets no category; nor, before it is on file, does one whose income nobody has stated.
    """
    dossier = lock(whole(Dossier.objects.all()), dossier.pk)
    _refuse_closed(dossier)
    access.require(by, "revise", dossier.unit)
    if not is_filing:
        require_not_withdrawn(dossier.household, SENSITIVE)
    if dossier.state == DossierState.EARLY_WATCHED:
        return take_category(dossier)
    was_undecided = dossier.category is None
    try:
        assembled, decision = decide_dossier(dossier)
    except IncomeUnknown:
        _keep_summary(dossier, None, undecided_reason=asdict(INCOME_UNKNOWN))
        return dossier
    except NiangjiaError as error:
        why, told_before = asdict(in_both_languages(error)), dossier.undecided_reason
        _keep_summary(dossier, None, undecided_reason=why)
        if why != told_before:
            audit("dossiers.dossier.assessed", dossier, by=by, unit=dossier.unit, category=CATEGORIES[None], net="—")
        return dossier
    kept = as_kept(decision, assembled)
    _keep_summary(dossier, decision, questions=len(assembled.assumed))
    is_new = says_something_new(kept, latest_decision(dossier))
    if is_new:
        Decision.objects.create(dossier=dossier, at=clock.now(), by=by, **kept)
    if is_new or was_undecided:
        category = decision.rule_set.labels["category"][decision.outputs.category]
        net = yuan(decision.outputs.net_monthly_per_head)
        audit("dossiers.dossier.assessed", dossier, by=by, unit=dossier.unit, category=category, net=net)
    return dossier


def take_category(dossier: Dossier) -> Dossier:
    """A part of the commands by which a household is watched without being filed: it has no category then."""
    _keep_summary(dossier, None, undecided_reason=asdict(WITHOUT_CATEGORY))
    return dossier


def _keep_summary(
    dossier: Dossier,
    decision: rules.Decision | None,
    *,
    undecided_reason: dict[str, str] | None = None,
    questions: int = 0,
) -> None:
    outputs = decision.outputs if decision else None
    dossier.category = outputs.category if outputs else None
    dossier.is_eligible = bool(outputs and outputs.is_eligible)
    dossier.net_monthly_per_head_fen = outputs.net_monthly_per_head if outputs else 0
    dossier.undecided_reason = undecided_reason
    dossier.questions = questions
    dossier.save(update_fields=["category", "is_eligible", "net_monthly_per_head_fen", "undecided_reason", "questions"])


@versioned("people.fact.confirmed", about="name", is_whole=True)
def confirm_fact(
    dossier: Dossier,
    *,
    name: str,
    value: bool | int | date | str,
    by: User,
    person: Person | None = None,
    seen: int | None = None,
) -> Dossier:
    """Answer one open question of a dossier (people.rules.FACTS), then apply the rules. Locks the dossier row.

    `seen`: the number of the version that the question was asked on. Raises ChangedMeanwhile when somebody else
    answered the same one since then.
    """
    dossier = lock_to_change(dossier, by=by, seen=None)
    if seen is not None and (other := answered_since(dossier, seen, name, person, besides=by)):
        raise ChangedMeanwhile(
            _("%(name)s answered this question meanwhile.") % {"name": other.by},
            remedy=_("Look at that answer before yours takes its place."),
        )
    people.confirm_fact(dossier.household, name=name, value=value, applied_on=dossier.applied_on, person=person, by=by)
    dossier.changed_at = clock.now()
    dossier.save(update_fields=["changed_at"])
    return assess_dossier(dossier, by=by)


@versioned("dossiers.dossier.closed", about="reason")
def close_dossier(dossier: Dossier, *, reason: str, by: User, on: date | None = None) -> Dossier:
    """Close a dossier on file and its household on a day (today), with a reason code. Locks the dossier row.

    Raises Conflict when it is closed, NotDue when it was never filed, InvalidInput for a reason of another ending.
    """
    now = lock_dossier(dossier)
    access.require(by, "close", now.unit)
    _refuse_closed(now)
    if reason in _OF_ACTS:
        raise InvalidInput(_("This reason belongs to another act of the chain."), code="wrong-reason")
    ending = Ending(on or clock.today(), reason)
    told = {"reason": reason, "on": ending.on.isoformat()}
    done = press(dossier, "close", (), by=by, seen=None, ending=ending, details=told)
    dossier = done.dossier
    dossier.follow_ups.filter(done_on=None).delete()
    people.close_household(dossier.household, on=ending.on, by=by)
    audit(
        "dossiers.dossier.closed",
        dossier,
        by=by,
        unit=dossier.unit,
        number=dossier.number,
        reason=in_both_languages(ClosingReason(reason).label),
    )
    return dossier


@transaction.atomic
def move_dossiers(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every dossier of a unit, open or closed, to its successor; how many. A part of a merger of units.

    Nothing else of a dossier changes, nor the day it was last brought up to date.
    """
    own = Dossier.objects.filter(unit=unit).order_by("pk")  # locked in the order of all who lock several
    moved = list(own.select_for_update(no_key=True).values_list("pk", flat=True))
    count = Dossier.objects.filter(unit=unit).update(unit=to)
    follow_successor(unit, to=to, by=by)
    keep_versions_of_many(moved, act="dossiers.dossiers.moved", by=by)
    if count:
        details = {"count": count, "before": unit.title, "to": to.title}
        audit("dossiers.dossiers.moved", unit, by=by, unit=to, **details)
    return count


def lock_to_change(dossier: Dossier, *, by: User, seen: int | None) -> Dossier:
    """The row for somebody who changes it, having seen its version `seen` (None: not asked). Raises Forbidden, Conflict
    when it is closed, NeedsAnother for one's own household, ChangedMeanwhile."""
    dossier = _lock(dossier)
    access.require(by, "revise", dossier.unit)
    require_not_own_case(by, dossier, act=access.RIGHTS["revise"].label)
    refuse_changed(dossier, seen)
    return dossier


def _lock(dossier: Dossier) -> Dossier:
    """The row as it is now, locked until the transaction ends. Raises Conflict when it is closed."""
    locked = lock_dossier(dossier)
    _refuse_closed(locked)
    return locked


def _refuse_closed(dossier: Dossier) -> None:
    if not access.RIGHTS["revise"].allows_state("open" if dossier.closed_on is None else "closed"):
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": dossier.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )


def _set_stated(dossier: Dossier, record: DossierRecord, household: Household, unit: Unit) -> None:
    """Set what the record states; what it leaves empty stays as it is known. Raises InvalidInput for a day of the
    application that cannot be meant, and for characters that nobody sees.
    """
    require_application_day(record.applied_on)
    require_readable(*texts_in(record))
    head = household.memberships.select_related("person").get(is_head=True, ended_on=None).person
    dossier.unit, dossier.worker, dossier.worker_pinyin = unit, head, pinyin(head.name)
    dossier.size, dossier.applied_on = len(record.household.persons), record.applied_on
    dossier.fingerprint, dossier.changed_at = record.fingerprint, clock.now()
    # A person who was renamed is found under the new name in earlier dossiers too.
    Dossier.objects.filter(worker=head).exclude(worker_pinyin=dossier.worker_pinyin).update(
        worker_pinyin=dossier.worker_pinyin
    )
    for name, value in record.particulars.items():
        if value is not None and value != "":
            setattr(dossier, name, value)
