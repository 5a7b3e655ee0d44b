"""What a visit found, written as proposals: checked against the questions, compared with what is on file."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.dossiers.official.reading import age_on
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.access import require_not_withdrawn
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.queries import members_in_force
from niangjia.visits import queries
from niangjia.visits.findings import CAUSE, CHANGE, HOUSEHOLD, Question, newest
from niangjia.visits.models import Finding, FindingState, Visit
from niangjia.visits.records import Noticed

LONGEST_WORDS = 500


def notice_findings(visit: Visit, noticed: Sequence[Noticed], *, by: User) -> None:
    """A part of recording a visit: the dossier is locked. What is on file already is no finding.

    An earlier proposal about the same thing gives way, and the same cause seen earlier. Raises InvalidInput for an
    answer that cannot be given, and ConsentMissing for one about health when a member took back the consent to
    sensitive data.
    """
    members = {each.person_id: each.person.born_on for each in members_in_force(visit.dossier.household)}
    asked = newest().questions
    if len({(each.question, each.person) for each in noticed}) < len(noticed):
        raise InvalidInput(_("A question was answered twice."), code="noticed")
    for each in noticed:
        question = asked.get(each.question)
        born_on = members.get(each.person) if each.person else None
        is_about = question is not None and (question.about == HOUSEHOLD) == (each.person is None)
        is_asked = question is not None and (born_on is None or question.asks(age_on(born_on, clock.today())))
        is_known = each.person is None or each.person in members
        if question is None or not (is_about and is_asked and is_known and question.takes(each.value.strip())):
            raise InvalidInput(_("This cannot be answered so."), remedy=_("Choose another answer."), code="noticed")
        if len(each.words) > LONGEST_WORDS:
            raise InvalidInput(_("At most %(most)s characters.") % {"most": LONGEST_WORDS}, code="noticed")
        if question.field == "health":
            require_not_withdrawn(visit.dossier.household, SENSITIVE)
        _notice(visit, question, each, by)


def _notice(visit: Visit, question: Question, said: Noticed, by: User) -> None:
    value, before = said.value.strip(), ""
    if question.kind == CHANGE:
        before = queries.value_on_file(visit.dossier, said.person, question.field)
        if value == before:
            return
        _give_way(_earlier(visit, said.person).filter(kind=CHANGE, field=question.field), by)
    cause = value if question.kind == CAUSE else question.causes.get(value)
    if cause:
        seen = _earlier(visit, said.person).filter(kind=CAUSE)
        _give_way(seen.filter(pk__in=[each.pk for each in seen if each.value.reveal() == cause]), by)
    _write(visit, question, said, question.kind, value, before)
    if cause and question.kind != CAUSE:
        _write(visit, question, said, CAUSE, cause)


def _write(visit: Visit, question: Question, said: Noticed, kind: str, value: str, before: str = "") -> None:
    Finding.objects.create(
        visit=visit,
        person_id=said.person,
        kind=kind,
        field=question.field if kind == CHANGE else "",
        question=question.code,
        value=value,
        before=before,
        words=said.words.strip(),
    )


def _earlier(visit: Visit, person: UUID | None) -> "QuerySet[Finding]":
    """What visits not later than this one found about somebody, or about the household, and nobody has taken up."""
    open_ones = Finding.objects.filter(state=FindingState.OPEN, person=person).exclude(visit=visit)
    return open_ones.filter(visit__dossier=visit.dossier, visit__visited_on__lte=visit.visited_on)


def _give_way(earlier: "QuerySet[Finding]", by: User) -> None:
    """The later visit says what is to be taken up."""
    earlier.update(state=FindingState.SUPERSEDED, decided_by=by, decided_at=clock.now())
