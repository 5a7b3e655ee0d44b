"""Changes of a rule set, applied to it without any database: the same changes in the same order give the same rules."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import Message
from niangjia.kernel.text import Text
from niangjia.policies.errors import AmendmentError, ParameterValueError, RuleSetError
from niangjia.policies.parameter_checks import FIRST_DAY, LAST_DAY, check_value, is_region
from niangjia.policies.parameters import COUNTRY, Parameter, ParameterTable, Row, Source, Value
from niangjia.policies.rule_sets import RuleSet

SET_VALUE, CONFIRM_ROW, WITHDRAW_ROW = "set-value", "confirm-row", "withdraw-row"
OPEN_DRAFT, PUT_IN_FORCE, RETIRE = "open-draft", "put-in-force", "retire"
OF_ROWS = frozenset({SET_VALUE, CONFIRM_ROW, WITHDRAW_ROW})
OF_LIFE = frozenset({PUT_IN_FORCE, RETIRE})

Place = tuple[str, date]
"""Where a row stands: its region and first day."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of a rule set: what it does to which row, or to its life, and the document it rests on.

    `number` is its place among the approved changes of the rule set, 0 while it is only proposed. `value` is what a row
    is to have (set-value) or had when somebody found it confirmed (confirm-row). A draft is a copy of `base` as it
    stood after change `base_number`.
    """

    kind: str
    rule_set: str
    parameter: str = ""
    region: str = COUNTRY
    from_on: date | None = None
    value: Value | None = None
    base: str = ""
    base_number: int = 0
    title: Text = field(default=Text("", ""))
    document: str = ""
    page: str = ""
    is_confirmed: bool = False
    number: int = 0

    @property
    def place(self) -> Place:
        """The row it is about; raises AmendmentError without a day."""
        if self.from_on is None:
            raise AmendmentError(_("The first day is missing."), field="from_on", remedy=_day_wanted())
        return self.region, self.from_on

    @property
    def source(self) -> Source:
        """The document of an approved change, as rows cite it: also those of a draft that was copied with them."""
        return Source(f"{self.rule_set}+{self.number}", Text(self.document, self.document))


def parameter_of(rule_set: RuleSet | None, name: str) -> Parameter | None:
    """A parameter by name; None for none."""
    return next((one for one in rule_set.table.parameters if one.name == name), None) if rule_set else None


def row_at(rule_set: RuleSet, parameter: str, place: Place) -> Row | None:
    """The row of a parameter for exactly this region from exactly this day; None for none, or no such parameter."""
    of_parameter = parameter_of(rule_set, parameter)
    rows = of_parameter.rows if of_parameter else ()
    return next((row for row in rows if (row.region, row.from_on) == place), None)


def amended(rule_set: RuleSet, amendments: Iterable[Amendment]) -> RuleSet:
    """The rule set after these changes, in this order. Version and name are the caller's to set.

    Raises RuleSetError for a change of a parameter that the rule set does not have.
    """
    rows = {one.name: {(row.region, row.from_on): row for row in one.rows} for one in rule_set.table.parameters}
    sources = dict(rule_set.sources)
    for each in amendments:
        if each.kind in OF_LIFE:
            rule_set = _with_life(rule_set, each)
        elif each.kind in OF_ROWS:
            if each.parameter not in rows:
                raise RuleSetError(f"{rule_set.name}, change {each.number}: there is no parameter {each.parameter!r}.")
            _amend_row(rows[each.parameter], each)
            sources[each.source.code] = each.source
    parameters = (replace(one, rows=tuple(rows[one.name].values())) for one in rule_set.table.parameters)
    return replace(rule_set, table=ParameterTable(parameters), sources=sources)


def _amend_row(rows: dict[Place, Row], change: Amendment) -> None:
    if change.kind == WITHDRAW_ROW:
        rows.pop(change.place, None)
    elif change.value is not None:
        is_confirmed = change.is_confirmed or change.kind == CONFIRM_ROW
        row = Row(*change.place, change.value, change.source, Text("", ""), is_confirmed, change.page)
        rows[change.place] = row


def _with_life(rule_set: RuleSet, change: Amendment) -> RuleSet:
    _region, day = change.place
    if change.kind == PUT_IN_FORCE:
        return replace(rule_set, in_force_from=day, in_force_until=None)
    return replace(rule_set, in_force_until=day - timedelta(days=1))


def check(rule_set: RuleSet, amendment: Amendment) -> None:
    """Whether a change of a row or of the life can be made to the rule set as it stands.

    Raises AmendmentError (or its remedy-bearing kin) naming the field, what is wrong, and what to do.
    """
    _region, day = amendment.place
    if not FIRST_DAY <= day <= LAST_DAY:
        raise AmendmentError(
            format_lazy(_("{day} cannot be a first day."), day=day.isoformat()), field="from_on", remedy=_day_wanted()
        )
    _CHECKS[amendment.kind](rule_set, amendment)


def _check_value(rule_set: RuleSet, amendment: Amendment) -> None:
    parameter = _known(rule_set, amendment)
    try:
        check_value(parameter.name, parameter.unit, amendment.value, stages=parameter.stages)
    except ParameterValueError as error:
        raise AmendmentError(error.message, field="value", remedy=error.remedy) from error
    if amendment.is_confirmed:
        _need_page(amendment)
    row = row_at(rule_set, parameter.name, amendment.place)
    if row and (row.value, row.is_confirmed) == (amendment.value, amendment.is_confirmed):
        raise AmendmentError(
            _("The book has this very value for this region and day already."),
            field="value",
            remedy=_("Change the value, the region or the first day."),
        )


def _check_confirmation(rule_set: RuleSet, amendment: Amendment) -> None:
    row = _known_row(rule_set, amendment)
    if row.is_confirmed:
        raise AmendmentError(_("This row is confirmed already."), field="from_on")
    if row.value != amendment.value:
        raise AmendmentError(
            _("The row has another value now."), field="value", remedy=_("Look at it and propose again.")
        )
    _need_page(amendment)


def _check_withdrawal(rule_set: RuleSet, amendment: Amendment) -> None:
    _known_row(rule_set, amendment)
    if len(_known(rule_set, amendment).rows) == 1:
        raise AmendmentError(
            _("This is the only row of the parameter: without it no household could be decided."),
            field="from_on",
            remedy=_("Propose another value in its place."),
        )


def _check_start(rule_set: RuleSet, amendment: Amendment) -> None:
    if (rule_set.in_force_from, rule_set.in_force_until) == (amendment.from_on, None):
        raise AmendmentError(_("The rule set is in force from this day already."), field="from_on")


def _check_end(rule_set: RuleSet, amendment: Amendment) -> None:
    _region, day = amendment.place
    if rule_set.in_force_from is None:
        raise AmendmentError(_("A draft has never been in force and cannot be retired."), field="from_on")
    if day <= rule_set.in_force_from:
        raise AmendmentError(
            format_lazy(
                _("The rule set is in force from {day}: it can only be retired from a later day."),
                day=rule_set.in_force_from.isoformat(),
            ),
            field="from_on",
        )
    if rule_set.in_force_until == day - timedelta(days=1):
        raise AmendmentError(_("The rule set is retired from this day already."), field="from_on")


_CHECKS: Mapping[str, Callable[[RuleSet, Amendment], None]] = {
    SET_VALUE: _check_value,
    CONFIRM_ROW: _check_confirmation,
    WITHDRAW_ROW: _check_withdrawal,
    PUT_IN_FORCE: _check_start,
    RETIRE: _check_end,
}


def _known(rule_set: RuleSet, amendment: Amendment) -> Parameter:
    parameter = parameter_of(rule_set, amendment.parameter)
    if parameter is None:
        raise AmendmentError(
            format_lazy(_("There is no parameter {name}."), name=amendment.parameter), field="parameter"
        )
    if not is_region(amendment.region):
        raise AmendmentError(
            format_lazy(_("“{region}” is not a division code."), region=amendment.region),
            field="region",
            remedy=_("Give six digits, such as 150785, or nothing for the whole country."),
        )
    if amendment.region != COUNTRY and not parameter.is_regional:
        raise AmendmentError(
            format_lazy(_("{label} is the same for the whole country."), label=parameter.label),
            field="region",
            remedy=_("Leave the region empty."),
        )
    return parameter


def _known_row(rule_set: RuleSet, amendment: Amendment) -> Row:
    row = row_at(rule_set, _known(rule_set, amendment).name, amendment.place)
    if row is None:
        raise AmendmentError(
            _("There is no such row any more."), field="from_on", remedy=_("Look at the parameter as it is now.")
        )
    return row


def _need_page(amendment: Amendment) -> None:
    for name, given, message in (
        ("document", amendment.document, _("A confirmed value needs the title of its document.")),
        ("page", amendment.page, _("A confirmed value needs the page of its document.")),
    ):
        if not given.strip():
            raise AmendmentError(message, field=name, remedy=_("Or leave it to be confirmed."))


def _day_wanted() -> Message:
    return format_lazy(
        _("Give a day from {first} to {last}, such as 2026-07-01."),
        first=FIRST_DAY.isoformat(),
        last=LAST_DAY.isoformat(),
    )
