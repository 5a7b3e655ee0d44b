"""Forms of the rule book. Amounts are typed in yuan and leave as fen; what is wrong is said at its field."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.text import Text
from niangjia.policies import amendments, book
from niangjia.policies.amendments import Amendment, parameter_of, row_at
from niangjia.policies.codes import STAGES
from niangjia.policies.errors import AmendmentError
from niangjia.policies.form_fields import WholeField, day_field, read_day, refuse_unseen
from niangjia.policies.parameter_checks import bounds_of, in_unit, unit_words
from niangjia.policies.parameters import COUNTRY, Parameter, Value
from niangjia.policies.presenting import YES_NO
from niangjia.policies.rule_sets import RuleSet

MARKS = [("to-confirm", _("to confirm")), ("confirmed", _("confirmed"))]


class ProposalForm(forms.Form):
    """What every proposal states. `kind` says which change it makes; each kind adds its own fields before these."""

    kind: ClassVar[str]
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        validators=[refuse_unseen],
        help_text=_("Its title, and its number if it has one."),
    )
    page = forms.CharField(
        label=_("Page or paragraph"),
        max_length=40,
        required=False,
        validators=[refuse_unseen],
        help_text=_("Where in the document it stands."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        validators=[refuse_unseen],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the person who decides, and for those who read it years from now."),
    )

    def __init__(self, data: Any, rule_set: RuleSet, place: Any) -> None:
        super().__init__(data, label_suffix="")
        self.rule_set, self.asked = rule_set, place
        self.parameter: Parameter | None = parameter_of(rule_set, place.get("parameter", ""))

    def amendment(self) -> Amendment:
        """The change of a valid form."""
        return Amendment(
            kind=self.kind, rule_set=self.rule_set.name, document=self._text("document"), page=self._text("page")
        )

    def clean(self) -> dict[str, Any]:
        """Hold the whole proposal against the book, once its fields can be read."""
        if not self.errors:
            try:
                book.check_amendment(self.amendment())
            except AmendmentError as error:
                self.add_error(error.field if error.field in self.fields else None, str(error))
        return self.cleaned_data

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").strip()


class ValueForm(ProposalForm):
    """A value of one parameter for a region from a day on; nine of them where there is one for each schooling stage."""

    kind = amendments.SET_VALUE
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=6,
        help_text=_("Six digits. Empty: the whole country, where no nearer region has a value."),
    )
    from_on = day_field(_("In force from"), _("The first day of application that it counts for."))
    mark = forms.ChoiceField(label=_("Mark"), choices=MARKS, initial="to-confirm")
    field_order = ["region", "from_on"]

    def __init__(self, data: Any, rule_set: RuleSet, place: Any) -> None:
        super().__init__(data, rule_set, place)
        if self.parameter is None:
            return
        if self.parameter.is_regional:
            self.fields["region"].initial = place.get("region", "")
        else:
            del self.fields["region"]
        for name in self.value_names:
            self.fields[name] = self._value_field(name)
        self.order_fields(["region", "from_on", *self.value_names, "mark", "document", "page", "reason"])

    @property
    def value_names(self) -> list[str]:
        """The names of the fields that the value is typed into."""
        stages = self.parameter.stages if self.parameter else 0
        return [f"value_{stage}" for stage in range(stages)] or ["value"]

    def _value_field(self, name: str) -> forms.Field:
        parameter = self._known()
        if parameter.unit == "switch":
            choices = [(str(number), words) for number, words in enumerate(YES_NO)]
            return forms.ChoiceField(label=_("Value"), choices=choices)
        bounds, unit = bounds_of(parameter.name, parameter.unit), unit_words(parameter.unit)
        highest = in_unit(parameter.unit, bounds.highest)
        stage = int(name.removeprefix("value_")) if parameter.stages else None
        label = _("Value") if stage is None else STAGES[stage]
        return WholeField(
            unit=parameter.unit,
            label=format_lazy("{label} ({unit})", label=label, unit=unit) if unit.zh else label,
            initial=self._latest(stage),
            help_text=""
            if stage
            else format_lazy(_("From {lowest} to {highest}."), lowest=bounds.lowest, highest=highest),
        )

    def _latest(self, stage: int | None) -> str | None:
        """Where there are nine values most of them stay: the form begins with the latest ones."""
        value = max(self._known().rows, key=lambda row: row.from_on).value
        if stage is None or not isinstance(value, tuple):
            return None
        return in_unit(self._known().unit, value[stage])

    def amendment(self) -> Amendment:
        """The change of a valid form."""
        values = tuple(int(self.cleaned_data[name]) for name in self.value_names)
        return Amendment(
            kind=self.kind,
            rule_set=self.rule_set.name,
            parameter=self._known().name,
            region=self._text("region") or COUNTRY,
            from_on=self.cleaned_data["from_on"],
            value=values if self._known().stages else values[0],
            document=self._text("document"),
            page=self._text("page"),
            is_confirmed=self.cleaned_data["mark"] == "confirmed",
        )

    def _known(self) -> Parameter:
        if self.parameter is None:
            raise LookupError("a form of values is made for a parameter")
        return self.parameter


class RowForm(ProposalForm):
    """A change of one row that is there: `place` names parameter, region and first day."""

    def __init__(self, data: Any, rule_set: RuleSet, place: Any) -> None:
        super().__init__(data, rule_set, place)
        self.region, self.from_on = place.get("region", ""), read_day(place.get("from", ""))
        self.row = (
            row_at(rule_set, self.parameter.name, (self.region, self.from_on))
            if self.parameter and self.from_on
            else None
        )

    def amendment(self) -> Amendment:
        """The change of a valid form."""
        value: Value | None = self.row.value if self.row and self.kind == amendments.CONFIRM_ROW else None
        return Amendment(
            kind=self.kind,
            rule_set=self.rule_set.name,
            parameter=self.parameter.name if self.parameter else "",
            region=self.region,
            from_on=self.from_on,
            value=value,
            document=self._text("document"),
            page=self._text("page"),
            is_confirmed=self.kind == amendments.CONFIRM_ROW,
        )


class ConfirmForm(RowForm):
    """That a value stands in a document, on a page."""

    kind = amendments.CONFIRM_ROW

    def __init__(self, data: Any, rule_set: RuleSet, place: Any) -> None:
        super().__init__(data, rule_set, place)
        self.fields["page"].required = True


class WithdrawRowForm(RowForm):
    """That a row goes: whatever came before it, or stands above it, applies again."""

    kind = amendments.WITHDRAW_ROW


class DraftForm(ProposalForm):
    """A rule set of one's own, copied from another."""

    kind = amendments.OPEN_DRAFT
    name = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_("For addresses and files: small letters, digits and hyphens, such as baihualing-2027."),
    )
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=80, validators=[refuse_unseen])
    title_en = forms.CharField(label=_("Title in English"), max_length=80, validators=[refuse_unseen])
    field_order = ["name", "title_zh", "title_en", "document", "page", "reason"]

    def __init__(self, data: Any, rule_set: RuleSet, place: Any) -> None:
        super().__init__(data, rule_set, place)
        self.fields["document"].required = False

    def amendment(self) -> Amendment:
        """The change of a valid form."""
        return Amendment(
            kind=self.kind,
            rule_set=self.cleaned_data["name"],
            base=self.rule_set.name,
            base_number=book.last_number(self.rule_set),
            title=Text(self._text("title_zh"), self._text("title_en")),
            document=self._text("document"),
            page=self._text("page"),
        )


class LifeForm(ProposalForm):
    """A day on which the rule set begins or ends to decide applications."""

    from_on = day_field(pgettext_lazy("rule set", "From"), _("The first day of application that it counts for."))
    field_order = ["from_on"]

    def amendment(self) -> Amendment:
        """The change of a valid form."""
        return Amendment(
            kind=self.kind,
            rule_set=self.rule_set.name,
            from_on=self.cleaned_data["from_on"],
            document=self._text("document"),
            page=self._text("page"),
        )


class StartForm(LifeForm):
    """The rule set decides applications from a day on."""

    kind = amendments.PUT_IN_FORCE


class EndForm(LifeForm):
    """The rule set decides no application from a day on."""

    kind = amendments.RETIRE


FORMS: dict[str, type[ProposalForm]] = {
    form.kind: form for form in (ValueForm, ConfirmForm, WithdrawRowForm, DraftForm, StartForm, EndForm)
}
"""The form of each kind of change."""


class BookForm(forms.Form):
    """What the page of a rule set is narrowed to; a value that is none of the choices is left out."""

    q = forms.CharField(required=False, max_length=40, label=_("Search"))
    region = forms.ChoiceField(required=False, label=_("Region"))
    mark = forms.ChoiceField(
        required=False,
        label=_("Mark"),
        choices=[("", _("Confirmed or not")), *MARKS],
    )

    def __init__(self, data: Any, regions: list[str]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        choices = [(region, _("Whole country") if region == COUNTRY else region) for region in regions]
        self.fields["region"].choices = [("", _("All regions")), *choices]  # type: ignore[attr-defined] # a ChoiceField


class NoteForm(forms.Form):
    """A note to a decision."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
