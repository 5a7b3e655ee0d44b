"""What the chain has on record of a dossier, as forms tell it: who did what when, and what came of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext

from niangjia.dossiers.chain import Chain
from niangjia.dossiers.models import Dossier, PublicNotice, Step
from niangjia.dossiers.official import words
from niangjia.dossiers.official.reading import Reading, day
from niangjia.dossiers.papers import kinds_in_words
from niangjia.dossiers.queries_of_chain import chain_in_force, notices_of, steps_of
from niangjia.kernel.text import Text

FINDINGS = ("visit", "verification", "appraisal", "notice")


@dataclass(frozen=True, slots=True)
class History:
    """The steps of a dossier in order, those since the latest submission by their act, and the notices."""

    chain: Chain
    steps: list[Step]
    latest: Mapping[str, Step]
    notices: list[PublicNotice]

    def label(self, step: Step) -> Text:
        """What was done."""
        return self.chain.acts[step.act].label

    def last(self, act: str) -> Step | None:
        """The step of an act that counts: one before a return was done anew since."""
        return self.latest.get(act)

    def all_of(self, finding: str) -> list[Step]:
        """Every step at which something of a kind was found, the earliest first."""
        return [step for step in self.steps if hasattr(step, finding)]


def history_of(dossier: Dossier) -> History:
    """Three queries and those of the objections."""
    steps = steps_of(dossier)
    begin = max((step.number for step in steps if step.act == "submit"), default=1)
    latest = {step.act: step for step in steps if step.number >= begin}
    return History(chain_in_force(), steps, latest, list(notices_of(dossier)))


def recorded(step: Step | None) -> str:
    """Who had it put on record, and when."""
    return str(words.RECORDED).format(who=step.by, day=day(step.at)) if step else ""


def notice_in_words(notice: PublicNotice | None) -> str:
    """From when to when it hung where, what was objected, and when it came down. No objection is quoted."""
    if notice is None:
        return ""
    told = [str(words.HUNG).format(start=day(notice.starts_on), end=day(notice.ends_on), place=notice.place)]
    objections = list(notice.objections.all())
    if objections:
        outcomes = [str(each.get_outcome_display() or words.OBJECTION_OPEN) for each in objections]
        told.append(str(words.OBJECTIONS).format(count=len(objections), outcomes=str(words.SEMICOLON).join(outcomes)))
    elif notice.removed_on:
        told.append(str(words.NO_OBJECTIONS))
    told.append(str(words.REMOVED).format(day=day(notice.removed_on)) if notice.removed_on else str(words.STILL_HANGS))
    return str(words.GAP).join(told)


def appraisal_in_words(step: Step | None) -> str:
    """When how many met, and what they spoke for."""
    if step is None or not hasattr(step, "appraisal"):
        return ""
    meeting = step.appraisal
    favour = pgettext("appraisal", "In favour") if meeting.is_in_favour else pgettext("appraisal", "Against")
    return str(words.MET).format(day=day(meeting.met_on), count=meeting.attendees, result=favour)


def found_at(history: History, step: Step, reading: Reading) -> str:
    """What stands on record of one step: what was found, what was missing, and the remark."""
    return str(words.GAP).join(filter(None, _found(history, step, reading)))


def _found(history: History, step: Step, reading: Reading) -> Iterator[str]:
    if hasattr(step, "visit"):
        yield str(words.VISITED).format(day=day(step.visit.visited_on), who=step.visit.visitors)
    if hasattr(step, "verification"):
        check = step.verification
        yield str(words.CHECKED).format(
            day=day(check.answered_on), source=check.get_source_display(), result=check.get_result_display()
        )
        yield reading.words(check.findings)
    yield appraisal_in_words(step)
    if hasattr(step, "notice"):
        yield notice_in_words(next((each for each in history.notices if each.step_id == step.pk), step.notice))
    if step.details.get("missing"):
        yield str(words.MISSING).format(what=kinds_in_words(step.details["missing"]))
    if step.details.get("told_on"):
        yield str(words.TOLD_ON).format(day=step.details["told_on"])
    yield reading.words(step.note)


def deadlines(steps: Iterable[Step]) -> Iterator[tuple[Step, str]]:
    """Each step with the deadline that the one before it set, and whether it was kept."""
    due_on = None
    for step in steps:
        done_on = day(step.at)
        due = day(due_on)
        yield step, f"{due} {words.LATE if done_on > due else words.IN_TIME}" if due else ""
        due_on = step.due_on
