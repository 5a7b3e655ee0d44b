"""The rule set as data: every row has its source, every mark its document, every name its place."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from niangjia.kernel.text import Text
from niangjia.policies import RuleSet, list_rule_sets, load_rule_set
from niangjia.policies.book import rule_set_for, rule_sets
from niangjia.policies.errors import MissingParameterError, NoRuleSetError, RuleSetError, UnknownRuleSetError
from niangjia.policies.parameter_files import read_parameters, read_rule_set_file
from niangjia.policies.parameters import ParameterTable, Source
from niangjia.policies.rule_sets import OUTPUTS
from niangjia.policies.sentences import placeholders
from niangjia.policies.variables import Variable

RULES = load_rule_set("national-2019")
RULE_SETS = pytest.mark.parametrize("rule_set", list_rule_sets())
STARTING_VALUES = ["minimum_wage_monthly", "public_school_cost"]


def test_rule_sets_are_found_by_name() -> None:
    assert "national-2019" in list_rule_sets()
    assert load_rule_set("national-2019") is RULES
    with pytest.raises(UnknownRuleSetError):
        load_rule_set("../secrets")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 1, 1), "national-2012"),
        (date(2018, 12, 31), "national-2012"),
        (date(2019, 1, 1), "national-2019"),
        (date(2040, 1, 1), "national-2019"),
    ],
)
@pytest.mark.django_db
def test_the_day_of_application_picks_the_rule_set(day: date, name: str) -> None:
    assert rule_set_for(day).name == name


@pytest.mark.django_db
def test_a_day_before_all_rules_is_named() -> None:
    with pytest.raises(NoRuleSetError) as refused:
        rule_set_for(date(2011, 12, 31))
    assert (refused.value.code, refused.value.day) == ("no-rule-set", date(2011, 12, 31))
    assert all(part in str(refused.value) for part in ("2011-12-31", "2012-01-01"))


@RULE_SETS
def test_every_rule_set_answers_and_labels_the_same_outputs(rule_set: str) -> None:
    rules = load_rule_set(rule_set)
    assert set(OUTPUTS) <= {variable.name for variable in rules.wiring.household}
    assert {boundary.category for boundary in rules.boundaries} == set(rules.labels["category"]) - {0}
    for boundary in rules.boundaries:
        names = {boundary.compared, boundary.base, boundary.percent, boundary.inclusive, boundary.when} - {""}
        assert names <= set(rules.units)


@pytest.mark.django_db
def test_rule_sets_share_standards_and_differ_where_they_say_so() -> None:
    older, newer = (dict(zip(rules.table.names, rules.table.parameters, strict=True)) for rules in rule_sets())
    for name in ("dibao_urban_monthly", "dibao_rural_monthly", "public_school_cost"):
        assert older[name] == newer[name]
    assert [row.value for row in older["minimum_wage_monthly"].rows] == [0]
    assert len(newer["minimum_wage_monthly"].rows) == 3


@pytest.mark.django_db
def test_a_basis_of_its_own_goes_before_the_shared_one() -> None:
    bases = [{v.name: v.basis for v in variables(rules)} for rules in rule_sets()]
    assert bases[0]["living_months"] != bases[1]["living_months"]
    assert bases[0]["age"] == bases[1]["age"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "parameters.toml"
    path.parent.mkdir()
    path.write_text('[rule_set]\nincludes = ["../mine/parameters"]\n[sources]\n[parameters]\n', encoding="utf-8")
    with pytest.raises(RuleSetError, match="to include"):
        read_rule_set_file(path)


@pytest.mark.parametrize(
    ("region", "day", "line", "found_in", "since"),
    [
        ("150785", date(2022, 12, 31), 81300, "150000", date(2022, 1, 1)),
        ("150785", date(2023, 1, 1), 84000, "150000", date(2023, 1, 1)),
        ("150000", date(2030, 1, 1), 84000, "150000", date(2023, 1, 1)),
    ],
)
def test_a_value_and_its_row(region: str, day: date, line: int, found_in: str, since: date) -> None:
    parameters = RULES.parameters_for(region, day)
    assert parameters["dibao_urban_monthly"] == line
    row = parameters.row("dibao_urban_monthly")
    assert (row.region, row.from_on) == (found_in, since)
    assert parameters.row("deep_percent").region == "000000"


def test_the_nearest_region_goes_first() -> None:
    sources = {"X": Source("X", Text("文", "document"))}
    mark = {"source": "X", "mark": "confirmed"}
    rows = [
        {"region": "150700", "from": date(2020, 1, 1), "value": 1, **mark},
        {"region": "150000", "from": date(2021, 1, 1), "value": 2, **mark},
        {"from": date(2019, 1, 1), "value": 3, **mark},
    ]
    item = {"label": {"zh": "线", "en": "line"}, "unit": "fen", "is_regional": True, "rows": rows}
    table = ParameterTable(read_parameters({"parameters": {"line": item}}, sources))
    assert table.at("150785", date(2022, 1, 1))["line"] == 1
    assert table.at("150785", date(2019, 6, 1))["line"] == 3
    assert table.at("152221", date(2022, 1, 1))["line"] == 2
    assert table.at("110000", date(2022, 1, 1))["line"] == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source": "Y"}, "no source 'Y'"),
        ({"mark": "maybe"}, "marked 'maybe'"),
        ({"value": 1.5}, "neither a whole number"),
        ({"from": "2019"}, "is not a day"),
        ({"region": "150000"}, "is not regional"),
    ],
)
def test_a_wrong_row_is_named(change: dict[str, object], said: str) -> None:
    row = {"from": date(2019, 1, 1), "value": 1, "source": "X", "mark": "confirmed", **change}
    item = {"label": {"zh": "数", "en": "number"}, "unit": "count", "rows": [row]}
    with pytest.raises(RuleSetError, match=said):
        list(read_parameters({"parameters": {"number": item}}, {"X": Source("X", Text("文", "document"))}))


def test_a_row_may_say_its_page() -> None:
    row = {"from": date(2019, 1, 1), "value": 1, "source": "X", "mark": "confirmed"}
    item = {
        "label": {"zh": "数", "en": "number"},
        "unit": "count",
        "rows": [row, {**row, "from": date(2020, 1, 1), "page": "3"}],
    }
    (read,) = read_parameters({"parameters": {"number": item}}, {"X": Source("X", Text("文", "document"))})
    assert [each.page for each in read.rows] == ["", "3"]


def test_a_shipped_value_out_of_bounds_is_named() -> None:
    row = {"from": date(2019, 1, 1), "value": 1001, "source": "X", "mark": "confirmed"}
    item = {"label": {"zh": "比例", "en": "share"}, "unit": "percent", "rows": [row]}
    with pytest.raises(RuleSetError, match="share_percent"):
        list(read_parameters({"parameters": {"share_percent": item}}, {"X": Source("X", Text("文", "document"))}))


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(MissingParameterError) as missing:
        RULES.parameters_for("110101", date(2024, 5, 10))
    error = missing.value
    assert (error.code, error.region, error.day) == ("missing-parameter", "110101", date(2024, 5, 10))
    assert all(part in str(error) for part in ("城市低保标准", "110101（北京）", "2024-05-10"))
    assert error.name == "dibao_urban_monthly"


def test_a_fixed_parameter_holds_everywhere() -> None:
    tried = RULES.with_parameters({"deep_percent": 120})
    assert tried.parameters_for("150785", date(2019, 1, 1))["deep_percent"] == 120
    assert RULES.parameters_for("150785", date(2019, 1, 1))["deep_percent"] == 100
    for wrong in ({"deep_percents": 120}, {"deep_percent": (1, 2)}, {"schooling_aid": 5}):
        with pytest.raises(RuleSetError):
            RULES.with_parameters(wrong)


def variables(rules: RuleSet) -> tuple[Variable, ...]:
    return rules.wiring.household + rules.wiring.member


@RULE_SETS
def test_every_parameter_is_used(rule_set: str) -> None:
    rules = load_rule_set(rule_set)
    used = {name for variable in variables(rules) for name in variable.inputs}
    assert set(rules.table.names) <= used


@RULE_SETS
def test_starting_values_are_marked_to_confirm(rule_set: str) -> None:
    rules = load_rule_set(rule_set)
    rows = {parameter.name: parameter.rows for parameter in rules.table.parameters}
    assert not any(row.is_confirmed for name in STARTING_VALUES for row in rows[name])
    assert not any(row.is_confirmed for row in rows["dibao_rural_monthly"] if row.from_on < date(2023, 1, 1))
    invented = [row for some in rows.values() for row in some if row.source.code == "NJ"]
    assert not any(row.is_confirmed for row in invented)


@RULE_SETS
def test_every_mark_names_a_source_in_both_languages(rule_set: str) -> None:
    rules = load_rule_set(rule_set)
    for variable in variables(rules):
        in_chinese = re.findall(r"〔(\w+)〕", variable.basis.zh)
        assert in_chinese == re.findall(r"\[(\w+)\]", variable.basis.en), variable.name
        assert in_chinese, variable.name
        assert set(in_chinese) <= set(rules.sources), variable.name


@RULE_SETS
def test_every_placeholder_has_a_value(rule_set: str) -> None:
    rules = load_rule_set(rule_set)
    for variable in variables(rules):
        assert placeholders(variable.sentence) <= {*rules.units, "value", "terms", "who"}, variable.name


def test_importing_the_rule_book_stays_light() -> None:
    heavy = "{'numpy', 'numba', 'pyarrow', 'django.db.models'}"
    program = f"import sys, niangjia.policies; found = {heavy} & set(sys.modules); sys.exit(str(found) if found else 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
