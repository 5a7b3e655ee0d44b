"""What happens to families, on their dossiers: somebody dies, a household parts, two become one.

Rows are locked in one order: open dossiers by id, what apps above have on them, the counter of numbers, ended dossiers
by id; households after all open dossiers. A step is written that is done apart from the chain, and the rules are
applied to every household that goes on; where a consent taken back stops that, the rest is done all the same. `seen` is
the version that was looked at before it was confirmed. All raise Forbidden, NotDue in a state in which it is not done,
NeedsAnother for one's own household, Conflict for a dossier that has ended, and ChangedMeanwhile when it says something
else by now.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.case_days import since_of_case
from niangjia.dossiers.chain_access import require_not_own_case
from niangjia.dossiers.commands.dossiers import assess_dossier
from niangjia.dossiers.commands.leaving_keeping import keep_term
from niangjia.dossiers.commands.numbers import next_number
from niangjia.dossiers.commands.stepping import (
    Ending,
    Press,
    begin_history,
    begin_press,
    refuse_changed,
    tell_turn,
    write_apart,
)
from niangjia.dossiers.commands.versions import also_changed, lock_in_order, versioned
from niangjia.dossiers.errors import NotReady
from niangjia.dossiers.joining import carry_over
from niangjia.dossiers.models import ClosingReason, Dossier
from niangjia.dossiers.queries_of_families import case_of, still_open_on
from niangjia.dossiers.queries_of_versions import closed_dossiers_showing
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.names import pinyin
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people import commands as people
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Household
from niangjia.people.queries import members_in_force
from niangjia.people.records import Heir, Joining, Parting


@versioned("dossiers.death.recorded")
def record_death(
    dossier: Dossier,
    *,
    person: UUID,
    on: date,
    heirs: Collection[Heir] = (),
    goes_on: bool = True,
    told_by: str = "",
    by: User,
    seen: int | None = None,
) -> Dossier:
    """Record that a member died on a day, and who told it (sealed). The household goes on, or the dossier ends today.

    When it was the filed worker, `heirs` say who follows and what everybody who stays is to them: an application under
    way goes back to be signed by who follows, an exit under way is not gone on with. The dossier ends when nobody is
    left, or the filed worker died and it does not go on (not `goes_on`). Raises InvalidInput for a stranger, a day to
    come, or heirs that do not fit.
    """
    require_readable(told_by)
    under_way = _begin(dossier, by, seen)
    dossier = under_way.dossier
    require_past_day(on, ahead=_("This day is still to come."), since=since_of_case(dossier), code="wrong-day")
    stay = [each for each in members_in_force(dossier.household) if each.person_id != person]
    was_head = dossier.worker_id == person
    ends = not stay or not goes_on
    if stay and not was_head and (heirs or not goes_on):
        raise InvalidInput(_("The filed worker stays the filed worker."), code="one-head")
    if was_head and not ends and not heirs:
        raise InvalidInput(
            _("The filed worker passed away: say who in the family follows, or that the dossier ends."),
            code="head-missing",
        )
    shown = closed_dossiers_showing([person])
    if shown:
        _hold_ended(dossier)
    ends_on = people.record_death(dossier.household, person, on=on, heirs=() if ends else heirs, by=by)
    also_changed(*shown)
    if ends:
        last = max([ends_on, *(each.started_on for each in stay)])
        write_apart(under_way, "end-by-death", note=told_by, ending=Ending(clock.today(), ClosingReason.DIED))
        dossier.follow_ups.filter(done_on=None).delete()
        people.close_household(dossier.household, on=last, by=by)
    else:
        _write_death(under_way, told_by, was_head=was_head)
    audit("dossiers.death.recorded", dossier, by=by, unit=dossier.unit, number=dossier.number)
    if ends:
        return dossier
    _take_members(dossier)
    if under_way.last.from_state != under_way.last.to_state:
        tell_turn(under_way)
    return _assess(dossier, by)


@versioned("dossiers.household.split")
def split_household(
    dossier: Dossier,
    parting: Parting,
    *,
    on: date,
    main_cause: str,
    level: str,
    by: User,
    seen: int | None = None,
) -> Dossier:
    """Let some members leave and become a household of their own, whose dossier begins as a draft; the new dossier.

    Raises InvalidInput as `people.split_household`, and for a day to come. Locks the year's number counter.
    """
    under_way = _begin(dossier, by, seen)
    dossier = under_way.dossier
    require_past_day(on, ahead=_("This day is still to come."), since=since_of_case(dossier), code="wrong-day")
    number = next_number(clock.today().year)
    household = people.split_household(dossier.household, parting, on=on, by=by)
    new = _begin_draft(dossier, household, number, main_cause=main_cause, level=level)
    write_apart(under_way, "split", details=_link("into", new))
    begin_history(new, "draft", by=by, **_link("from", dossier))
    audit("dossiers.household.split", dossier, by=by, unit=dossier.unit, number=dossier.number, new=new.number)
    _take_members(dossier)
    _assess(dossier, by)
    return assess_dossier(new, by=by, is_filing=True)


@versioned("dossiers.household.merged")
def merge_household(
    dossier: Dossier,
    other: Dossier,
    joining: Joining,
    *,
    on: date,
    by: User,
    seen: int | None = None,
    other_seen: int | None = None,
) -> Dossier:
    """Let the household of another dossier join this one's. This dossier goes on; the other ends and refers to it.

    It is kept as long as this one. Raises Forbidden unless someone may do this at the units of both, NotReady while
    something of the other dossier is open (`queries_of_families.still_open_on`) or when only the other one is on file,
    InvalidInput as `people.merge_households` and for a day to come.
    """
    if dossier.pk == other.pk:
        raise InvalidInput(_("Name another dossier."), code="wrong-dossier")
    require_past_day(on, ahead=_("This day is still to come."), since=since_of_case(dossier), code="wrong-day")
    begun = {each.pk: begin_press(each, by=by) for each in sorted((dossier, other), key=lambda each: each.pk)}
    under_way, leaving = begun[dossier.pk], begun[other.pk]
    _require_as_seen(under_way, seen)
    _require_as_seen(leaving, other_seen)
    dossier, other = under_way.dossier, leaving.dossier
    _require_ready(dossier, other)
    carry_over(other, dossier, by)
    _keep_together(dossier, other)
    write_apart(under_way, "merge", details=_link("from", other))
    write_apart(leaving, "join", details=_link("into", dossier), ending=Ending(clock.today(), ClosingReason.MERGED))
    other.follow_ups.filter(done_on=None).delete()
    people.merge_households(dossier.household, other.household, joining, on=on, by=by)
    names = {"number": dossier.number, "other": other.number}
    audit("dossiers.household.merged", dossier, by=by, unit=dossier.unit, **names)
    audit("dossiers.dossier.joined", other, by=by, unit=other.unit, **names)
    _tell_other_unit(dossier, other, by)
    also_changed(other.pk)
    _take_members(dossier)
    return _assess(dossier, by)


def _begin(dossier: Dossier, by: User, seen: int | None) -> Press:
    under_way = begin_press(dossier, by=by)
    _require_as_seen(under_way, seen)
    return under_way


def _require_as_seen(under_way: Press, seen: int | None) -> None:
    now = under_way.dossier
    access.require(under_way.by, "revise", now.unit)
    require_not_own_case(under_way.by, now, act=access.RIGHTS["revise"].label)
    if now.closed_on is not None:
        raise Conflict(in_both_languages(_("Dossier %(number)s is closed."), number=now.number), code="dossier-closed")
    refuse_changed(now, seen)


def _write_death(under_way: Press, told_by: str, *, was_head: bool) -> None:
    """The step of a death after which the household goes on: what the worker had under way does not go on by itself."""
    chain, state = under_way.chain, under_way.dossier.state
    if was_head and state in chain.states_of("death-of-applicant"):
        write_apart(under_way, "death-of-applicant", note=told_by)
    elif was_head and state in chain.states_of("death-in-exit"):
        write_apart(under_way, "death-in-exit", note=told_by)
        keep_term(under_way)
    else:
        write_apart(under_way, "death", note=told_by)


def _link(name: str, dossier: Dossier) -> dict[str, str]:
    """What a step keeps of the other dossier."""
    return {name: dossier.number, "other": str(dossier.pk)}


def _begin_draft(first: Dossier, household: Household, number: str, *, main_cause: str, level: str) -> Dossier:
    today = clock.today()
    new = Dossier(number=number, household=household, unit=first.unit, opened_on=today, applied_on=today)
    new.main_cause, new.level, new.changed_at = main_cause, level, clock.now()
    _set_members(new)
    new.save(force_insert=True)
    return new


def _take_members(dossier: Dossier) -> None:
    _set_members(dossier)
    dossier.changed_at = clock.now()
    dossier.save(update_fields=["worker", "worker_pinyin", "size", "changed_at"])


def _set_members(dossier: Dossier) -> None:
    members = list(members_in_force(dossier.household))
    dossier.worker = next(each.person for each in members if each.is_head)
    dossier.worker_pinyin, dossier.size = pinyin(dossier.worker.name), len(members)


def _require_ready(dossier: Dossier, other: Dossier) -> None:
    if other.filed_on is not None and dossier.filed_on is None:
        raise NotReady(
            in_both_languages(
                _("Dossier %(other)s is on file, and dossier %(number)s is not yet."),
                other=other.number,
                number=dossier.number,
            ),
            remedy=_("Let this household join that one: the dossier on file goes on, and help with it."),
            code="other-way-round",
        )
    found = still_open_on(other)
    if found:
        told, remedies = _listed([each.what for each in found]), _listed([each.remedy for each in found])
        raise NotReady(
            in_both_languages(
                _("Something of dossier %(number)s is still under way: %(open)s."), number=other.number, open=told
            ),
            remedy=in_both_languages(_("First: %(remedies)s."), remedies=remedies),
            code="still-open",
        )


def _listed(texts: Collection[Text]) -> Text:
    unlike = list(dict.fromkeys(texts))
    return Text("；".join(each.zh for each in unlike), "; ".join(each.en for each in unlike))


def _keep_together(dossier: Dossier, other: Dossier) -> None:
    """None of the dossiers behind either is deleted while the term of the one that goes on still runs."""
    if dossier.first_id is None:
        dossier.first_id = other.first_id or other.pk
        dossier.save(update_fields=["first"])
        return
    case = [pk for pk in case_of(other) if pk != dossier.pk]
    _hold_ended(dossier, other, besides=[pk for pk in case if pk != other.pk])
    Dossier.objects.filter(pk__in=case).update(first=dossier.first_id)
    other.first_id = dossier.first_id


def _hold_ended(*dossiers: Dossier, besides: Collection[UUID] = ()) -> None:
    """Lock every ended dossier that shows somebody of some households, and others `besides`, all in one order."""
    members = [each.person_id for dossier in dossiers for each in members_in_force(dossier.household)]
    lock_in_order({*besides, *closed_dossiers_showing(members)})


def _tell_other_unit(dossier: Dossier, other: Dossier, by: User) -> None:
    if other.unit_id != dossier.unit_id:
        text = in_both_languages(
            _("A dossier of %(unit)s goes on in a dossier of %(to)s: two households became one."),
            unit=other.unit.name,
            to=dossier.unit.name,
        )
        receivers = nearest_holders(other.unit, access.RIGHTS["join"].roles, besides=by)
        address = reverse("dossiers:show-dossier", args=[other.pk])
        send_notice(receivers, text=text, by=by, address=address)


def _assess(dossier: Dossier, by: User) -> Dossier:
    also_changed(dossier.pk)
    try:
        return assess_dossier(dossier, by=by)
    except ConsentMissing:
        return dossier
