"""Only an app's own commands write its tables."""

import ast
from collections.abc import Iterator
from pathlib import Path

import niangjia

PACKAGE = Path(niangjia.__file__).parent
APPS = sorted(folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists())
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "add_root", "add_child", "delete",
}  # fmt: skip
ROW_SET_WRITES = {"update"}
"""A name that dicts and sets have too: it counts when called on a manager or a query set."""
QUERIES = {"objects", "filter", "exclude", "all"}
KNOW_NO_ROWS = {
    "dossiers/intake": "reads and marks spreadsheets: what it saves is a spreadsheet",
    "people/evidence_files": "reads and cleans photos and PDFs: what it saves is one of them",
    "policies/bulk": "reads and writes Parquet: what it deletes is a folder of parts",
}
"""Folders that cannot write a table, because they import no models; a test below holds them to it."""


def _reads_rows(node: ast.expr) -> bool:
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in QUERIES:
                return True
            node = node.value
        else:
            return False


def writes_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that writes to the database."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in WRITES or (name in ROW_SET_WRITES and _reads_rows(node.func.value)):
                yield node.lineno, name


def _sources() -> Iterator[tuple[str, Path]]:
    for app in APPS:
        for path in (PACKAGE / app).rglob("*.py"):
            parts = path.relative_to(PACKAGE / app).parts
            is_pure = any((PACKAGE / folder) in path.parents for folder in KNOW_NO_ROWS)
            if not {"migrations", "tests"} & set(parts) and not is_pure:
                yield app, path


def _is_command(app: str, path: Path) -> bool:
    parts = path.relative_to(PACKAGE / app).parts
    return parts[0] == "commands" or parts == ("commands.py",)


def test_writes_stand_in_commands_only():
    found = [
        f"{path.relative_to(PACKAGE)}:{line} .{name}()"
        for app, path in _sources()
        if not _is_command(app, path)
        for line, name in writes_in(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def foreign_writes_in(app: str, source: str) -> Iterator[tuple[int, str]]:
    """Line and model of each write through the manager of a model that another app owns."""
    tree = ast.parse(source)
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("niangjia.")
        if ".models" in (node.module or "") and (node.module or "").split(".")[1] != app
        for alias in node.names
    }
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and node.func.attr in WRITES | ROW_SET_WRITES:
            names = {each.id for each in ast.walk(node.func.value) if isinstance(each, ast.Name)}
            for model in names & foreign:
                yield node.lineno, model


def test_commands_write_their_own_tables_only():
    found = [
        f"{path.relative_to(PACKAGE)}:{line} {model}"
        for app, path in _sources()
        for line, model in foreign_writes_in(app, path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_pure_folders_import_no_models():
    for folder in KNOW_NO_ROWS:
        for path in (PACKAGE / folder).rglob("*.py"):
            assert "models" not in path.read_text(encoding="utf-8"), path


def test_the_rule_sees_a_write_and_lets_a_dict_be():
    assert list(writes_in("Person.objects.filter(pk=1).update(name='x')")) == [(1, "update")]
    assert list(writes_in("person.save()")) == [(1, "save")]
    assert list(writes_in("settings.update(a=1)")) == []
    bad = "from niangjia.people.models import Person\nPerson.objects.create(name='x')"
    assert list(foreign_writes_in("dossiers", bad)) == [(2, "Person")]
    assert list(foreign_writes_in("people", bad)) == []


def _joined_locks(source: str) -> Iterator[int]:
    """Lines on which rows are locked in one statement with what they join; `select_related(None)` joins nothing."""
    for node in ast.walk(ast.parse(source)):
        asked, inner = set(), node
        while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            joins_nothing = [ast.unparse(argument) for argument in inner.args] == ["None"]
            asked |= set() if joins_nothing else {inner.func.attr}
            inner = inner.func.value
        if {"select_for_update", "select_related"} <= asked:
            yield node.lineno


def test_a_row_is_locked_alone():
    """`kernel.rows.lock` says why: a row that changed while one waited for it would not be found, or only half."""
    assert list(_joined_locks('Dossier.objects.select_for_update(of=("self",)).select_related("unit").get(pk=1)'))
    assert not list(_joined_locks("rows.select_related(None).select_for_update().get(pk=1)"))
    found = [f"{path}:{line}" for _app, path in _sources() for line in _joined_locks(path.read_text(encoding="utf-8"))]
    assert found == []
