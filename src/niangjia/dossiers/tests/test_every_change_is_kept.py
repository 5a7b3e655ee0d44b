"""No command leaves a dossier saying something else than its newest version."""

import ast
from pathlib import Path

import pytest

import niangjia
from niangjia.accounts.models import Role
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_versions import newest_versions
from niangjia.dossiers.tests.chain_factories import staff
from niangjia.dossiers.tests.version_samples import PARTS, SAMPLES, World
from niangjia.dossiers.tests.watching import watched_commands
from niangjia.dossiers.version_content import as_text, content_of
from niangjia.people.models import Person

PACKAGE = Path(niangjia.__file__).parent


def stale() -> list[str]:
    """Dossiers whose newest version is not what they say."""
    dossiers = list(whole(Dossier.objects.all()))
    newest = newest_versions(each.pk for each in dossiers)
    return [
        each.number
        for each in dossiers
        if each.pk not in newest or newest[each.pk].content.reveal() != as_text(content_of(each))
    ]


@pytest.fixture
def world(farm, other_farm, clerk, someone, bureau, system) -> World:
    return World(farm, other_farm, clerk, someone(Role.APPROVER, bureau), system, staff(someone, bureau, farm))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_newest_version_is_what_the_dossier_says(world, name):
    with watched_commands() as seen:
        SAMPLES[name](world)
    assert name in seen, "the sample does not call it"
    assert Dossier.objects.exists()
    assert stale() == []


@pytest.mark.django_db
def test_the_check_finds_a_change_that_nobody_kept(world):
    dossier = world.dossier()
    assert stale() == []
    Person.objects.filter(pk=dossier.worker_id).update(health="good", phone="")
    Person.objects.filter(pk=dossier.worker_id).update(school="一中")
    assert len(stale()) == 2  # and the earlier dossier of the same person
    Version.objects.all().delete()
    assert len(stale()) == 2


def test_the_parts_are_called_by_commands_of_dossiers_alone():
    names = {part.partition(".")[2] for part in PARTS}
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        if "/tests/" in place or place.startswith(("dossiers/commands/", "people/commands/")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            owner = called.value if isinstance(called, ast.Attribute) else None
            is_part = isinstance(called, ast.Attribute) and called.attr in names
            assert not (is_part and isinstance(owner, ast.Name) and owner.id == "people"), f"{place}:{node.lineno}"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("niangjia.people.commands"):
                assert not {each.name for each in node.names} & names, f"{place}:{node.lineno}"
