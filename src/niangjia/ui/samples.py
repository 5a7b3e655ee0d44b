"""What the page of elements shows: invented people and amounts, in both languages."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from niangjia.kernel.text import Text

CAUSES = [
    (Text("本人大病", "Own serious illness"), 148),
    (Text("供养直系亲属大病", "Serious illness of a dependant"), 121),
    (Text("子女上学", "Children in education"), 96),
    (Text("残疾", "Disability"), 54),
    (Text("收入低且无法解决", "Low income without a way out"), 47),
    (Text("意外灾害", "Accident or disaster"), 22),
]
UNITS = [
    Text("红松岭林场", "Korean Pine Ridge Farm"),
    Text("白桦沟林场", "Birch Valley Farm"),
    Text("青石河林场", "Bluestone River Farm"),
    Text("贮木场", "Log Yard"),
]
CATEGORIES = [
    (Text("深度困难", "Deep hardship"), [18, 12, 9, 4]),
    (Text("相对困难", "Relative hardship"), [31, 24, 27, 11]),
    (Text("意外致困", "Accidental hardship"), [6, 9, 3, 2]),
]
YEARS = ["2021", "2022", "2023", "2024", "2025", "2026"]


words: Any = Text
"""Labels of form fields are typed as strings, yet anything that can be written will do."""


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=words("姓名", "Name"),
        max_length=40,
        help_text=words("与身份证一致，不含空格。", "As on the identity card, without spaces."),
    )
    unit = forms.ChoiceField(label=words("单位", "Unit"), choices=[(index, unit) for index, unit in enumerate(UNITS)])
    born_on = forms.DateField(
        label=words("出生日期", "Date of birth"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    spending = forms.DecimalField(
        label=words("医疗支出（元）", "Spending on treatment (yuan)"), max_digits=10, decimal_places=2
    )
    tenure = forms.ChoiceField(
        label=words("住房", "Home"),
        choices=[("owned", Text("自有", "Owned")), ("rented", Text("租住", "Rented")), ("lent", Text("借住", "Lent"))],
        widget=forms.RadioSelect,
    )
    helps = forms.MultipleChoiceField(
        label=words("已获救助", "Help received"),
        choices=[("living", Text("生活救助", "Living aid")), ("medical", Text("医疗救助", "Medical aid"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=words("备注", "Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_checked = forms.BooleanField(
        label=words("该家庭已阅读并确认以上内容", "The family has read and confirmed this"), required=False
    )


class SampleFilterForm(forms.Form):
    """A search box and two choices."""

    q = forms.CharField(label=words("姓名、拼音或首字母", "Name, pinyin or initials"), required=False)
    category = forms.ChoiceField(
        label=words("困难类别", "Hardship category"),
        choices=[("", Text("全部", "All")), *((index, name) for index, (name, _values) in enumerate(CATEGORIES))],
        required=False,
    )
    farm = forms.ChoiceField(
        label=words("单位", "Unit"),
        choices=[("", Text("全部", "All")), *((index, unit) for index, unit in enumerate(UNITS))],
        required=False,
    )


class SampleFileForm(forms.Form):
    """A place for a workbook."""

    workbook = forms.FileField(
        label=words("工作簿", "Workbook"),
        help_text=words("Excel（.xlsx、.xls）或 .ods，最大 20 MB。", "Excel (.xlsx, .xls) or .ods, up to 20 MB."),
    )


def charts() -> dict[str, dict[str, Any]]:
    """One chart of each kind."""
    households = str(Text("户", "households"))
    units, links = [str(unit) for unit in UNITS], ["?unit=0", "?unit=1", "?unit=2", "?unit=3"]
    causes = [count for _cause, count in CAUSES]
    amounts = [412, 455, 523, 498, 571, 604]
    count = Text("家庭", "Households")
    return {
        "bars": _chart(
            "bars",
            Text("主要致困原因", "Main causes"),
            [str(cause) for cause, _count in CAUSES],
            [(count, causes)],
            households,
        ),
        "stacked": {
            "kind": "stacked",
            "title": Text("各单位困难类别", "Units and hardship categories"),
            "labels": units,
            "series": [{"name": str(name), "values": values, "links": links} for name, values in CATEGORIES],
        },
        "columns": _chart(
            "columns", Text("历年帮扶户数", "Helped in each year"), YEARS, [(count, amounts)], households
        ),
        "line": _chart(
            "line",
            Text("新增与退出", "Entries and exits"),
            YEARS,
            [(Text("新增", "Entries"), [62, 71, 88, 54, 60, 49]), (Text("退出", "Exits"), [31, 44, 52, 79, 66, 81])],
            households,
        ),
        "empty": _chart("columns", Text("没有数据的图表", "A chart without data"), [], [(count, [])]),
        "ring": _chart(
            "ring", Text("困难类别", "Categories"), [str(name) for name, _values in CATEGORIES], [(count, [43, 93, 20])]
        ),
    }


def _chart(
    kind: str, title: object, labels: list[str], series: list[tuple[object, list[int]]], unit: str = ""
) -> dict[str, Any]:
    named = [{"name": name, "values": values} for name, values in series]
    return {"kind": kind, "title": title, "labels": labels, "series": named, "unit": unit}


def context() -> dict[str, Any]:
    """Everything the page of elements needs."""
    faulty = SampleForm(prefix="faulty", data={"faulty-unit": "0", "faulty-spending": "1.234"})
    faulty.is_valid()
    return {
        "form": SampleForm(),
        "faulty_form": faulty,
        "filter_form": SampleFilterForm(),
        "file_form": SampleFileForm(),
        "charts": charts(),
        "households": HOUSEHOLDS,
        "amounts": [123450, 0, -98700, 10**9, None],
        "day": date(2026, 3, 4),
        "instant": datetime(2026, 3, 4, 7, 20, tzinfo=UTC),
        "birch": UNITS[1],
        "pine": UNITS[0],
    }


HOUSEHOLDS = [
    {
        "name": "刘心红",
        "number": "HS-2026-0148",
        "unit": UNITS[0],
        "size": 4,
        "per_head_fen": 51280,
        "category": CATEGORIES[0][0],
        "tone": "bad",
        "identity": "2307**********9013",
    },
    {
        "name": "单玉梅",
        "number": "HS-2026-0152",
        "unit": UNITS[1],
        "size": 3,
        "per_head_fen": 83416,
        "category": CATEGORIES[1][0],
        "tone": "warn",
        "identity": "2307**********9226",
    },
    {
        "name": "欧阳䶮",
        "number": "HS-2026-0160",
        "unit": UNITS[3],
        "size": 2,
        "per_head_fen": 131900,
        "category": CATEGORIES[2][0],
        "tone": "info",
        "identity": "2307**********9351",
    },
    {
        "name": "孟繁林",
        "number": "HS-2026-0161",
        "unit": UNITS[2],
        "size": 5,
        "per_head_fen": 204450,
        "category": Text("不符合", "Not eligible"),
        "tone": "neutral",
        "identity": "2307**********9472",
    },
]
