"""What a decision on a dossier rests on, in one card: who decides need not open five pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from niangjia.dossiers.commands.watching import RESTS_ON
from niangjia.dossiers.models import Dossier, FollowUp, Objection, PublicNotice
from niangjia.dossiers.queries_of_leaving import follow_ups_of
from niangjia.dossiers.standing import Line, Standing

FILING = frozenset({"review", "recheck", "file"})
EXIT = frozenset({"review-exit", "approve-exit", "return-exit"})
RELAPSE = frozenset({"approve-relapse", "return-relapse"})
POSTED = {"recheck": "post-notice", "file": "post-notice", "approve-exit": "post-exit-notice"}
"""The notice that an act looks at; the others come before one, or need none."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Steps are None where they were not done. `notices` are those of this decision, the latest first."""

    is_of_filing: bool
    visit: Line | None
    check: Line | None
    meeting: Line | None
    proposal: Line | None
    exit_review: Line | None
    confirmation: Line | None
    rests_on: Sequence[str]
    follow_up: FollowUp | None
    has_notice: bool
    notices: list[PublicNotice]

    @property
    def objections(self) -> list[Objection]:
        """Those to any of the notices."""
        return [each for notice in self.notices for each in notice.objections.all()]


def summary_of(dossier: Dossier, act: str, standing: Standing) -> Summary | None:
    """The summary for an act; None for one that decides nothing. One query for help again, none for the others."""
    if act not in FILING | EXIT | RELAPSE:
        return None
    last = {line.step.act: line for line in standing.lines}
    at = {line.step.pk: line.step.act for line in standing.lines}
    is_relapse, is_exit = act in RELAPSE, act in EXIT
    proposal = last.get("propose-relapse") if is_relapse else last.get("propose-exit") if is_exit else None
    rests_on = proposal.step.details.get("rests_on", ()) if proposal else ()
    done = [each for each in follow_ups_of(dossier) if each.done_on] if is_relapse else []
    posted = POSTED.get(act)
    return Summary(
        is_of_filing=act in FILING,
        visit=last.get("record-visit") if act in FILING else None,
        check=last.get("verify") if act in FILING else None,
        meeting=last.get("appraise") if act in FILING else None,
        proposal=proposal,
        exit_review=last.get("review-exit") if is_exit else None,
        confirmation=last.get("confirm-exit") if act == "approve-exit" else None,
        rests_on=[str(RESTS_ON[code]) for code in rests_on if code in RESTS_ON],
        follow_up=max(done, key=lambda each: each.step.number if each.step else 0, default=None),
        has_notice=posted is not None,
        notices=[each for each in standing.notices if posted and at.get(each.step_id) == posted],
    )
