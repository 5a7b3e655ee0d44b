"""The documents tell the truth: what they name exists, and what exists is named."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.utils import translation

from niangjia.accounts.models import Role
from niangjia.config import cli
from niangjia.config.environment import VARIABLES
from niangjia.desk.demo import OTHER_SIGN_INS, SIGN_INS
from niangjia.dossiers.intake.columns import HEAD, MEMBER
from niangjia.dossiers.intake.messages import TEXTS
from niangjia.dossiers.labels import FINDINGS
from niangjia.people import codes
from niangjia.policies import list_rule_sets, load_rule_set
from niangjia.policies.bulk.schema import ANSWER, HOUSEHOLD_TYPES, MEMBER_TYPES
from niangjia.policies.codes import CAUSES, EXCLUSIONS
from tools.documents import problems
from tools.launcher.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "niangjia"
MAP, GLOSSARY, IMPORT, RULES = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("map.md", "glossary.md", "import.md", "rules.md")
)
READMES = ["README.md", "README.zh-CN.md"]
DOCUMENTS = [*READMES, "CONTRIBUTING.md", *(str(each.relative_to(ROOT)) for each in (ROOT / "docs").rglob("*.md"))]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SHIPPED = [load_rule_set(name) for name in list_rule_sets()]
MODELS = [model for model in apps.get_models() if model.__module__.startswith("niangjia.")]


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands under a heading, its smaller headings included."""
    found = re.search(rf"^(#+) {re.escape(title)}[^\n]*\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return re.split(rf"^{found[1]} ", found[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines() if line[:1] == "|"]


def quoted(text: str) -> set[str]:
    """Everything in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_links_lead_somewhere():
    assert problems() == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_named_exist(document):
    bases = (ROOT, PACKAGE)
    is_file = re.compile(r"[\w.-]+/[\w./-]*\.(py|toml|yaml|txt|md)|(src|docs|tests|tools)/[\w./-]+")
    named = [each for each in quoted(text_of(document)) if is_file.fullmatch(each) and not each.startswith("keys/")]
    missing = [each for each in named if not any((base / each).exists() for base in bases)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_dotted_names_exist(document):
    for name in quoted(text_of(document)):
        if re.fullmatch(r"niangjia(\.\w+){2,}", name):
            module, _, attribute = name.rpartition(".")
            assert hasattr(import_module(module), attribute), name


def test_map_names_each_app():
    named = {next(iter(quoted(cells[0]))) for cells in rows(section(MAP, "Apps")) if quoted(cells[0])}
    there = {each.parent.name for each in PACKAGE.glob("*/__init__.py")}
    assert named == there


def test_map_names_each_registry():
    named = {name for name in quoted(section(MAP, "Registries")) if name.startswith("niangjia.")}
    there = {
        ".".join(("niangjia", *path.relative_to(PACKAGE).with_suffix("").parts, function))
        for path in PACKAGE.rglob("*.py")
        for function in re.findall(r"^def (register\w*)\(\w", path.read_text(encoding="utf-8"), re.MULTILINE)
        if not {"commands", "tests", "migrations"} & set(path.relative_to(PACKAGE).parts)
    }
    assert named == there


def test_map_names_addresses_that_exist():
    assert get_resolver().resolve("/about/elements/")
    assert get_resolver().resolve("/imports/00000000-0000-0000-0000-000000000000/confirm/").func.__name__ == (
        "confirm_import"
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_glossary_has_each_model(model):
    label = f"`{model._meta.app_label}.{model.__name__}`"
    with translation.override("zh-hans"):
        name = str(model._meta.verbose_name)
    assert [cells for cells in rows(GLOSSARY) if label in cells[2:] and name in cells[1]], (label, name)


def test_glossary_has_roles_categories_and_findings():
    translated = [cells for cells in rows(GLOSSARY) if len(cells) == 3 and CHINESE.search(cells[1])]
    known = {name for cells in translated for name in quoted(cells[2])}
    assert set(Role.values) <= known
    assert set(codes.HARDSHIP_CATEGORIES.codes) <= known
    assert set(FINDINGS) <= known


def test_glossary_says_what_the_product_says():
    words = {cells[0].lstrip("– ").lower(): cells[1] for cells in rows(GLOSSARY) if len(cells) > 1}
    words |= {name.removesuffix(" (rule of 2012)"): word for name, word in words.items()}
    categories = [text for rule_set in SHIPPED for text in rule_set.labels["category"].values()]
    for text in (*categories, *FINDINGS.values()):
        assert words[text.en.lower()] == text.zh
    by_code = {next(iter(quoted(cells[2])), ""): cells[1] for cells in rows(GLOSSARY) if len(cells) > 2}
    with translation.override("zh-hans"):
        assert [role.value for role in Role if str(role.label) not in by_code[role.value]] == []


@pytest.mark.parametrize("name", ["Households", "Members"])
def test_import_page_has_each_column(name):
    table = {"Households": HEAD, "Members": MEMBER}[name]
    found = {cells[0].removesuffix(" *"): cells for cells in rows(section(IMPORT, name))[2:]}
    assert list(found) == [column.label for column in table.columns]
    for column in table.columns:
        label, also, taken = found[column.label]
        assert label.endswith(" *") == column.required, label
        assert tuple(filter(None, also.split("、"))) == column.also, label
        if column.codes:
            assert [each for each in quoted(taken) if getattr(codes, each, None) is column.codes], label


def test_import_page_has_each_finding():
    findings = section(IMPORT, "Findings")
    named = {name for cells in rows(findings) for name in quoted(cells[0])}
    assert named == set(FINDINGS)
    assert {key.partition("/")[0] for key in TEXTS} <= named


def test_import_page_has_each_reason_for_an_unreadable_file():
    named = {name for cells in rows(section(IMPORT, "When the file as a whole")) for name in quoted(cells[0])}
    sources = (PACKAGE / "dossiers" / "intake").glob("*.py")
    assert named == {code for path in sources for code in re.findall(r'code="([\w-]+)"', path.read_text("utf-8"))}


def test_rules_page_names_what_the_rule_set_has():
    for rule_set in SHIPPED:
        assert f"rulesets/{rule_set.name}/parameters.toml" in RULES
        assert f"`{rule_set.name}`" in RULES
        assert rule_set.in_force_from.isoformat() in section(RULES, "Rule sets")
    names = set().union(*(rule_set.units for rule_set in SHIPPED))
    for name in re.findall(r"^def (\w+)\(", RULES, re.MULTILINE):
        assert name in names


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document):
    text = text_of(document)
    listed = _parser()[0].format_help()
    for name in re.findall(r"python3 nj (\w+)", text):
        assert re.search(rf"^\s+{name}\s", listed, re.MULTILINE), name
    assert set(re.findall(r"bin/niangjia ([a-z][\w-]*)", text)) <= {*cli.verbs(), "manage"}


@pytest.mark.parametrize("readme", READMES)
def test_readme_has_the_two_commands(readme):
    assert re.findall(r"^    python3 nj (\w+)$", text_of(readme), re.MULTILINE) == ["up", "test"]


@pytest.mark.parametrize("readme", READMES)
def test_readme_has_sign_ins_and_variables(readme):
    text = text_of(readme)
    assert all(f"`{each.username}`" in text and f"`{each.password}`" in text for each in SIGN_INS)
    assert all(f"`{name}`" in text for name in VARIABLES)


def test_the_page_of_units_has_the_other_sign_ins():
    named = [next(iter(quoted(cells[0]))) for cells in rows(section(text_of("docs/units.md"), "Signing in"))[2:]]
    assert named == [each.username for each in OTHER_SIGN_INS]


MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|home|root|tmp/[a-z])(?:/|\b)")


def test_documents_name_no_path_of_one_machine():
    assert {document: found for document in DOCUMENTS if (found := MACHINE_PATH.findall(text_of(document)))} == {}
    assert MACHINE_PATH.search("see /" + "home/someone")


def test_no_file_holds_a_machine_path():
    folders = ("src", "docs", "tools", "tests", ".ci")
    top = (
        file for file in ROOT.glob("*") if file.name != ".git"
    )  # in a worktree a file that git writes, not the project
    files = [*top, *(file for folder in folders for file in (ROOT / folder).rglob("*"))]
    holds = re.compile(r"(?<![\w.:/])/(?:work|home)/\w")
    kinds = {".py", ".md", ".html", ".toml", ".po", ".yaml", ".css", ".js", ".mjs", ".txt", ""}
    texts = [file for file in files if file.suffix in kinds and file.is_file() and file != Path(__file__)]
    assert len(texts) > len(DOCUMENTS)
    found = [file for file in texts if holds.search(file.read_text(encoding="utf-8", errors="ignore"))]
    assert [str(file.relative_to(ROOT)) for file in found] == []


def test_the_facts_file_is_described_as_it_is():
    pages = text_of("docs/screening.md")
    facts = [row for row in rows(section(pages, "The facts")) if quoted(row[0])]
    told = {name: row[1] for row in facts for name in quoted(row[0])}
    expected = {name: str(kind) for name, kind in (HOUSEHOLD_TYPES | MEMBER_TYPES).items()}
    types = {"date32[day]": "date32"}
    assert {name: kind.removesuffix(", may be null") for name, kind in told.items()} == {
        name: types.get(kind, kind) for name, kind in expected.items()
    } | {"members": "list of struct"}
    answers = section(pages, "The answers")
    assert [name for name in re.findall(r"`([a-z_]+)`", answers) if name in ANSWER.names][: len(ANSWER.names)] == (
        ANSWER.names
    )
    for labels in (EXCLUSIONS, CAUSES):
        for bit in labels:
            assert re.search(rf"\| {bit} \|", answers)
