"""Every write to the changes of the rule book.

Locks, in this order: for a change of a life the counter of no name, the rule set's version counter, the change.
"""

from django.db import transaction
from django.db.models import CharField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import Text
from niangjia.policies import access, book, queries
from niangjia.policies.amendments import OF_LIFE, OPEN_DRAFT, Amendment
from niangjia.policies.models import Change, ChangeState, VersionCounter
from niangjia.policies.presenting import described, known_rule_sets

OF_EVERY_LIFE = ""
"""The name of a counter that counts nothing: its row is locked where one rule set is held against all others."""


@transaction.atomic
def propose_change(amendment: Amendment, *, reason: str, by: User) -> Change:
    """Put a change of the rule book before another person. Nothing counts yet.

    Raises Forbidden, AmendmentError naming the field, and UnknownRuleSetError.
    """
    access.require(by, "propose")
    if not reason.strip():
        raise InvalidInput(_("The reason is missing."), remedy=_("Say in a sentence why this should change."))
    if amendment.kind != OPEN_DRAFT and not amendment.document.strip():
        raise InvalidInput(_("The document is missing."), remedy=_("Give its title, and its number if it has one."))
    book.check_amendment(amendment)
    change = Change(
        kind=amendment.kind,
        rule_set=amendment.rule_set,
        parameter=amendment.parameter,
        region=amendment.region,
        from_on=amendment.from_on,
        value=list(amendment.value) if isinstance(amendment.value, tuple) else amendment.value,
        base=amendment.base,
        base_number=amendment.base_number,
        title_zh=amendment.title.zh,
        title_en=amendment.title.en,
        reason=reason.replace("\r\n", "\n").strip(),
        document=amendment.document.strip(),
        page=amendment.page.strip(),
        is_confirmed=amendment.is_confirmed,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    _check_texts(change)
    change.save(force_insert=True)
    audit(
        "policies.change.proposed",
        change,
        by=by,
        rule_set=change.rule_set,
        what=described(amendment, known_rule_sets()),
    )
    return change


@transaction.atomic
def approve_change(change: Change, *, by: User, note: str = "", seen: str = "") -> Change:
    """Let a proposal count from now on, under the rule set's next number. Locks the version counter and the change.

    `seen` is the number of the rule set's last change when the approver looked at it. Raises Forbidden for who proposed
    it, Conflict when it no longer waits, no longer fits the book, or the book was changed since at the same place.
    """
    if change.kind in OF_LIFE:
        _lock_counter(OF_EVERY_LIFE)  # which days have a rule set is a matter between all of them
    counter = _lock_counter(change.rule_set)
    change = _lock_waiting(change, "decide")
    access.require_decision(by, change)
    if seen.isdecimal() and queries.is_changed_since(change, int(seen[:9])):
        raise Conflict(
            _("Another change of the same was approved while you were looking at this one."),
            remedy=_("Compare before and after once more, then decide."),
            code="moved",
        )
    try:
        book.check_amendment(change.amendment)
    except InvalidInput as error:
        raise Conflict(
            error.message, remedy=_("The book has changed since. Turn the proposal down or let it be withdrawn.")
        ) from error
    counter.last += 1
    _decide(change, ChangeState.APPROVED, by=by, note=note, number=counter.last)
    counter.latest = change
    counter.save(update_fields=["last", "latest"])
    version = book.rule_set(change.rule_set).version
    audit("policies.change.approved", change, by=by, rule_set=change.rule_set, version=version, what=_what(change))
    return change


@transaction.atomic
def reject_change(change: Change, *, note: str, by: User) -> Change:
    """Turn a proposal down, with a note that tells why. Locks the change.

    Raises Forbidden for who proposed it, InvalidInput without a note, and Conflict when it no longer waits.
    """
    change = _lock_waiting(change, "decide")
    access.require_decision(by, change)
    if not note.strip():
        raise InvalidInput(
            _("The note is missing."), remedy=_("Tell the person who proposed it why, and what would help.")
        )
    _decide(change, ChangeState.REJECTED, by=by, note=note)
    audit("policies.change.rejected", change, by=by, rule_set=change.rule_set, what=_what(change), note=change.note)
    return change


@transaction.atomic
def withdraw_change(change: Change, *, by: User) -> Change:
    """Take one's own proposal back. Locks the change; raises Forbidden, and Conflict when it no longer waits."""
    change = _lock_waiting(change, "withdraw")
    if not access.may_withdraw(by, change):
        raise Forbidden(_("Only the person who proposed a change takes it back."))
    _decide(change, ChangeState.WITHDRAWN, by=by, note="")
    audit("policies.change.withdrawn", change, by=by, rule_set=change.rule_set, what=_what(change))
    return change


def _check_texts(change: Change) -> None:
    """What people typed fits its column, and can be read as it stands by whoever decides."""
    for field in Change._meta.fields:  # noqa: SLF001 (the public name of a model's fields is there)
        text = getattr(change, field.name)
        if not isinstance(field, CharField) or not text:
            continue
        if len(text) > (field.max_length or 0):
            raise InvalidInput(
                format_lazy(_("A text is too long: “{text}…”"), text=text[:20]),
                remedy=format_lazy(_("At most {limit} characters fit."), limit=field.max_length),
                code="too-long",
            )
        require_readable(text)


def _lock_counter(rule_set: str) -> VersionCounter:
    VersionCounter.objects.get_or_create(rule_set=rule_set)
    return VersionCounter.objects.select_for_update().get(rule_set=rule_set)


def _lock_waiting(change: Change, act: str) -> Change:
    """The row as it is now, locked until the transaction ends. Raises Conflict unless the act is for its state."""
    locked = Change.objects.select_for_update().get(pk=change.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise Conflict(
            _("This change no longer waits for a decision."), remedy=_("Look at where it stands now."), code="decided"
        )
    return locked


def _what(change: Change) -> Text:
    return described(change.amendment, known_rule_sets())


def _decide(change: Change, state: ChangeState, *, by: User, note: str, number: int | None = None) -> None:
    change.state, change.decided_by, change.decided_at = state, by, clock.now()
    change.note, change.number = note.replace("\r\n", "\n").strip(), number
    _check_texts(change)
    change.save(update_fields=Change.WRITTEN_ON_DECISION)
