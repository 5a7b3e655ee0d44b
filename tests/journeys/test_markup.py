"""What every page is made of: a strict policy, nothing inline, sound labels; read without a browser."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from niangjia.dossiers.commands import check_import, start_import
from niangjia.policies.tests.book_factories import propose, value

pytestmark = pytest.mark.django_db
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LABELLED = {"select", "textarea", "input"}


class Markup(HTMLParser):
    """Notes what must not be in a page, and what must be in it once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.faults += [f"twice: #{each}" for each in set(self.ids) if self.ids.count(each) > 1]
        self.faults += [f"without a label: {each}" for each in self.controls if not self.is_labelled(each)]
        self.faults += [f"never closed: {tag}" for tag in self.open]

    def is_labelled(self, control: dict[str, str]) -> bool:
        return control.get("id", "") in self.labels or bool(control.get("aria-label") or control.get("aria-labelledby"))

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self.faults += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.faults += [f"{tag} {value}" for value in given.values() if value.strip().lower().startswith("javascript:")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.faults.append(f"inline {tag}")
        self.faults += [
            f"from elsewhere: {given[name]}"
            for name in ("src", "href", "action")
            if tag != "a" and given.get(name, "").startswith(("http:", "https:", "//"))
        ]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag in LABELLED and given.get("type") not in {"hidden", "submit", "button"}:
            self.controls.append(given)
        if tag == "form" and given.get("method", "").lower() not in {"post", "get"}:
            self.faults.append("form without a method")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed in the wrong order: {tag}")


def faults_of(answer):
    if isinstance(answer, str):
        return Markup(answer).faults
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    return Markup(answer.content.decode()).faults


@pytest.fixture
def pages(bureau_of_many, clerk, faulty_workbook):
    """Addresses of every page a clerk can open."""
    run, unreadable = start_import(faulty_workbook, "a.xlsx", by=clerk), start_import(b"none", "b.xlsx", by=clerk)
    waiting = start_import(faulty_workbook, "c.xlsx", by=clerk)
    check_import(run)
    check_import(unreadable)
    dossier = f"/dossiers/{bureau_of_many.pk}/"
    tabs = [f"{dossier}{tab}/" for tab in ("members", "money", "decision", "history")]
    imports = [f"/imports/{each.pk}/" for each in (run, unreadable, waiting)]
    lists = ["/dossiers/", "/dossiers/?q=oy&order=-net", "/dossiers/?q=nobody", "/imports/"]
    rules = ["/rules/", "/rules/changes/", "/rules/national-2019/", "/rules/national-2019/schooling_aid/"]
    rules += [f"/rules/changes/{propose(value(), clerk).pk}/", "/rules/national-2019/propose/open-draft/"]
    return ["/", "/about/", "/about/elements/", *rules, *lists, dossier, *tabs, *imports, "/no-such-page/"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_inline_and_everything_has_a_label(pages, clerk, settings, language):
    browser = Client()
    browser.force_login(clerk)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    found = {path: faults for path in pages if (faults := faults_of(browser.get(path)))}
    assert not found


def test_pages_for_everyone_and_of_refusals(client, leader):
    found = {path: faults_of(client.get(path)) for path in ("/sign-in/", "/nothing/")}
    found["wrong password"] = faults_of(client.post("/sign-in/", {"username": "x", "password": "y"}))
    client.force_login(leader)
    found |= {path: faults_of(client.get(path)) for path in ("/", "/dossiers/", "/imports/")}
    assert not {path: faults for path, faults in found.items() if faults}


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_of_faults(code, language):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with translation.override(language):
        assert not Markup(render_to_string(f"{code}.html", request=request)).faults


def test_parts_of_pages_too(pages, as_clerk):
    for path in pages:
        if path.startswith(("/dossiers/?", "/imports/0")):
            answer = as_clerk.get(path, headers={"HX-Request": "true"})
            assert not [fault for fault in faults_of(answer) if not fault.startswith("without a label")], path


def test_the_check_sees_what_it_is_for():
    bad = '<p style="color:red" onclick="x()"><script>1</script><input id="a"><b id="a"></b><a href="javascript:x">'
    assert {fault.split(" ")[0] for fault in Markup(bad).faults} >= {"p", "inline", "without", "twice:", "a", "never"}
