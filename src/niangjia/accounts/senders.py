"""The registry of who may send files before a sign-in: those whom an app above has let in to one thing otherwise."""

from collections.abc import Callable

from django.http import HttpRequest

Sender = Callable[[HttpRequest], bool]
"""Answers from address and cookies alone: the body of the request is not to be read yet."""

_senders: list[Sender] = []


def register_sender(sender: Sender) -> None:
    """Add a function that says whether a request comes from someone it has let in."""
    if sender not in _senders:
        _senders.append(sender)


def may_send(request: HttpRequest) -> bool:
    """Whether any app has let in whoever sends this."""
    return any(sender(request) for sender in _senders)
