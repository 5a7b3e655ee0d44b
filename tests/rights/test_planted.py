"""No page or file of any role shows a sensitive value in plain, and nobody reaches what is not theirs by its id."""

from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.accounts.rights import Where, openers
from niangjia.dossiers.commands import file_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import APPLIED_ON, planted
from niangjia.privacy.tests.planted import Find, Plants, Search
from tests.rights.samples import SAMPLES
from tests.rights.test_matrix import ADDRESSES
from tests.rights.world import World

pytestmark = pytest.mark.django_db
LEAVE_ALONE = ("/sign-out/", "/static/", "/set-language/")
MOST_FOLLOWED = 50
"""So many pages are opened beyond those a crawl starts with."""


class _Links(HTMLParser):
    """The addresses a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("href", "hx-get") if name in given]


def crawl(client: Client, starts: list[str]) -> Iterator[tuple[str, bytes]]:
    """Some pages, all of them, and those that links lead to from there, until there are very many."""
    waiting, seen, left = deque(dict.fromkeys(starts)), set(starts), len(set(starts)) + MOST_FOLLOWED
    while waiting and left:
        path, left = waiting.popleft(), left - 1
        answer = client.get(path)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield path, content
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        links = _Links()
        links.feed(content.decode())
        for link in links.found:
            whole = urlsplit(urljoin(path, link))
            wanted = f"{whole.path}?{whole.query}" if whole.query else whole.path
            if whole.netloc in {"", "testserver"} and wanted not in seen and not wanted.startswith(LEAVE_ALONE):
                seen.add(wanted)
                waiting.append(wanted)


@pytest.fixture
def world(system) -> World:
    return World(system)


def _households(world: World, count: int) -> tuple[list[Dossier], Plants]:
    """That many dossiers of the farm, of four people each, and every sealed value in them."""
    plants = Plants()
    stated = [planted(plants, *(f"种{each}{number}" for each in "甲乙丙丁")) for number in range(count)]
    return [file_dossier(each, unit=world.farm, by=world.system, on=APPLIED_ON) for each in stated], plants


def _starts(dossiers) -> list[str]:
    """The home page, every address that names no thing, and every page of some dossiers."""
    plain = [reverse(name) for name in ADDRESSES if name not in SAMPLES and "GET" in openers()[name]]
    of_dossiers = [
        reverse(name, kwargs={"pk": each.pk})
        for name, make in SAMPLES.items()
        if make.__name__ == "of_dossier" and "GET" in openers()[name]
        for each in dossiers
    ]
    return ["/", *plain, *of_dossiers]


def _shown(world: World, households: int, role, signed_in) -> list[Find]:
    dossiers, plants = _households(world, households)
    search, found, opened = Search(plants), [], set()
    client, starts = signed_in(world.someone(role)), _starts(dossiers)
    for path, content in crawl(client, starts):
        opened.add(path)
        found += search.in_answer(content, f"{role} at {path}")
    assert opened >= set(starts)
    return found


@pytest.mark.parametrize("role", Role.values)
def test_no_page_of_any_role_shows_a_planted_value(world, role, signed_in):
    assert not _shown(world, 2, role, signed_in)


@pytest.mark.nightly
@pytest.mark.parametrize("role", Role.values)
def test_no_page_of_any_role_shows_a_value_of_two_hundred_people(world, role, signed_in):
    assert not _shown(world, 50, role, signed_in)


def test_the_crawler_sees_names_and_would_see_values(world, signed_in):
    dossiers, plants = _households(world, 1)
    pages = dict(crawl(signed_in(world.someone(Role.ASSISTANCE_CLERK)), _starts(dossiers)))
    assert any("种甲0" in content.decode(errors="replace") for content in pages.values())
    assert {find.value for find in Search(plants).in_answer(f"<p>{min(plants)}</p>".encode())} == {min(plants)}


def _ids() -> list[UUID]:
    """The key of every row of ours that has an id nobody can guess."""
    return [
        pk
        for config in apps.get_app_configs()
        if config.name.startswith("niangjia.")
        for model in config.get_models()
        if isinstance(model._meta.pk, models.UUIDField)
        for pk in model.objects.values_list("pk", flat=True)
    ]


def substitutions(world: World, roles, signed_in, *, at_most: int) -> Iterator[tuple[str, int, bytes, bool]]:
    """Ask with the ids of another farm's things in path, query and body.

    Yields what was asked, the status, the body, and whether the table lets everyone see things behind the address.
    """
    _households(world, 2)
    made = {make: make(world).kwargs for make in dict.fromkeys(SAMPLES.values())}
    names = {name: set(made[make]) for name, make in SAMPLES.items() if "pk" in made[make]}
    asked = [
        (role, name, method, str(pk)) for role in roles for name in names for method in openers()[name] for pk in _ids()
    ]
    clients = {role: signed_in(world.someone(role, "sibling")) for role in roles}
    for role, name, method, pk in asked[:: max(1, len(asked) // at_most)]:
        path = reverse(name, kwargs=dict.fromkeys(names[name], pk))
        with transaction.atomic():
            send = clients[role].get if method == "GET" else clients[role].post
            answer = send(path, {"person": pk, "unit": pk, "household": pk, "dossier": pk})
            transaction.set_rollback(True)
        is_everyones = any(right.where in {Where.ANYWHERE, Where.SIGNED_IN} for right in openers()[name][method])
        yield f"{role}: {method} {path}", answer.status_code, answer.content, is_everyones


def _let_through(world: World, roles, signed_in, *, at_most: int) -> tuple[int, list[str]]:
    asked, wrong = 0, []
    for what, status, content, is_everyones in substitutions(world, roles, signed_in, at_most=at_most):
        asked += 1
        if (status not in {403, 404} and not is_everyones) or "种甲".encode() in content:
            wrong.append(f"{what} {status}")
    return asked, wrong


CASE_ROLES = (Role.ASSISTANCE_CLERK, Role.UNIT_OFFICER, Role.AUDITOR, Role.LEADER)


def test_the_ids_of_other_units_open_nothing(world, signed_in):
    asked, wrong = _let_through(world, CASE_ROLES, signed_in, at_most=250)
    assert asked >= 250
    assert not wrong


@pytest.mark.nightly
def test_five_thousand_ids_of_other_units_open_nothing(world, signed_in):
    asked, wrong = _let_through(world, Role.values, signed_in, at_most=5_000)
    assert asked >= 5_000
    assert not wrong


@pytest.mark.parametrize("role", CASE_ROLES)
def test_lists_and_figures_hold_nothing_of_other_units(world, role, signed_in):
    dossiers, _plants = _households(world, 2)
    client = signed_in(world.someone(role, "sibling"))
    foreign = {"unit": str(world.farm.pk), "q": "种甲0", "person": str(dossiers[0].worker_id)}
    for name in ADDRESSES:
        if name not in SAMPLES and "GET" in openers()[name]:
            for query in ({}, foreign):
                answer = client.get(reverse(name), query)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                told = content.decode(errors="replace").replace(foreign["q"], "")  # what was asked is said again
                assert not any(name_of in told for name_of in ("种甲", "种乙", "种丙", "种丁")), (name, query)
                assert dossiers[0].number not in told, (name, query)
