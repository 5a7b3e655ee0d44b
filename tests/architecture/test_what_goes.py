"""Every table says what a deletion does to it, and none that leads to people says it does not."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.what_goes import WHAT_GOES, WRITTEN_ANEW, Fate, Stated
from niangjia.people.models import Household, Person
from niangjia.privacy.fields import EncryptedTextField

Model = type[models.Model]
PEOPLE: tuple[Model, ...] = (Household, Person, Dossier)
GONE = {Fate.ERASED, Fate.CLEARED}
NEEDS_A_REASON = {Fate.CLEARED, Fate.KEPT, Fate.OF_NOBODY}


def every_model() -> list[Model]:
    """Of every app, with the tables in between that nobody wrote down."""
    return list(apps.get_models(include_auto_created=True))


def leads_to(model: Model, ends: Iterable[Model], seen: frozenset[Model] = frozenset()) -> bool:
    """Whether foreign keys lead from a model to one of the ends, over however many others; users are no bridge."""
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        target = field.related_model
        if not isinstance(target, type) or target in seen:
            continue
        if target in ends or (target is not User and leads_to(target, ends, seen | {model})):
            return True
    return False


def belongs_to_a_user(model: Model) -> bool:
    """Whether its rows go with a user: what someone has, not what someone did."""
    owners = [field for field in model._meta.concrete_fields if field.related_model is User]
    return any(field.remote_field.on_delete is models.CASCADE for field in owners)


def may_say(model: Model) -> list[str]:
    """Fields that can hold an id or words of anybody: JSON, long texts, sealed values, ids that are no foreign key."""
    found = []
    for field in model._meta.concrete_fields:
        is_loose_id = isinstance(field, models.UUIDField) and not field.primary_key
        is_text = isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) > 64
        if is_loose_id or is_text or isinstance(field, models.JSONField | models.TextField | models.BinaryField):
            found.append(field.name)
    return found


def problems(found: Iterable[Model], stated: Mapping[str, Stated]) -> list[str]:
    """What is not declared, or declared against what its fields say."""
    said = []
    for model in found:
        label, fate = model._meta.label_lower, stated.get(model._meta.label_lower)
        if fate is None:
            said.append(f"{label}: say in dossiers/what_goes.py what a deletion does to it")
        elif (model in PEOPLE or leads_to(model, PEOPLE) or belongs_to_a_user(model)) and fate.fate not in GONE:
            said.append(f"{label}: leads to people, and is said to stay as it is")
        elif any(isinstance(each, EncryptedTextField) for each in model._meta.fields) and fate.fate not in GONE:
            said.append(f"{label}: has sealed values, and is said to stay as it is")
        elif fate.fate in NEEDS_A_REASON and not fate.why:
            said.append(f"{label}: say why")
    return said


def test_every_model_says_what_becomes_of_it():
    assert problems(every_model(), WHAT_GOES) == []


def test_nothing_is_declared_that_is_not_there():
    assert set(WHAT_GOES) == {model._meta.label_lower for model in every_model()}


def test_free_space_is_overwritten_wherever_something_went():
    assert set(WRITTEN_ANEW) == {label for label, stated in WHAT_GOES.items() if stated.fate in GONE}


def test_whatever_can_hold_words_and_stays_has_a_reason():
    for model in every_model():
        stated = WHAT_GOES[model._meta.label_lower]
        if may_say(model) and stated.fate not in GONE:
            assert stated.why, model._meta.label


@isolate_apps("niangjia.dossiers")
def test_a_new_model_has_to_take_its_place():
    class Visit(models.Model):  # noqa: DJ008 (nobody prints it)
        person = models.ForeignKey(Person, models.CASCADE, related_name="+")

        class Meta:
            app_label = "dossiers"

    class VisitNote(models.Model):  # noqa: DJ008 (nobody prints it)
        visit = models.ForeignKey(Visit, models.CASCADE, related_name="+")

        class Meta:
            app_label = "dossiers"

    class Badge(models.Model):  # noqa: DJ008 (nobody prints it)
        user = models.ForeignKey(User, models.CASCADE, related_name="+")
        note = EncryptedTextField()

        class Meta:
            app_label = "dossiers"

    class Stamp(models.Model):  # noqa: DJ008 (nobody prints it)
        about = models.UUIDField()

        class Meta:
            app_label = "dossiers"

    found = [Visit, VisitNote, Badge, Stamp]
    labels = [each._meta.label_lower for each in found]
    assert [line.partition(":")[0] for line in problems(found, {})] == labels
    kept = dict.fromkeys(labels, Stated(Fate.KEPT, "we think so"))
    assert [line.partition(":")[0] for line in problems(found, kept)] == labels[:3]
    assert [line.partition(":")[0] for line in problems([Stamp], {labels[3]: Stated(Fate.KEPT)})] == labels[3:]
    assert may_say(Stamp) == ["about"]
    assert problems(found, dict.fromkeys(labels, Stated(Fate.ERASED))) == []
