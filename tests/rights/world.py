"""A small world for tests of rights: a province with two bureaus and farms, someone of each role at each place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from niangjia.accounts.commands import add_unit
from niangjia.accounts.models import Appointment, Role, Unit, UnitKind, User
from niangjia.accounts.rights import Right, Where
from niangjia.kernel import clock

SINCE = date(2020, 1, 1)
PLACES = ("own", "child", "parent", "sibling", "elsewhere", "root")
"""Places of an appointment as seen from the farm whose things are asked for."""


@dataclass(frozen=True)
class Persona:
    """Who asks: a user (None: nobody signed in), and what their appointment is worth today."""

    name: str
    user: User | None
    role: str = ""
    place: str = ""


@dataclass
class Sample:
    """One thing behind an address: where it belongs, who may call it their own, and the state it is in.

    Where a finer table than that of rights decides on top (`is_finer`), a refusal is an answer, too.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    owner: User | None = None
    query: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    state: str = ""
    is_finer: bool = False


class World:
    """The units, the personas, and samples that are made when asked for."""

    def __init__(self, system: User) -> None:
        self.system = system
        self.root = add_unit(name="某省总工会", kind=UnitKind.PROVINCIAL, by=system)
        self.bureau = self._below(self.root, "白桦岭林业局工会", UnitKind.BUREAU)
        self.elsewhere = self._below(self.root, "红松岭林业局工会", UnitKind.BUREAU)
        self.farm = self._below(self.bureau, "白桦林场", UnitKind.FARM)
        self.sibling = self._below(self.bureau, "红松林场", UnitKind.FARM)
        self.child = self._below(self.farm, "白桦林场一队", UnitKind.FARM)

    def _below(self, parent: Unit, name: str, kind: str) -> Unit:
        return add_unit(name=name, kind=kind, parent=parent, by=self.system)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The unit at each place."""
        return {
            "own": self.farm,
            "child": self.child,
            "parent": self.bureau,
            "sibling": self.sibling,
            "elsewhere": self.elsewhere,
            "root": self.root,
        }

    @cached_property
    def people(self) -> dict[tuple[str, str], User]:
        """Someone of each role at each place."""
        made = {
            (role, place): User(username=f"{role}-{place}", display_name=f"{role}/{place}", password="!")
            for role in Role.values
            for place in PLACES
        }
        User.objects.bulk_create(made.values())
        Appointment.objects.bulk_create(
            Appointment(user=user, role=role, unit=self.units[place], starts_on=SINCE)
            for (role, place), user in made.items()
        )
        return made

    def someone(self, role: str, place: str = "own") -> User:
        """The one of a role at a place."""
        return self.people[role, place]

    def personas(self) -> Iterator[Persona]:
        """Everyone: each role at each place, and those whose sign-in or appointment is worth nothing."""
        yield Persona("anonymous", None)
        yesterday, tomorrow = clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)
        yield self._worthless("disabled", is_active=False)
        yield self._worthless("expired", ends_on=yesterday)
        yield self._worthless("not-yet", starts_on=tomorrow)
        yield Persona("no-unit", User.objects.create(username="no-unit", display_name="x", password="!"))
        for (role, place), user in self.people.items():
            yield Persona(f"{role} at {place}", user, role, place)

    def _worthless(self, name: str, *, is_active: bool = True, **changes: date) -> Persona:
        user = User.objects.create(username=name, display_name=name, password="!", is_active=is_active)
        given = {"role": Role.ASSISTANCE_CLERK, "unit": self.root, "starts_on": SINCE} | changes
        Appointment.objects.create(user=user, **given)
        return Persona(name, user)

    def expects(self, right: Right, persona: Persona, sample: Sample) -> bool:
        """Whether a row of the table lets a persona in: reckoned anew here, not by the functions under test."""
        user = persona.user
        if right.where is Where.PUBLIC:
            return True
        is_known = user is not None and user.is_active and right.where is not Where.SYSTEM
        if not is_known or (sample.state and not right.allows_state(sample.state)):
            return False
        if right.where is Where.SIGNED_IN:
            return True
        if right.where is Where.OWN and not right.roles:
            return sample.owner in {None, user}
        return self._role_reaches(right, persona, sample)

    def _role_reaches(self, right: Right, persona: Persona, sample: Sample) -> bool:
        if persona.role not in right.roles:
            return False
        match right.where:
            case Where.OWN:
                return sample.owner in {None, persona.user}
            case Where.WHOLE:
                return persona.place == "root"
            case Where.GRANTED:
                return False  # nobody was let in to these samples
            case Where.SUBTREE:
                return sample.unit is None or sample.unit.path.startswith(self.units[persona.place].path)
            case _:
                return True


MakeSample = Callable[[World], Sample]
