"""Many rows with sealed values, for the tests of rotation."""

from datetime import date

from niangjia.people.models import Person
from niangjia.people.queries import identity_index
from niangjia.people.tests.factories import identity

VALUES_EACH = 4


def sealed_persons(count: int) -> list[Person]:
    """Persons with VALUES_EACH sealed values each."""
    persons = []
    for place in range(count):
        number = identity(date(1950 + place // 1400 % 50, 1 + place % 12, 6))
        person = Person(name=f"人{place}", identity_number=number, identity_index=identity_index(number))
        person.born_on, person.sex, person.health, person.work_status = date(1980, 5, 6), "male", "good", "on-post"
        person.phone, person.other_contact = f"138{place:08d}", f"139{place:08d}"
        person.note = f"第{place}户"
        persons.append(person)
    return Person.objects.bulk_create(persons, batch_size=500)
