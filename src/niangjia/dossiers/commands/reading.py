"""Looking: what is sealed is shown for a purpose, and only after the record has it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access, looking
from niangjia.dossiers.commands.limits import count_look, looking_of
from niangjia.dossiers.errors import NotRecorded, PurposeNotAllowed
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.purposes import FIELDS, MIN_WORDS, holds_a_number, label_of, table
from niangjia.dossiers.queries import names_in
from niangjia.dossiers.sealed import sealed_of, value_of
from niangjia.kernel.errors import InvalidInput, NiangjiaError
from niangjia.kernel.ids import new_id
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people.errors import NumberOnFile
from niangjia.people.models import Person
from niangjia.people.queries import persons_by_number


def reveal_values(
    dossier: Dossier, *, person: UUID, fields: Sequence[str], purpose: str, words: str = "", device: str, by: User
) -> dict[str, str]:
    """Sealed values of a person of a dossier in plain, by field; recorded and committed before anything is unsealed.

    Runs in no transaction of the caller. Raises InvalidInput for what cannot be understood, and, all recorded as
    refused, PurposeNotAllowed by the table of purposes and TooManyLooks by its limits; NotRecorded when the record
    cannot be written.
    """
    whose = _checked(dossier, person, fields, purpose, words)
    what = list_of(fields)
    told = {
        "number": dossier.number,
        "dossier": str(dossier.pk),
        "fields": sorted(fields),
        "what": what,
        "purpose": purpose,
        "why": table().purposes[purpose].label,
        "words": words.strip(),
        "device": device,
    }
    with looking_of(by):
        refusal = refusal_by_table(dossier, fields, purpose, by) or count_look(by, whose.pk)
        if refusal is None:
            audit("dossiers.value.revealed", whose, by=by, unit=dossier.unit, result="shown", **told)
        else:
            audit("dossiers.value.refused", whose, by=by, unit=dossier.unit, result=refusal.code, **told)
    if refusal is not None:
        raise refusal
    return {field: value_of(dossier, whose, field).reveal() for field in fields}


def find_dossier(number: str, *, device: str, by: User) -> Dossier | None:
    """The dossier of someone with an identity number (18 characters that hold together), among those one may read.

    None when there is none or it is not one's own, which look and count alike. Every try counts as a look at a
    person. Raises Forbidden, TooManyLooks, and NotRecorded when the record cannot be written.
    """
    visible = access.dossiers_to_read(by)
    with looking_of(by):
        found = looking.dossiers_of_number(visible, number).select_related("unit").first()
        about = persons_by_number([number])[number].pk if found else new_id()
        refusal = count_look(by, about)
        result = refusal.code if refusal else "found" if found else "nothing"
        subject = found if found and not refusal else by
        audit(
            "dossiers.dossier.sought", subject, by=by, unit=found.unit if found else None, device=device, result=result
        )
    if refusal is not None:
        raise refusal
    return found


def count_number(refusal: NumberOnFile, *, device: str, by: User) -> NiangjiaError:
    """Count and record, as a look at a person, that a form was refused because of somebody on file; what to say of it.

    Runs after the transaction of what was refused is undone, and in none of the caller. Raises NotRecorded.
    """
    with looking_of(by):
        too_many = count_look(by, persons_by_number([refusal.number])[refusal.number].pk)
        result = too_many.code if too_many else refusal.code
        audit("dossiers.dossier.sought", by, by=by, unit=None, device=device, result=result)
    return too_many or refusal


def read_dossier(dossier: Dossier, *, page: str, device: str, by: User) -> None:
    """Record that someone opened a dossier found by `access.get_dossier_for`: once a day; in an emergency each page.

    Two first looks at the same instant may both be recorded. Raises NotRecorded.
    """
    glass = getattr(dossier, "glass", None)
    if glass is None and looking.has_read_today(by, dossier):
        return
    try:
        with transaction.atomic():
            if glass is None:
                audit("dossiers.dossier.read", dossier, by=by, unit=dossier.unit, number=dossier.number, device=device)
            else:
                told = {"number": dossier.number, "page": page, "device": device, "glass": str(glass.pk)}
                audit("dossiers.break-glass.used", dossier, by=by, unit=dossier.unit, **told)
    except DatabaseError as error:
        raise NotRecorded(
            _("The look could not be recorded, so nothing is shown."),
            remedy=_("Try again; if it happens twice, tell the administrator."),
        ) from error


def check_reason(words: str, *, is_needed: bool = True, about: "QuerySet[Dossier] | None" = None) -> None:
    """Raise InvalidInput for a reason in words that is too short, or holds what has no place in the record: a number,
    or the name of somebody in the households it is `about`."""
    require_readable(words)
    if is_needed and len(words.strip()) < MIN_WORDS:
        raise InvalidInput(
            _("The reason is too short."), remedy=_("Say in at least ten characters what it is for."), code="no-reason"
        )
    if holds_a_number(words):
        raise InvalidInput(
            _("The reason holds a number."),
            remedy=_("Leave identity numbers, cards and telephones out: others read the record."),
            code="number-in-reason",
        )
    if about is not None and words and (named := names_in(words, about)):
        raise InvalidInput(
            in_both_languages(_("The reason names %(names)s."), names="、".join(named)),
            remedy=_("The record outlives the dossier: write “the worker” or the number of the dossier instead."),
            code="name-in-reason",
        )


def _checked(dossier: Dossier, person: UUID, fields: Sequence[str], purpose: str, words: str) -> Person:
    whose = next((each for each in sealed_of(dossier) if each.person.pk == person), None)
    if whose is None:
        raise InvalidInput(_("This person is not in the dossier."), code="member-missing")
    if not fields or set(fields) - set(FIELDS) or set(fields) - {name for name, _value in whose.values}:
        raise InvalidInput(_("Say which values you need to see."), code="no-fields")
    check_purpose(dossier, purpose, words)
    return whose.person


def check_purpose(dossier: Dossier, purpose: str, words: str) -> None:
    """Raise InvalidInput for a purpose that there is not, or words that must not stand on the record (check_reason)."""
    chosen = table().purposes.get(purpose)
    if chosen is None:
        raise InvalidInput(_("Say what you need them for."), code="no-purpose")
    check_reason(words, is_needed=chosen.needs_words, about=Dossier.objects.filter(pk=dossier.pk))


def refusal_by_table(dossier: Dossier, fields: Iterable[str], purpose: str, by: User) -> NiangjiaError | None:
    """Why someone's roles are not shown some fields for a purpose; None when they are."""
    roles = access.roles_to_reveal(by, dossier)
    refused = [each for each in fields if not table().allows(roles, FIELDS[each][0], purpose)]
    if not refused:
        return None
    message = in_both_languages(
        _("For this purpose (%(purpose)s) your role is not shown: %(fields)s."),
        purpose=table().purposes[purpose].label,
        fields=list_of(refused),
    )
    return PurposeNotAllowed(
        message,
        remedy=_("Choose what the purpose needs, or ask a colleague whose work it is."),
    )


def list_of(fields: Iterable[str]) -> Text:
    """The names of fields in a row."""
    names = [in_both_languages(label_of(field)) for field in fields]
    return Text("、".join(each.zh for each in names), ", ".join(each.en for each in names))
