"""The page by which a dossier on file is changed by hand, put together from its forms: the case, each member, new ones.

What is sealed is shown masked and stays when its field is left empty. Unit, money and events are changed elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.draft_forms import PersonForm, member_forms
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.on_file_forms import CaseForm, OnFilePersonForm, plain
from niangjia.dossiers.records import DossierRecord
from niangjia.dossiers.revising import OF_CASE, OF_PERSON, Plain, Stand, is_kept_when_empty, merge, path_of, typed_over
from niangjia.dossiers.version_content import UNREADABLE
from niangjia.dossiers.version_words import NOTHING, Names, label_of, value_in_words
from niangjia.kernel.errors import Conflict
from niangjia.people.records import HouseholdRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that two people changed otherwise: the page asks which is right."""

    name: str
    whose: str
    label: str
    typed: str
    theirs: str


@dataclass(slots=True)
class Revision:
    """The page: its forms over one version, and what must be chosen. `gone`: what was typed about members who left."""

    data: QueryDict | None
    stand: Stand
    choices: list[Choice] = field(default_factory=list)
    gone: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    case: CaseForm = field(init=False)
    persons: list[OnFilePersonForm] = field(init=False)
    members: list[PersonForm] = field(init=False)

    def __post_init__(self) -> None:
        if self.data is not None:
            self.data = self.data.copy()
            self._settle(self.data)
        self.case = CaseForm(self.data, self.stand)
        self.persons = [OnFilePersonForm(self.data, self.stand, person) for person in self.stand.persons]
        self.members = member_forms(self.data)

    def _settle(self, data: QueryDict) -> None:
        """Take what was chosen into the fields; what was not is asked again."""
        for name in data.getlist("conflict"):
            if name not in set(self.stand.names()) or data.get(f"choose-{name}") == "mine":
                continue
            if data.get(f"choose-{name}") == "theirs":
                _put(data, name, self.stand.value(name))
            else:
                self.choices.append(_choice(name, data, self.stand))

    def is_whole(self) -> bool:
        """Whether every form can be taken as it is, nobody stands on it twice, and everything was chosen."""
        told = [form.is_valid() for form in (self.case, *self.persons, *self.members)]
        if not all(told):
            return False
        if self.choices:
            self.case.add_error(None, _("Say of each value that two people changed which one is right."))
            return False
        return not self._same_number_twice()

    def _same_number_twice(self) -> bool:
        known = {told["identity_number"] for told in self.stand.said["members"].values()}
        for form in self.members:
            number = form.cleaned_data.get("identity_number")
            if number and number.number in known:
                form.add_error("identity_number", _("This number stands for somebody else above."))
                return True
            known |= {number.number} if number else set()
        return False

    def typed(self) -> dict[str, Plain]:
        """What was changed on the page, by control; a new member who is on file by now is one of them. After
        `is_whole`."""
        values = self.case.values(OF_CASE)
        for person in self.persons:
            values |= person.values(person.names)
        return typed_over(self.stand, values)

    def record(self, dossier: Dossier) -> DossierRecord:
        """What is stated now. Only after `is_whole`. Raises Conflict when no key opens an identity number any more."""
        given = self.case.cleaned_data
        stay = [form.record() for form in self.persons if not form.has_left]
        if any(person.identity_number == UNREADABLE for person in stay):
            raise Conflict(
                _("An identity number of this household cannot be opened any more."),
                remedy=_("Ask who looks after the system to bring back the keys."),
                code="number-unreadable",
            )
        new = [person for person in (form.person() for form in self.members) if person]
        home = {"region": given["region"], "address": given["address"].strip()}
        stated = {name: given[name] for name in ("level", "main_cause", "note")}
        secondary = [cause for cause in given["secondary_causes"] if cause != given["main_cause"]]
        household = HouseholdRecord((*stay, *new), particulars=home)
        # The mark of the workbook stays: the same workbook again is no news, and undoes nothing typed here.
        return DossierRecord(
            household, given["applied_on"], stated | {"secondary_causes": secondary}, dossier.fingerprint
        )

    def over(self, now: Stand) -> "Revision | None":
        """The page made anew over what somebody wrote meanwhile, with everything that was typed; None when all of it is
        on file already. Only after `is_whole`."""
        if self.data is None:
            return None
        data, typed = self.data.copy(), self.typed()
        joined = _joined(self.members, now)
        for row, person in joined.items():
            typed |= _typed_of(row, person, now)
        merged = merge(self.stand, now, typed)
        leaving = [form.person for form in self.persons if form.has_left and form.person in now.persons]
        is_new = any(form.has_changed() for form in self.members if form not in joined)
        if not (merged.mine or leaving or is_new or merged.gone):
            return None
        data["seen"] = str(now.number)
        for name, value in merged.theirs.items():
            _put(data, name, value)
        for name in merged.mine:
            _write(data, name, typed[name])
        for form in joined:
            for name in form.fields:
                data[form.add_prefix(name)] = ""
        data.setlist("conflict", [])
        for name in merged.conflicts:
            data.appendlist("conflict", name)
            data.pop(f"choose-{name}", None)
        gone = [(form.called, _told(form, typed)) for form in self.persons if form.person in merged.gone]
        return Revision(data, now, gone=gone)


def _joined(members: Iterable[PersonForm], now: Stand) -> dict[PersonForm, str]:
    """Rows of new members who are on file by now, and the ids of those people."""
    known = {told["identity_number"]: person for person, told in now.said["members"].items()}
    numbers = {form: form.cleaned_data.get("identity_number") for form in members}
    return {form: known[number.number] for form, number in numbers.items() if number and number.number in known}


def _typed_of(form: PersonForm, person: str, now: Stand) -> dict[str, Plain]:
    """What a row says of somebody who is on file by now; what it leaves empty says nothing."""
    values = {f"{person}-{name}": plain(form.cleaned_data[name]) for name in OF_PERSON if name in form.fields}
    return typed_over(now, {name: value for name, value in values.items() if value != ""})


def _told(form: OnFilePersonForm, typed: dict[str, Plain]) -> list[tuple[str, str]]:
    names = [name for name in form.names if form.add_prefix(name) in typed]
    return [
        (str(form.fields[name].label), _in_words(form.add_prefix(name), typed[form.add_prefix(name)])) for name in names
    ]


def _choice(name: str, data: QueryDict, now: Stand) -> Choice:
    path = path_of(name)
    typed: Plain = data.getlist(name) if name == "secondary_causes" else data.get(name, "")
    whose = now.said["members"][path.key]["name"] if path.key else ""
    theirs = value_in_words(path, now.value(name) or None, Names({}, {}), "")
    return Choice(name, whose, label_of(path.section, path.name), _in_words(name, typed), theirs)


def _in_words(name: str, typed: Plain) -> str:
    """What was typed, as it was typed: whoever typed it may see it."""
    if is_kept_when_empty(name):
        return str(typed)
    return value_in_words(path_of(name), typed, Names({}, {}), "") if typed else NOTHING


def _put(data: QueryDict, name: str, value: Plain) -> None:
    """Have a field say what is on file."""
    _write(data, name, "" if is_kept_when_empty(name) else value)


def _write(data: QueryDict, name: str, value: Plain) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = value
