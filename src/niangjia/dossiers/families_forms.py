"""Forms of what happens to families. The program proposes who follows and what everybody is to them; people choose."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import completed_years
from niangjia.people import codes
from niangjia.people.consent_rules import ADULT_FROM
from niangjia.people.models import AssetKind, IncomeLine, Membership, SpendingLine
from niangjia.people.records import Heir, Joining, Parting, Share
from niangjia.people.rules import told_twice
from niangjia.ui.fields import YuanField

SPOUSES = {"spouse", "husband", "wife"}
CHILDREN = {"son", "daughter", "adopted-son", "adopted-daughter"}
CHOOSE = ("", _("Please choose"))
Line = IncomeLine | SpendingLine


class PartField(YuanField):
    """A part of an amount; cleaned it is whole fen, 0 when left empty."""

    def __init__(self, label: Any, most_fen: int) -> None:
        super().__init__(label=label, initial=0)
        self.most_fen = most_fen

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is no amount, or more than there is."""
        fen = super().clean(value) or 0
        if fen > self.most_fen:
            most = {"most": yuan(self.most_fen)}
            raise forms.ValidationError(_("Between 0 and %(most)s yuan can go.") % most, code="too-much")
        return fen


def adults_among(members: Iterable[Membership]) -> list[Membership]:
    """Those of 18 years and more."""
    today = clock.today()
    return [each for each in members if completed_years(each.person.born_on, today) >= ADULT_FROM]


def proposed_head(members: Sequence[Membership]) -> Membership | None:
    """Who is asked first to take over: the spouse, else the eldest adult, else the eldest."""
    by_age = sorted(members, key=lambda each: each.person.born_on)
    spouse = next((each for each in by_age if each.relation in SPOUSES), None)
    return spouse or next(iter(adults_among(by_age)), None) or next(iter(by_age), None)


class FamilyForm(forms.Form):
    """A day that is not to come; then what the kind of change asks for. `relation-<id>` are relations to the head."""

    on = forms.DateField(label=_("On which day"), widget=day_input())

    def __init__(self, data: Any, members: Sequence[Membership]) -> None:
        super().__init__(data, label_suffix="", initial={"on": clock.today()}, use_required_attribute=False)
        self.members = list(members)

    def clean_on(self) -> date:
        """Nothing is recorded before it has happened."""
        given: date = self.cleaned_data["on"]
        if given > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return given

    def ask_relations(self, members: Iterable[Membership], proposed: dict[UUID, str] | None = None) -> None:
        """A field for the relation of each to the head."""
        listed = [CHOOSE, *(pair for pair in codes.RELATIONS.choices() if pair[0] != "self")]
        for each in members:
            label = _("%(name)s is to the filed worker") % {"name": each.person.name}
            field = forms.ChoiceField(label=label, required=False, choices=listed)
            field.initial = (proposed or {}).get(each.person_id, "")
            self.fields[f"relation-{each.person_id}"] = field

    def require_relations(self, members: Iterable[Membership]) -> None:
        """An error at each relation that was not said."""
        for each in members:
            name = f"relation-{each.person_id}"
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Say what this person is to the filed worker."))

    def heirs(self, members: Iterable[Membership], head: UUID | None) -> tuple[Heir, ...]:
        """What each is from now on. Only after `is_valid`."""
        return tuple(
            Heir(each.person_id, "self", is_head=True)
            if each.person_id == head
            else Heir(each.person_id, self.cleaned_data.get(f"relation-{each.person_id}", ""))
            for each in members
        )


class DeathForm(FamilyForm):
    """Who passed away, when, who told it; and who follows, where it was the filed worker."""

    told_by = forms.CharField(
        label=_("Told by, and how"), required=False, max_length=300, help_text=_("Kept sealed with the step.")
    )

    def __init__(self, data: Any, members: Sequence[Membership], person: Membership) -> None:
        super().__init__(data, members)
        self.fields["on"].label = _("Day of death")
        self.person = person
        self.stay = [each for each in self.members if each.person_id != person.person_id]
        if person.is_head and self.stay:
            self._ask_who_follows()

    def _ask_who_follows(self) -> None:
        head = proposed_head(self.stay)
        able = adults_among(self.stay) or self.stay
        self.fields["goes_on"] = forms.ChoiceField(
            label=_("The household"),
            choices=[
                ("yes", _("goes on: someone in the family takes the dossier over")),
                ("no", _("does not go on: the dossier ends")),
            ],
            initial="yes",
            widget=forms.RadioSelect,
        )
        self.fields["head"] = forms.ChoiceField(
            label=_("Who takes the dossier over"),
            choices=[(str(each.person_id), each.person.name) for each in able],
            initial=str(head.person_id) if head else "",
            help_text=_("Ask this person first. A new consent is signed in this name."),
        )
        is_spouse = head is not None and head.relation in SPOUSES
        proposed = {each.person_id: each.relation for each in self.stay if is_spouse and each.relation in CHILDREN}
        self.ask_relations(self.stay, proposed)

    def clean(self) -> dict[str, Any]:
        """Everybody but who follows has a relation, when the household goes on."""
        given = super().clean() or {}
        if given.get("goes_on") == "yes" and given.get("head"):
            self.require_relations(each for each in self.stay if str(each.person_id) != given["head"])
        return given

    def stated(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        told = {"person": self.person.person_id, "on": given["on"], "told_by": given["told_by"]}
        if "head" not in given:
            return told
        goes_on = given["goes_on"] == "yes"
        return told | {"goes_on": goes_on, "heirs": self.heirs(self.stay, UUID(given["head"])) if goes_on else ()}


class SplitForm(FamilyForm):
    """Who leaves, and what goes with them of what belongs to all. Their dossier begins as a draft."""

    def __init__(self, data: Any, members: Sequence[Membership], dossier: Dossier) -> None:
        super().__init__(data, members)
        self.others = [each for each in self.members if not each.is_head]
        names = [(str(each.person_id), each.person.name) for each in self.others]
        able = {str(each.person_id) for each in adults_among(self.others)}
        self.fields["leaving"] = forms.MultipleChoiceField(
            label=_("Who leaves"), choices=names, widget=forms.CheckboxSelectMultiple
        )
        self.fields["head"] = forms.ChoiceField(
            label=_("Filed worker of the new household"), choices=[CHOOSE, *(pair for pair in names if pair[0] in able)]
        )
        self.ask_relations(self.others)
        lists: dict[str, tuple[Any, Any, str]] = {
            "main_cause": (_("Main cause"), codes.CAUSES.choices(), dossier.main_cause),
            "level": (_("File level"), codes.FILE_LEVELS.choices(), dossier.level),
        }
        for name, (label, pairs, initial) in lists.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=pairs, initial=initial)
        self._ask_shares(dossier)

    def _ask_shares(self, dossier: Dossier) -> None:
        home = dossier.household
        self.lines = [each for each in home.incomelines.all() if each.person_id is None and each.amount_fen]
        self.assets = [each for each in home.assetlines.all() if each.quantity]
        self.events = list(home.events.all())
        for line in self.lines:
            told = {"kind": f"{line.get_kind_display()} {line.from_on} – {line.to_on}", "amount": yuan(line.amount_fen)}
            self._ask_fen(line.pk, _("Of %(kind)s, %(amount)s yuan, goes (yuan)") % told, line.amount_fen)
        for asset in self.assets:
            told = {
                "kind": asset.get_kind_display(),
                "amount": yuan(asset.value_fen or 0),
                "count": str(asset.quantity),
            }
            if asset.kind != AssetKind.SAVINGS:
                self.fields[f"quantity-{asset.pk}"] = forms.IntegerField(
                    label=_("Of %(kind)s, %(count)s, go (number)") % told,
                    required=False,
                    min_value=0,
                    max_value=asset.quantity,
                    initial=0,
                )
            if asset.value_fen:
                label = _("Of the value of %(kind)s, %(amount)s yuan, goes (yuan)") % told
                self._ask_fen(asset.pk, label, asset.value_fen)
        for event in self.events:
            label = _("The event with a cost of %(amount)s yuan goes with them") % {"amount": yuan(event.cost_fen)}
            self.fields[f"event-{event.pk}"] = forms.BooleanField(label=label, required=False)

    def _ask_fen(self, pk: UUID, label: Any, most_fen: int) -> None:
        self.fields[f"fen-{pk}"] = PartField(label, most_fen)

    def clean(self) -> dict[str, Any]:
        """The new filed worker leaves, and everybody else who leaves has a relation to them."""
        given = super().clean() or {}
        leaving, head = given.get("leaving", []), given.get("head")
        if leaving and head:
            if head not in leaving:
                self.add_error("head", _("Choose one of those who leave."))
            self.require_relations(each for each in self.others if str(each.person_id) in {*leaving} - {head})
        return given

    def stated(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        given = self.cleaned_data
        leaving = [each for each in self.others if str(each.person_id) in given["leaving"]]
        shares = [
            Share(line.pk, given.get(f"fen-{line.pk}") or 0, given.get(f"quantity-{line.pk}") or 0)
            for line in (*self.lines, *self.assets)
        ]
        events = tuple(event.pk for event in self.events if given[f"event-{event.pk}"])
        heirs = self.heirs(leaving, UUID(given["head"]))
        parting = Parting(heirs, tuple(each for each in shares if each.fen or each.quantity), events)
        return {name: given[name] for name in ("on", "main_cause", "level")} | {"parting": parting}


class MergeForm(FamilyForm):
    """What everybody of the other household is to the filed worker, and whom of them this household knows already."""

    def __init__(self, data: Any, members: Sequence[Membership], joining: Sequence[Membership]) -> None:
        super().__init__(data, members)
        self.joining = list(joining)
        self.ask_relations(self.joining)
        self.twice: dict[UUID, UUID] = {}
        for each in self.joining:
            alike = [one for one in self.members if _may_be_one(one, each)]
            if alike:
                self._ask_same(each, alike)

    def _ask_same(self, each: Membership, alike: Sequence[Membership]) -> None:
        told = _("%(name)s is the same person as") % {"name": each.person.name}
        named = [(str(one.person_id), f"{one.person.name} {one.person.identity_number}") for one in alike]
        choices = [("", pgettext_lazy("person", "nobody here")), *named]
        self.fields[f"same-{each.person_id}"] = forms.ChoiceField(label=told, required=False, choices=choices)
        known = [line for one in alike for line in _lines_of(one)]
        for line in _lines_of(each):
            if told_twice(line, [one for one in known if type(one) is type(line)]):
                label = _("If so: %(kind)s %(from)s – %(to)s, %(amount)s yuan, is told by both and counts once") % {
                    "kind": line.get_kind_display(),
                    "from": line.from_on,
                    "to": line.to_on,
                    "amount": yuan(line.amount_fen),
                }
                is_equal = any((one.kind, one.amount_fen) == (line.kind, line.amount_fen) for one in known)
                self.fields[f"twice-{line.pk}"] = forms.BooleanField(label=label, required=False, initial=is_equal)
                self.twice[line.pk] = each.person_id

    def clean(self) -> dict[str, Any]:
        """Everybody who joins has a relation; nobody here is two of those who join."""
        given = super().clean() or {}
        same = {each.person_id: given.get(f"same-{each.person_id}") for each in self.joining}
        known = [pk for pk in same.values() if pk]
        if len(known) != len(set(known)):
            self.add_error(None, _("Two people cannot both be the same person here."))
        self.require_relations(each for each in self.joining if not same[each.person_id])
        return given

    def stated(self) -> Joining:
        """Who joins and who is known. Only after `is_valid`."""
        given = self.cleaned_data
        same = {each.person_id: UUID(known) for each in self.joining if (known := given.get(f"same-{each.person_id}"))}
        joins = [each for each in self.joining if each.person_id not in same]
        twice = tuple(pk for pk, person in self.twice.items() if person in same and given[f"twice-{pk}"])
        return Joining(self.heirs(joins, None), tuple(same.items()), twice)


def _lines_of(member: Membership) -> list[Line]:
    home = member.household
    lines: list[Line] = [*home.incomelines.filter(person=member.person_id)]
    return [*lines, *home.spendinglines.filter(person=member.person_id)]


def _may_be_one(one: Membership, other: Membership) -> bool:
    """Whether two rows may stand for one human being: the same name, or the same day of birth and sex."""
    mine, theirs = one.person, other.person
    return mine.name == theirs.name or (mine.born_on, mine.sex) == (theirs.born_on, theirs.sex)


class OtherDossierForm(forms.Form):
    """The number of the dossier whose household joins."""

    other = forms.CharField(label=_("Number of the other dossier"), max_length=12)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
