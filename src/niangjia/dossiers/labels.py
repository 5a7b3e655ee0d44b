"""Words for what the rules and the lists give as numbers and codes."""

from niangjia.kernel.text import Text
from niangjia.policies import codes

CATEGORIES: dict[int | None, Text] = {
    **{number: codes.CATEGORIES[number] for number in (codes.DEEP, codes.RELATIVE, codes.ACCIDENTAL, codes.EDGE)},
    codes.NOT_IN_HARDSHIP: codes.CATEGORIES[codes.NOT_IN_HARDSHIP],
    None: Text("尚未判定", "Not decided yet"),
}
"""Hardship categories by the rule book's number, in the order people read them."""

FINDINGS: dict[str, Text] = {
    "required": Text("必填未填", "Missing"),
    "unknown-code": Text("不在代码表内", "Not in the official list"),
    "not-a-number": Text("不是数字", "Not a number"),
    "not-a-date": Text("不是日期", "Not a date"),
    "out-of-range": Text("数值超出范围", "Out of range"),
    "too-many": Text("填写项过多", "Too many values"),
    "too-long": Text("文字过长", "Too long"),
    "lost-character": Text("文字已损坏", "Damaged characters"),
    "cell-error": Text("单元格报错", "Cell shows an error"),
    "id-not-text": Text("身份证号成了数字", "Identity number stored as a number"),
    "id-check-digit": Text("身份证号有误", "Identity number is wrong"),
    "card-not-text": Text("银行卡号成了数字", "Card number stored as a number"),
    "card-check-digit": Text("银行卡号有误", "Card number is wrong"),
    "birth-date-mismatch": Text("出生日期与身份证号不符", "Birth date differs from the number"),
    "sex-mismatch": Text("性别与身份证号不符", "Sex differs from the number"),
    "duplicate-person": Text("同一人重复出现", "Person stands twice"),
    "household-size-mismatch": Text("家庭人口与成员行数不符", "Household size differs from the rows"),
    "household-not-found": Text("找不到所属家庭", "No household for this member"),
    "consent-withdrawn": Text("已撤回同意", "Consent withdrawn"),
    "person-died": Text("家人已去世", "Has passed away"),
    "other-name": Text("姓名与已登记的不一致", "Name differs from the one on file"),
    "not-yours": Text("不在您的权限范围内", "Not within your unit"),
    "normalised-full-width": Text("全角已转半角", "Full width read as half width"),
    "normalised-date": Text("文字日期已识别", "Date in words understood"),
    "normalised-number": Text("文字数字已识别", "Number in words understood"),
    "rare-character": Text("生僻字", "Rare character"),
}
"""Short titles of what an import can find in a cell, by code."""
