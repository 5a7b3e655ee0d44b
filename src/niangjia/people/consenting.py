"""What stops when a consent is taken back: apps that keep things running tell it here."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise

from niangjia.kernel.text import Text
from niangjia.people.models import Person

Sentence = str | Promise | Text
Running = Callable[[Person, str], Iterable[Sentence]]

_running: list[Running] = []


def register_running(running: Running) -> None:
    """Add a function that names, for a person and a purpose, each running thing that stops without the consent."""
    if running not in _running:
        _running.append(running)


def what_stops(person: Person, purpose: str) -> list[Sentence]:
    """Every running thing that rests on this person's consent to a purpose, for the page that asks before it stops."""
    return [sentence for running in _running for sentence in running(person, purpose)]
