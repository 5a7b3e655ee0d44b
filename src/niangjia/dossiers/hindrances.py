"""What stands in the way of an act, told before anything is typed: asked of the checks of the commands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers import access, chain_access
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.commands.leaving_keeping import LEAVING_CHECKS
from niangjia.dossiers.commands.step_keeping import CHECKS
from niangjia.dossiers.commands.stepping import Press
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.facts import without_income
from niangjia.dossiers.models import Dossier, Step
from niangjia.dossiers.papers import Paper, listed
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.standing import Standing
from niangjia.dossiers.step_records import NoticeRecord, Plain, StepRecord
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput, Message, NiangjiaError
from niangjia.kernel.text import in_both_languages
from niangjia.people.errors import ConsentMissing

ASKED = ("review", "post-notice", "recheck", "file", "propose-exit", "approve-exit", "start-watch", "end-watch")
"""Acts whose checks say something that no form can mend."""

Page = tuple[str, "str | Promise"]
INCOME: Page = ("dossiers:state-money", _("State income and spending"))
PAPERS: Page = ("dossiers:show-evidence", _("Hand in papers"))
MENDS: dict[str, Page] = {
    "income-unknown": INCOME,
    "papers-missing": PAPERS,
    "originals-unseen": PAPERS,
    "exit-not-met": ("dossiers:record-income", _("State the income of a month")),
}
"""Where what is in the way is mended, by the code of the refusal; the right is that of the row which opens the page."""
RIGHT = {
    "dossiers:state-money": "revise",
    "dossiers:show-evidence": "revise",
    "dossiers:record-income": "record-income",
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing in the way: what it is, what to do, and where; `address` is "" where this reader has no such page."""

    message: Message
    remedy: Message
    label: Message = ""
    address: str = ""


def hindrances_of(
    dossier: Dossier, user: User, chain: Chain, steps: list[Step], parts: Sequence[str]
) -> list[Hindrance]:
    """Why a press of some acts would be refused now, whatever is typed. Missing consents are told of elsewhere."""
    under_way = Press(dossier, chain, steps, user)
    return [_told(error, dossier, user, chain) for error in _refusals(under_way, parts)]


def open_ends_of(dossier: Dossier, user: User, papers: Sequence[Paper]) -> list[Hindrance]:
    """What a draft still lacks: it may be handed in so, and the first review waits for it."""
    found = []
    if unknown := without_income(dossier.household, dossier.applied_on):
        names = "、".join(each.name for each in unknown)
        told = in_both_languages(_("Nobody has stated yet what some of the household earn: %(names)s."), names=names)
        found.append(_hindrance(told, _("With 0 where there is none."), INCOME, dossier, user))
    if missing := [paper for paper in papers if paper.standing == "missing"]:
        told = in_both_languages(_("Papers are still missing: %(papers)s."), papers=listed(missing))
        found.append(_hindrance(told, "", PAPERS, dossier, user))
    return found


def before_next_step(dossier: Dossier, user: User, standing: Standing) -> tuple[list[Hindrance], bool]:
    """For the page of a dossier: what a draft lacks, and whether the next act is better not pressed now. Nothing is
    asked for a reader who has no next act.
    """
    if not any(button.is_forward for button in standing.buttons):
        return [], False
    chain = chain_in_force()
    act = chain.forward(dossier.state)
    if act == "submit":
        open_ends = open_ends_of(dossier, user, standing.lacking)
        return open_ends, bool(open_ends)
    parts = chain.parts(act, dossier.state) if act else ()
    return [], standing.waits or bool(
        hindrances_of(dossier, user, chain, [line.step for line in standing.lines], parts)
    )


def _refusals(under_way: Press, parts: Sequence[str]) -> Iterator[NiangjiaError]:
    checks = CHECKS | LEAVING_CHECKS
    for part in parts:
        if part not in ASKED or (part == "post-notice" and part != parts[0]):  # the meeting is recorded with it
            continue
        try:
            if chain_access.is_never_for_own(row := under_way.chain.acts[part]):
                chain_access.require_not_own(under_way.by, [under_way.dossier.household_id], act=row.label)
            checks[part](under_way, _blank(part))
        except (NotReady, NeedsAnother) as error:
            yield error
        except (ConsentMissing, InvalidInput):
            continue


def _blank(act: str) -> StepRecord:
    """A record as if everything that the form asks had been typed, as far as the checks before it go."""
    return NoticeRecord(place="", starts_on=clock.today()) if act == "post-notice" else Plain(act, "—")


def _told(error: NiangjiaError, dossier: Dossier, user: User, chain: Chain) -> Hindrance:
    mend = MENDS.get(error.code)
    if mend is not None and access.may(user, RIGHT[mend[0]], dossier.unit):
        return _hindrance(error.message, error.remedy, mend, dossier, user)
    if "return" in chain.pressed(dossier.state) and chain_access.may_press(user, chain, "return", dossier):
        address = reverse("dossiers:return-dossier", args=[dossier.pk])
        return Hindrance(error.message, error.remedy, chain.acts["return"].label, address)
    return Hindrance(error.message, error.remedy)


def _hindrance(message: Message, remedy: Message, mend: Page, dossier: Dossier, user: User) -> Hindrance:
    name, label = mend
    if not access.may(user, RIGHT[name], dossier.unit):
        return Hindrance(message, remedy)
    return Hindrance(message, remedy, str(label), reverse(name, args=[dossier.pk]))
