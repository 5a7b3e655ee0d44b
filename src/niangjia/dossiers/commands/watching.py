"""What is seen after filing: the income of months, follow-ups, a household in trouble again; and watching unfiled ones.

All lock the dossier row. The acts of the chain raise Forbidden, NeedsAnother, NotDue, StepTaken: see `stepping.press`.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.chain_access import require_not_own_case
from niangjia.dossiers.commands.dossiers import assess_dossier, take_category
from niangjia.dossiers.commands.leaving import leaving_press, told
from niangjia.dossiers.commands.stepping import Seen, lock_dossier
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.errors import ChangedMeanwhile, NotDue
from niangjia.dossiers.models import Dossier, Finding, IncomeCheck, IncomeSource
from niangjia.dossiers.queries_of_leaving import income_checks
from niangjia.dossiers.step_records import FollowUpRecord, Plain
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.money import MAX_FEN, yuan
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages

RESTS_ON = {
    "follow-up": pgettext_lazy("relapse", "What a follow-up found"),
    "papers": pgettext_lazy("relapse", "Papers on the page Evidence"),
    "department": pgettext_lazy("relapse", "Word of a hospital, school or department"),
    "family": pgettext_lazy("relapse", "The family's own word"),
}
"""What a proposal to help again may rest on."""


@transaction.atomic
def record_income(
    dossier: Dossier,
    *,
    month: date,
    net_per_head_fen: int,
    source: str,
    by: User,
    note: str = "",
    seen: Collection[str] | None = None,
) -> IncomeCheck:
    """Keep the net income a head in a month, seen from a source (IncomeSource); any day of the month names it.

    Stated again otherwise, the earlier row stays as replaced; the same again adds nothing. `seen`: ids of the rows in
    force when the form was made (None: not asked). Raises Forbidden, NeedsAnother for one's own household, NotDue for a
    dossier that has ended, InvalidInput for a month that is not over or an unknown source, ChangedMeanwhile when the
    month has another row by now.
    """
    locked = lock_dossier(dossier)
    access.require(by, "record-income", locked.unit)
    require_not_own_case(by, locked, act=access.RIGHTS["record-income"].label)
    if not access.RIGHTS["revise"].allows_state(locked.state):
        raise NotDue(_("This dossier has ended."), remedy=_("Draft again from it if the household needs help."))
    month = month.replace(day=1)
    if month >= clock.today().replace(day=1):
        raise InvalidInput(_("The income of a month is stated once the month is over."), code="in-the-future")
    require_past_day(month, ahead="")
    require_readable(note)
    if source not in IncomeSource.values or abs(net_per_head_fen) > MAX_FEN:
        raise InvalidInput(_("Say what the income was seen from."), code="not-clear")
    known = income_checks(locked).filter(month=month).first()
    if known is not None:
        words = known.note.reveal() if known.note else ""
        if (known.net_per_head_fen, known.source, words) == (net_per_head_fen, source, note):
            return known
        if seen is not None and str(known.pk) not in seen:
            raise _stated_meanwhile(known)
        known.replaced_at = clock.now()
        known.save(update_fields=["replaced_at"])
    made = IncomeCheck.objects.create(
        dossier=locked,
        month=month,
        net_per_head_fen=net_per_head_fen,
        source=source,
        note=note,
        by=by,
        at=clock.now(),
    )
    audit("dossiers.income.recorded", locked, by=by, unit=locked.unit, number=locked.number, month=f"{month:%Y-%m}")
    return made


def _stated_meanwhile(known: IncomeCheck) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        in_both_languages(
            _("%(name)s stated %(amount)s yuan for %(month)s meanwhile, seen from: %(source)s."),
            name=str(known.by),
            amount=yuan(known.net_per_head_fen),
            month=f"{known.month:%Y-%m}",
            source=in_both_languages(IncomeSource(known.source).label),
        ),
        remedy=_("What you typed is below. Compare the two; recorded now, yours takes the place of that figure."),
    )


@versioned("dossiers.follow-up.recorded")
def record_follow_up(dossier: Dossier, follow_up: FollowUpRecord, *, by: User, seen: Seen | None = None) -> Dossier:
    """Keep how a household that is watched was found (sealed words); the next one is due then.

    Raises InvalidInput for a day to come or without words, NotReady when the planned one was recorded already.
    """
    planned = str(follow_up.planned or "")
    done = leaving_press(dossier, "record-follow-up", follow_up, by=by, seen=seen, planned=planned)
    if not done.is_repeated:
        found = in_both_languages(Finding(follow_up.finding).label)
        number = dossier.number
        audit("dossiers.follow-up.recorded", dossier, by=by, unit=done.dossier.unit, number=number, finding=found)
    return done.dossier


@versioned("dossiers.relapse.proposed")
def propose_relapse(
    dossier: Dossier, *, note: str, rests_on: Sequence[str], by: User, seen: Seen | None = None
) -> Dossier:
    """Propose that a household which is tapering off or watched is helped again: why (sealed), and what shows it.

    Raises InvalidInput without a reason, or when nothing of RESTS_ON is named.
    """
    if not rests_on or set(rests_on) - set(RESTS_ON):
        raise InvalidInput(_("Say what shows that the household needs help again."), code="evidence-missing")
    shown = sorted(rests_on)
    done = leaving_press(dossier, "propose-relapse", Plain("propose-relapse", note), by=by, seen=seen, rests_on=shown)
    if not done.is_repeated:
        audit("dossiers.relapse.proposed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.relapse.approved")
def approve_relapse(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """Help a household again as another person proposed: the dossier is on file as before, follow-ups still open go."""
    done = leaving_press(dossier, "approve-relapse", Plain("approve-relapse", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.relapse.approved", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.relapse.returned")
def return_relapse(dossier: Dossier, *, note: str, by: User, seen: Seen | None = None) -> Dossier:
    """Go on with tapering or watch as it was, with why (sealed). Raises InvalidInput without a reason."""
    done = leaving_press(dossier, "return-relapse", Plain("return-relapse", note), by=by, seen=seen)
    if not done.is_repeated:
        audit("dossiers.relapse.returned", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return done.dossier


@versioned("dossiers.dossier.watched")
def watch_dossier(
    dossier: Dossier, *, note: str, told_on: date, told_how: str, told_by: str, by: User, seen: Seen | None = None
) -> Dossier:
    """Watch a household that does not qualify but is near, without filing it; the applicant is told why (sealed).

    It is followed up by a schedule, has no category, and never counts as filed. Raises InvalidInput without a reason,
    or when it is not said when, how and by whom the applicant was told.
    """
    details = told(dossier, told_on, told_how, told_by)
    if not note.strip():
        raise InvalidInput(_("Say why: the applicant has a right to know."), code="reason-missing")
    done = leaving_press(dossier, "watch", Plain("watch", note), by=by, seen=seen, **details)
    if not done.is_repeated:
        audit("dossiers.dossier.watched", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
        take_category(done.dossier)
    return done.dossier


@versioned("dossiers.dossier.resumed")
def resume_dossier(dossier: Dossier, *, by: User, note: str = "", seen: Seen | None = None) -> Dossier:
    """Make a household that was watched without being filed a draft again, and apply the rules to it."""
    done = leaving_press(dossier, "resume", Plain("resume", note), by=by, seen=seen)
    if done.is_repeated:
        return done.dossier
    audit("dossiers.dossier.resumed", dossier, by=by, unit=done.dossier.unit, number=dossier.number)
    return assess_dossier(done.dossier, by=by)
