"""Every address x method x role x jurisdiction is answered as the table of rights says, read from the router.

On each change the listed methods are tried by every role at the farm itself, by the roles of the row at every place,
and by those whose sign-in is worth nothing; at night everyone tries every method.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode

from niangjia.accounts.rights import Right, openers
from tests.rights.samples import sample_of
from tests.rights.world import Persona, Sample, World

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
REFUSED = {401, 403, 404, 405}
NOT_READY = "config:tell-health"
"""Says 503 of a system that is not ready, as that of the tests."""


def _addresses(resolver: URLResolver, namespace: str = ""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}"


ADDRESSES = sorted(_addresses(get_resolver()))


@pytest.fixture
def world(system) -> World:
    return World(system)


def rights_for(address: str, method: str) -> tuple[Right, ...]:
    return openers()[address].get("GET" if method == "HEAD" else method, ())


def answer_class(client: Client, method: str, address: str, sample: Sample) -> str:
    """What became of a request; whatever it wrote is undone."""
    path = reverse(address, kwargs=sample.kwargs) + (f"?{urlencode(sample.query)}" if sample.query else "")
    with transaction.atomic():
        answer = client.post(path, sample.data) if method == "POST" else getattr(client, method.lower())(path)
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith(f"{reverse('accounts:sign-in')}?"):
        return "asked to sign in"
    if answer.status_code == 405:
        return "no such method"
    assert answer.status_code < 500 or address == NOT_READY, (method, path, answer.status_code)
    return "refused" if answer.status_code in REFUSED else "answered"


def expected(world: World, address: str, method: str, persona: Persona, sample: Sample) -> str:
    rights = rights_for(address, method)
    is_public = any(right.where == "public" for by in openers()[address].values() for right in by)
    if not is_public and (persona.user is None or not persona.user.is_active):
        return "asked to sign in"
    if not rights:
        return "no such method"
    return "answered" if any(world.expects(right, persona, sample) for right in rights) else "refused"


def disagreements(world: World, address: str, methods, personas, signed_in) -> list[str]:
    sample, found = sample_of(address, world), []
    for persona in personas:
        client = signed_in(persona.user) if persona.user else Client()
        for method in methods:
            told = answer_class(client, method, address, sample)
            wanted = expected(world, address, method, persona, sample)
            is_public = any(right.where == "public" for right in rights_for(address, method))
            if is_public and told != "no such method":
                continue  # nobody is kept from it; the steps of a sign-in send on whoever is not in the middle of one
            if method == "HEAD" and told == "no such method":
                continue  # let through by the door, a page with a form need not answer it
            if told != wanted and not (sample.is_finer and (told, wanted) == ("refused", "answered")):
                found.append(f"{persona.name}: {method} {address} was {told}, not {wanted}")
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_listed_methods_answer_as_the_table_says(world, address, signed_in):
    roles = {role for by in openers()[address].values() for right in by for role in right.roles}
    personas = [each for each in world.personas() if each.place in {"", "own"} or each.role in roles]
    if len(roles) > 12:  # where everyone may, the places of a few show it
        personas = [each for each in personas if each.place in {"", "own"} or each.role in sorted(roles)[:3]]
    assert not disagreements(world, address, sorted(openers()[address]), personas, signed_in)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_other_method_is_taken(world, address, signed_in):
    others = [method for method in METHODS if not rights_for(address, method)]
    few = [each for each in world.personas() if each.name in {"anonymous", "no-unit", "assistance-clerk at root"}]
    assert not disagreements(world, address, others, few, signed_in)


@pytest.mark.nightly
@pytest.mark.parametrize("address", ADDRESSES)
def test_everyone_with_every_method(world, address, signed_in):
    assert not disagreements(world, address, METHODS, world.personas(), signed_in)
