"""A press that comes a second time: it writes nothing more when it says what was kept the first time, sealed words
included, and is refused when it says something else, so that nobody takes for kept what is not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.deadlines import notice_may_end_on
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import DossierState, Step
from niangjia.dossiers.notice_fields import CATALOGUE
from niangjia.dossiers.queries_of_notices import notice_settings
from niangjia.dossiers.step_records import NoticeRecord, Plain, StepRecord
from niangjia.kernel import clock
from niangjia.kernel.text import in_both_languages
from niangjia.privacy.fields import Sealed

KEPT_AS = {
    "record-visit": "visit",
    "verify": "verification",
    "appraise": "appraisal",
    "post-notice": "notice",
    "post-exit-notice": "notice",
    "record-follow-up": "follow_up",
}
"""The row that an act with a record leaves beside its step, by the name it has there."""


def require_repeated(
    since: Sequence[Step],
    act: str,
    given: Iterable[StepRecord],
    details: Mapping[str, object],
    *,
    by: User,
    chain: Chain,
) -> None:
    """Raises StepTaken unless the steps since a page was made are one press of an act by the same person, and its
    records and details say what was kept with them.

    A step that nothing is given for says nothing but an empty remark. Spaces around what was typed make no difference.
    """
    is_own = all(step.by_id == by.pk for step in since)
    if not is_own or tuple(step.act for step in since) != chain.parts(act, since[0].from_state):
        raise _taken(since[-1], chain)
    records, last = {each.act: each for each in given}, since[-1]
    are_kept = all(_is_kept(step, records.get(step.act, Plain(step.act)), chain) for step in since)
    if not are_kept or any(last.details.get(name) != value for name, value in details.items()):
        raise _said_otherwise(last, chain)


def _is_kept(step: Step, record: StepRecord, chain: Chain) -> bool:
    if isinstance(record, Plain):
        return step.act not in KEPT_AS and _bare(step.note) == _bare(record.note)
    row = getattr(step, KEPT_AS[step.act], None)
    return row is not None and all(
        _bare(getattr(row, name)) == _bare(value) for name, value in _as_kept(record, chain).items()
    )


def _as_kept(record: StepRecord, chain: Chain) -> dict[str, Any]:
    """What a record says by the names of the row, with what was left to the program."""
    said = asdict(record)
    said.pop("planned", None)  # kept with the details of the step: it is a row, and no word of it
    if isinstance(record, NoticeRecord):
        said["ends_on"] = record.ends_on or notice_may_end_on(chain, record.starts_on, record.act)
        said["fields"] = CATALOGUE.chosen(record.fields or notice_settings().fields)
    return said


def _bare(value: Any) -> Any:
    plain = value.reveal() if isinstance(value, Sealed) else value
    return plain.strip() if isinstance(plain, str) else plain


def _taken(last: Step, chain: Chain) -> StepTaken:
    return StepTaken(
        in_both_languages(
            _("Meanwhile %(name)s did “%(act)s” (%(at)s): the dossier now stands at “%(state)s”."),
            name=str(last.by),
            act=chain.acts[last.act].label,
            at=_at(last),
            state=DossierState(last.to_state).label,
        ),
        remedy=_("Look at the dossier as it is now before you go on. What you typed is kept."),
    )


def _said_otherwise(last: Step, chain: Chain) -> StepTaken:
    return StepTaken(
        in_both_languages(
            _("You did “%(act)s” already (%(at)s), and what was kept then says something else. This was not kept."),
            act=chain.acts[last.act].label,
            at=_at(last),
        ),
        remedy=_(
            "Read on the page of the dossier what was kept. What you typed still stands here: "
            "what is missing there you can add to a later step."
        ),
    )


def _at(step: Step) -> str:
    return f"{step.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
