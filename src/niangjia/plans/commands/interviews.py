"""Talks about what somebody would like to strengthen. Kept sealed; every reading is on the record."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.models import Person
from niangjia.plans import access
from niangjia.plans.commands.steps import checked, lock_open, require_member
from niangjia.plans.interview import Answers, current, questions_of
from niangjia.plans.models import Interview


@transaction.atomic
def record_interview(dossier: Dossier, person: Person, answers: Answers, *, held_on: date, by: User) -> Interview:
    """Keep a talk, sealed whole. The same again on the same day by the same person is one. Locks the dossier.

    Raises Forbidden, NeedsAnother, Conflict when the dossier is closed, InvalidInput for unknown answers, nothing said,
    a day to come.
    """
    access.require_for(by, "interview", dossier)
    dossier = lock_open(dossier)
    require_member(dossier, person)
    if not dossier.opened_on <= held_on <= clock.today():
        raise InvalidInput(_("The day of the talk is not before the dossier was opened, and not a day to come."))
    known = {each.code: each for each in questions_of(current())}
    if any(asked not in known or answer not in known[asked].answers for asked, answer in answers.given.items()):
        raise InvalidInput(_("Choose one of the answers, or leave the question out."))
    words = checked(answers.words, what=gettext_lazy("What was said"), is_needed=not answers.given)
    sealed = Answers(answers.given, words).as_json()
    for same in Interview.objects.filter(dossier=dossier, person=person, held_on=held_on, by=by):
        if same.answers.reveal() == sealed:
            return same
    talk = Interview(dossier=dossier, person=person, questions=current(), answers=sealed, held_on=held_on, by=by)
    talk.at = clock.now()
    talk.save(force_insert=True)
    audit("plans.interview.recorded", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return talk


@transaction.atomic
def read_interview(talk: Interview, *, by: User) -> Interview:
    """Record that somebody read a talk. Raises Forbidden, NeedsAnother."""
    dossier = talk.dossier
    access.require_for(by, "interview", dossier)
    audit("plans.interview.read", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return talk
