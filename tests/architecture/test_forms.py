"""A form takes the fields it names and no others: nobody sets a role, a unit, a state or an amount with one more."""

import ast
from collections.abc import Iterator
from pathlib import Path

import niangjia

PACKAGE = Path(niangjia.__file__).parent


def takes_too_much(source: str) -> Iterator[str]:
    """Lines at which code takes whatever was sent, or every field of a model."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                    name, value = each.targets[0].id, each.value
                    is_everything = isinstance(value, ast.Constant) and value.value == "__all__"
                    if name == "exclude" or (name == "fields" and is_everything):
                        yield f"{each.lineno}: {name} of a form"
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg is None and ast.unparse(keyword.value).startswith(("request.POST", "request.GET")):
                    yield f"{node.lineno}: **{ast.unparse(keyword.value)}"
            if isinstance(node.func, ast.Name) and node.func.id == "setattr" and "POST" in ast.unparse(node):
                yield f"{node.lineno}: setattr from what was sent"


def test_forms_and_views_name_what_they_take():
    found = [
        f"{path.relative_to(PACKAGE)}:{told}"
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        for told in takes_too_much(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_the_rule_sees_what_takes_too_much():
    meta = "class F:\n    class Meta:\n        {}\n"
    assert list(takes_too_much(meta.format('fields = "__all__"'))) == ["3: fields of a form"]
    assert list(takes_too_much(meta.format('exclude = ["a"]'))) == ["3: exclude of a form"]
    assert list(takes_too_much(meta.format('fields = ["a"]'))) == []
    assert list(takes_too_much("make(**request.POST.dict())")) == ["1: **request.POST.dict()"]
    assert list(takes_too_much("make(**cleaned)")) == []
