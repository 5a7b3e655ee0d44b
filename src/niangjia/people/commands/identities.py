"""Correcting an identity number that was typed wrongly."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.resident_numbers import ResidentNumber
from niangjia.people.errors import NumberTaken
from niangjia.people.models import Person
from niangjia.people.queries import identity_index, persons_by_number


@transaction.atomic
def correct_number(person: Person, *, number: ResidentNumber, unit: Unit, by: User) -> Person:
    """Give somebody the number that is right; birth date, sex and blind index follow it. Locks the person's row.

    Raises InvalidInput when it is the one on file, and NumberTaken when it is that of somebody else.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if holder := persons_by_number([number.number]).get(number.number):
        if holder.pk == person.pk:
            raise InvalidInput(_("This is the number on file already."), code="number-known")
        raise NumberTaken(number.number)
    person.identity_number = number.number
    person.identity_index = identity_index(number.number)
    person.born_on, person.sex = number.born_on, "female" if number.is_female else "male"
    try:
        with transaction.atomic():
            person.save(update_fields=["identity_number", "identity_index", "born_on", "sex"])
    except IntegrityError as error:  # somebody wrote it for another person meanwhile
        raise NumberTaken(number.number) from error
    audit("people.number.corrected", person, by=by, unit=unit)
    return person
