"""The first word, the first help, and looking at what was said."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.access import require_open
from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import Role, Unit, Urgent, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.audit.commands import record as audit
from niangjia.clues import access
from niangjia.clues.clocks import wants_papers
from niangjia.clues.commands.locking import lock_clue
from niangjia.clues.models import Clue, LookedFor, Source
from niangjia.clues.records import Word
from niangjia.dossiers.commands.limits import count_look, looking_of
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.names import initials, pinyin
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages
from niangjia.people.queries import identity_index, persons_by_number


@transaction.atomic
def report_clue(word: Word, *, unit: Unit, form_key: UUID, by: User) -> Clue:
    """Keep a word about someone of a unit; from now on its clocks run. The same form sent twice is one clue.

    Of an emergency the assistance clerks nearest above are told at once.
    Raises Forbidden, InvalidInput without name, story or who knew, or for a day to come; Conflict when the unit is
    closed, or when somebody else sent this form.
    """
    access.require(by, "report", unit)
    _check(word)
    require_open(unit)
    today = clock.today()
    clue = Clue(
        form_key=form_key,
        unit=unit,
        name=word.name.strip(),
        name_pinyin=pinyin(word.name.strip()),
        name_initials=initials(word.name.strip()),
        identity_number=word.identity_number,
        identity_index=identity_index(word.identity_number) if word.identity_number else None,
        phone=word.phone.strip(),
        story=word.story.strip(),
        source=word.source,
        is_emergency=word.is_emergency,
        known_by=word.known_by.strip(),
        known_on=word.known_on,
        reported_by=by,
        reported_at=clock.now(),
        first_known_on=word.known_on,
        first_reported_on=today,
    )
    try:
        with transaction.atomic():
            clue.save(force_insert=True)
    except IntegrityError:
        sent = Clue.objects.filter(form_key=form_key, reported_by=by).select_related("unit").first()
        if sent is None:
            raise Conflict(_("This form has been used already."), remedy=_("Open a new one.")) from None
        return sent
    source = in_both_languages(Source(word.source).label)
    audit("clues.clue.reported", clue, by=by, unit=unit, source=source, known_on=str(word.known_on))
    if clue.is_emergency:
        text = in_both_languages(_("An emergency was reported at %(unit)s: help is needed today."), unit=unit.title)
        told = {
            each.pk: each
            for role in (Role.UNIT_OFFICER, Role.ASSISTANCE_CLERK)  # who is nearest, and who decides above
            for each in nearest_holders(unit, [role], besides=by)
        }.values()
        send_notice(told, text=text, address=reverse("clues:show-clue", args=[clue.pk]), urgent=Urgent.EMERGENCY, by=by)
    return clue


@transaction.atomic
def help_clue(
    clue: Clue, *, helped_on: date, helped_by: str, help_given: str, is_emergency: bool = False, by: User
) -> Clue:
    """Record the first help that somebody gave, once. Locks the clue. The same again changes nothing.

    `is_emergency` puts it on the emergency track: its papers are due from then. Raises Forbidden, InvalidInput for a
    day to come or before it was known, or without who and what; Conflict when help is recorded or the clue was refused.
    """
    clue = lock_clue(clue)
    access.require(by, "help", clue.unit)
    said = (helped_on, helped_by.strip(), help_given.strip())
    require_readable(*said[1:])
    if clue.helped_on:
        if (clue.helped_on, clue.helped_by, clue.help_given.reveal()) == said:
            return clue
        raise Conflict(
            _("The first help is recorded already: %(who)s.") % {"who": clue.helped_by}, code="helped-already"
        )
    if clue.state in {"refused", "merged"}:
        raise Conflict(_("This clue has ended."), remedy=_("Record the help where it was given."), code="ended")
    if not all(said) or not clue.first_known_on <= helped_on <= clock.today():
        raise InvalidInput(
            _("Help has a day between the first word and today, someone who gave it, and what it was."),
            remedy=_("Check the day."),
        )
    clue.helped_on, clue.helped_by, clue.help_given = said
    clue.help_recorded_by = by
    clue.is_emergency = clue.is_emergency or is_emergency
    clue.first_helped_on = min(filter(None, (clue.first_helped_on, helped_on)))
    clue.save()
    audit("clues.clue.helped", clue, by=by, unit=clue.unit, on=str(helped_on))
    return clue


@transaction.atomic
def complete_papers(clue: Clue, *, by: User) -> Clue:
    """Say that the papers of an emergency are there, today. Locks the clue. Said again it changes nothing.

    Raises Forbidden, Conflict when it is none, or no help is recorded.
    """
    clue = lock_clue(clue)
    access.require(by, "help", clue.unit)
    if clue.papers_done_on:
        return clue
    if not wants_papers(clue) or clue.first_helped_on is None:
        raise Conflict(
            _("There is no emergency help that papers belong to."), remedy=_("Record the help first."), code="no-help"
        )
    clue.papers_done_on, clue.papers_done_by = clock.today(), by
    clue.save(update_fields=["papers_done_on", "papers_done_by"])
    audit("clues.papers.completed", clue, by=by, unit=clue.unit)
    return clue


def reveal_clue(clue: Clue, *, purpose: str, device: str, by: User) -> dict[str, str]:
    """What is sealed in a clue in plain, by field, empty ones left out; counted as a look at a person and recorded.

    Runs in no transaction of the caller. Raises Forbidden, InvalidInput for an unknown purpose, TooManyLooks,
    NotRecorded.
    """
    access.require(by, "reveal", clue.unit)
    if purpose not in LookedFor.values:
        raise InvalidInput(_("Say what you need them for."), code="no-purpose")
    why = in_both_languages(LookedFor(purpose).label)
    number = clue.identity_number.reveal() if clue.identity_number else ""
    person = persons_by_number([number]).get(number) if number else None
    with looking_of(by):
        refusal = count_look(by, person.pk if person else clue.pk)
        result = refusal.code if refusal else "shown"
        audit("clues.clue.revealed", clue, by=by, unit=clue.unit, why=why, device=device, result=result)
    if refusal is not None:
        raise refusal
    values = {name: getattr(clue, name) for name in ("story", "identity_number", "phone", "help_given", "reason")}
    return {name: value.reveal() for name, value in values.items() if value}


def _check(word: Word) -> None:
    if not (word.name.strip() and word.story.strip() and word.known_by.strip() and word.source in Source.values):
        raise InvalidInput(
            _("A clue says who, what happened, where the word came from and who knew it first."),
            remedy=_("Fill in what is missing."),
        )
    require_readable(word.name, word.story, word.known_by, word.phone)
    require_past_day(word.known_on, ahead=_("Nobody knew it on a day to come."), code="day-to-come")
