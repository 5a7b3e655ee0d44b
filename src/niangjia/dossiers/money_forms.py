"""The page on which a clerk states what a household earns, spends and owns in the 12 months before it applied.

Wages and pensions are typed by the month, as the official form asks for them; everything else for the year. An empty
field says that nobody has asked, 0 that there is none. Only what somebody changed on the page is written, so that two
people who change different amounts do not undo each other's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.models import Dossier
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import add_years, in_window
from niangjia.people.models import AssetKind, IncomeKind, IncomeLine, Membership, SpendingKind, SpendingLine
from niangjia.people.records import AssetRecord, MoneyKey, MoneyRecord
from niangjia.ui.fields import YuanField

MONTHS = 12
BY_MONTH = (IncomeKind.WAGE, IncomeKind.PENSION, IncomeKind.RESIDENT_PENSION)
BY_YEAR = (IncomeKind.BUSINESS, IncomeKind.OTHER)
OF_HOUSEHOLD = (IncomeKind.SHARED, IncomeKind.UNION_AID, IncomeKind.GOVERNMENT_AID)
OWNED = (AssetKind.COMMERCIAL_PROPERTY, AssetKind.VEHICLE, AssetKind.BUSINESS)
MOST_DWELLINGS = 99
OWNS = "owns-"
"""What the names of controls of things owned begin with: a business is a kind of income, too."""
BEFORE = "was-"
"""What a control said when the page was made stands in a hidden one beside it."""

Sums = dict[MoneyKey, int]


class MoneyForm(forms.Form):
    """One part of the page. `known` is what stands on file by control; None where nothing was stated."""

    def __init__(self, data: QueryDict | None, controls: Mapping[str, forms.Field], known: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        for name, control in controls.items():
            control.required = False
            control.initial = known.get(name)
            self.fields[name] = control

    def was(self) -> list[tuple[str, str]]:
        """The hidden controls: what stands on file now, as the page shows it."""
        return [(BEFORE + name, shown(control)) for name, control in self.fields.items()]

    @property
    def is_shown(self) -> bool:
        """Whether it is open at once: something stands in it, or cannot be taken."""
        has_something = any(control.initial is not None for control in self.fields.values())
        return has_something or (self.is_bound and bool(self.errors or self.touched()))

    def touched(self) -> list[str]:
        """The controls that somebody changed."""
        return [name for name in self.fields if self.data.get(name, "").strip() != self.data.get(BEFORE + name, "")]


def shown(control: forms.Field) -> str:
    """What a control on file shows."""
    value = control.prepare_value(control.initial)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: whose and what, where it stands ("": the page as a whole), the words."""

    label: str
    anchor: str
    words: str


class MoneyPage:
    """All of it: a part for each member, one for the household, one for what it owns."""

    def __init__(self, data: QueryDict | None, dossier: Dossier, members: Iterable[Membership]) -> None:
        self.applied_on = dossier.applied_on
        self.period = (add_years(self.applied_on, -1) + timedelta(days=1), self.applied_on)
        household = dossier.household
        self.incomes = self._sums(household.incomelines.all())
        self.spending = self._sums(household.spendinglines.all())
        self.data = data
        self.members = [(each, self._of_member(each)) for each in members]
        known = {kind.value: self.incomes.get((None, kind)) for kind in OF_HOUSEHOLD}
        amounts = {kind.value: YuanField(label=kind.label, help_text=_("In the year")) for kind in OF_HOUSEHOLD}
        self.household = MoneyForm(data, amounts, known)
        self.assets = self._of_assets({each.kind: each for each in household.assetlines.all()})

    @property
    def forms(self) -> list[MoneyForm]:
        """Every part."""
        return [*(form for _member, form in self.members), self.household, self.assets]

    def is_valid(self) -> bool:
        """Whether every amount can be taken; each part says what cannot."""
        told = [form.is_valid() for form in self.forms]
        return all(told)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong on the whole page, in its order: most parts are folded or below the screen."""
        if self.data is None:
            return []
        named = [
            *((member.person.name, form) for member, form in self.members),
            ("", self.household),
            ("", self.assets),
        ]
        found = [Problem("", "", str(error)) for _whose, form in named for error in form.non_field_errors()]
        for whose, form in named:
            for field in form.visible_fields():
                label = f"{whose} · {field.label}" if whose else str(field.label)
                found += [Problem(label, field.id_for_label, str(error)) for error in field.errors]
        return found

    def stated(self) -> MoneyRecord:
        """What somebody changed. Only after `is_valid`."""
        incomes: dict[MoneyKey, int | None] = {}
        spending: dict[MoneyKey, int | None] = {}
        for member, form in self.members:
            for name in form.touched():
                kind, amount = name.partition(f"{member.person_id}-")[2], form.cleaned_data[name]
                if kind in SpendingKind:
                    spending[member.person_id, kind] = amount
                else:
                    times = MONTHS if kind in BY_MONTH else 1
                    incomes[member.person_id, kind] = None if amount is None else amount * times
        for name in self.household.touched():
            incomes[None, name] = self.household.cleaned_data[name]
        kinds = {name: name.removeprefix(OWNS) for name in self.assets.touched()}
        assets = {kind: _asset(kind, self.assets.cleaned_data[name]) for name, kind in kinds.items()}
        return MoneyRecord(self.period, incomes, spending, assets)

    def over(self, dossier: Dossier, members: Iterable[Membership]) -> "MoneyPage":
        """The page over what somebody else wrote meanwhile, with everything that was typed; says where both did.

        After `is_valid`. `dossier` and `members` as they are now.
        """
        data = (self.data or QueryDict()).copy()
        touched = {name for form in self.forms for name in form.touched()}
        fresh = MoneyPage(None, dossier, members)
        both = []
        for form in fresh.forms:
            for name, control in form.fields.items():
                now, before = shown(control), data.get(BEFORE + name, "")
                data[BEFORE + name] = now
                if name not in touched:
                    data[name] = now
                elif now != before:
                    both.append((form, name, now))
        page = MoneyPage(data, dossier, members)
        places = {id(form): place for place, form in enumerate(fresh.forms)}
        for form, name, now in both:
            told = _("Somebody else wrote %(value)s here meanwhile. Leave what is right.") % {"value": now or "—"}
            page.forms[places[id(form)]].add_error(name, told)
        return page

    def _sums(self, lines: Iterable[IncomeLine] | Iterable[SpendingLine]) -> Sums:
        sums: Sums = {}
        for line in lines:
            if in_window(line.to_on, self.applied_on):
                key = (line.person_id, line.kind)
                sums[key] = sums.get(key, 0) + line.amount_fen
        return sums

    def _of_member(self, member: Membership) -> MoneyForm:
        controls: dict[str, forms.Field] = {}
        known: dict[str, int | None] = {}
        for kind in (*BY_MONTH, *BY_YEAR, *SpendingKind):
            table = self.spending if kind in SpendingKind else self.incomes
            year, name = table.get((member.person_id, kind)), f"{member.person_id}-{kind}"
            is_by_month = kind in BY_MONTH
            known[name] = year // MONTHS if is_by_month and year is not None else year
            loss = kind == IncomeKind.BUSINESS
            by_year = _("In the year; a loss with a minus") if loss else _("In the year")
            hint = _by_month(year) if is_by_month else by_year
            controls[name] = YuanField(label=kind.label, help_text=hint, may_be_negative=loss)
        return MoneyForm(self.data, controls, known)

    def _of_assets(self, known: Mapping[str, Any]) -> MoneyForm:
        unasked = ("", _("Not asked yet"))
        yes_or_no = [unasked, ("1", _("Yes")), ("0", _("No"))]
        savings, dwelling = known.get(AssetKind.SAVINGS), known.get(AssetKind.DWELLING)
        controls: dict[str, forms.Field] = {
            f"{OWNS}savings": YuanField(label=AssetKind.SAVINGS.label),
            f"{OWNS}dwelling": forms.IntegerField(label=_("Dwellings owned"), min_value=0, max_value=MOST_DWELLINGS),
        }
        on_file = {
            f"{OWNS}savings": savings.value_fen if savings else None,
            f"{OWNS}dwelling": dwelling.quantity if dwelling else None,
        }
        for kind in OWNED:
            controls[f"{OWNS}{kind}"] = forms.ChoiceField(label=kind.label, choices=yes_or_no)
            on_file[f"{OWNS}{kind}"] = str(min(known[kind].quantity, 1)) if kind in known else ""
        return MoneyForm(self.data, controls, on_file)


def _by_month(year: int | None) -> "str | Promise":
    if year is None or year % MONTHS == 0:
        return _("A month, on average")
    return format_lazy(_("A month, on average; on file for the year: {amount}"), amount=yuan(year))


def _asset(kind: str, value: Any) -> AssetRecord | None:
    if value is None or value == "":
        return None
    if kind == AssetKind.SAVINGS:
        return AssetRecord(kind, 1, value)
    return AssetRecord(kind, int(value))
