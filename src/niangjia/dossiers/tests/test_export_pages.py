"""The pages of exports: what each role sees and may press, and that there is no way around them."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_tasks_db.models import DBTaskResult

import niangjia
from niangjia.accounts.models import Role
from niangjia.dossiers.commands import approve_export, fetch_export, print_decision
from niangjia.dossiers.models import Dossier, Export
from niangjia.dossiers.models.exports import PEOPLE_WITHOUT_APPROVAL
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests.export_factories import PURPOSE, ask, cells_of
from niangjia.dossiers.tests.factories import file, person, rows

pytestmark = pytest.mark.django_db
LIST, REQUEST = reverse("dossiers:list-exports"), reverse("dossiers:request-export")
GIVEN = {"purpose": PURPOSE, "kind": "xlsx"}


@pytest.fixture
def many(farm):
    return rows(farm, [{"name": "单玉梅"} for _row in range(PEOPLE_WITHOUT_APPROVAL + 1)])


def page(name, export):
    return reverse(f"dossiers:{name}-export", args=[export.pk if isinstance(export, Export) else export])


def shown(answer):
    return answer.content.decode()


def test_from_the_list_to_the_file(as_clerk, farm):
    rows(farm, [{"name": "甲", "category": 1}, {"name": "乙"}])
    narrowed = as_clerk.get(reverse("dossiers:list-dossiers"), {"category": "1", "order": "name"})
    assert f"{REQUEST}?category=1&amp;order=name" in shown(narrowed)
    form = as_clerk.get(f"{REQUEST}?category=1&order=name")
    assert form.context["people"] == 1
    assert "深度困难" in shown(form)
    answer = as_clerk.post(f"{REQUEST}?category=1&order=name", GIVEN)
    export = Export.objects.get()
    assert answer["Location"] == page("show", export)
    assert (export.wanted, export.people) == ({"category": "1"}, 1)
    assert (export.words.zh, export.words.en) == ("在档家庭 · 深度困难", "Open dossiers · Deep hardship")
    assert page("fetch", export) in shown(as_clerk.get(page("show", export)))
    file_ = as_clerk.post(page("fetch", export))
    assert (file_.status_code, file_["Cache-Control"]) == (200, "no-store")
    assert file_["Content-Disposition"] == f'attachment; filename="{export.number}.xlsx"'
    assert len(cells_of(file_.content)) == 1
    again = as_clerk.post(page("fetch", export))
    assert again.status_code == 409
    assert page("fetch", export) not in shown(as_clerk.get(page("show", export)))


def test_the_worker_is_told_to_sweep_when_it_expires(as_clerk, farm):
    rows(farm, [{}])
    as_clerk.post(REQUEST, GIVEN)
    export = Export.objects.get()
    assert DBTaskResult.objects.get().run_after == export.expires_at
    assert export.expires_at - export.asked_at == timedelta(hours=24)


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": ""}, {"purpose": "abc"}, {"kind": "csv"}, {"full": ["worker"]}, {"purpose": "审计\u202e用途一二"}],
)
def test_what_was_typed_stays_when_it_is_wrong(as_clerk, farm, wrong):
    rows(farm, [{}])
    answer = as_clerk.post(REQUEST, {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert f'value="{wrong.get("purpose", PURPOSE)}"' in shown(answer) or wrong == {"purpose": ""}
    assert not Export.objects.exists()


def test_an_empty_list_is_told_on_the_form(as_clerk, farm):
    answer = as_clerk.post(f"{REQUEST}?q=nobody", GIVEN)
    assert answer.status_code == 422
    assert PURPOSE in shown(answer)


@pytest.mark.parametrize(
    "injected", [{"state": "approved"}, {"people": "1"}, {"asked_by": "1"}, {"decided_by": "1"}, {"unit": "x"}]
)
def test_nothing_but_the_form_is_taken(as_clerk, many, clerk, injected):
    as_clerk.post(REQUEST, {**GIVEN, **injected})
    export = Export.objects.get()
    assert (export.state, export.people, export.asked_by, export.decided_by) == ("waiting", len(many), clerk, None)


def test_the_approver_sees_what_is_in_it_but_not_the_content(clerk, approver, signed_in, many):
    export = ask(clerk, full=("identity-number",))
    chair = signed_in(approver)
    assert page("show", export) in shown(chair.get(LIST))
    assert reverse("dossiers:list-exports") in shown(chair.get("/"))
    told = shown(chair.get(page("show", export)))
    for each in (PURPOSE, str(clerk), str(len(many)), "身份证号", "在册档案"):
        assert each in told
    assert "单玉梅" not in told
    assert str(many[0].number) not in told
    assert chair.post(page("fetch", export)).status_code == 404
    assert chair.post(page("approve", export), {"note": "可以"}).status_code == 302
    export.refresh_from_db()
    assert (export.state, export.decided_by, export.note) == ("approved", approver, "可以")
    assert chair.post(page("fetch", export)).status_code == 404
    assert page("show", export) in shown(chair.get(LIST))  # among the decided ones
    assert signed_in(clerk).post(page("fetch", export)).status_code == 200


def test_a_refusal_without_a_note_changes_nothing(clerk, approver, signed_in, many):
    export, chair = ask(clerk), signed_in(approver)
    for note, status, state in (("", 422, "waiting"), ("请\u202e缩小", 422, "waiting"), ("请缩小范围", 302, "refused")):
        answer = chair.post(page("refuse", export), {"note": note})
        assert answer.status_code == status
        assert status == 302 or note in answer.content.decode()  # what was typed stays
        export.refresh_from_db()
        assert export.state == state
    assert "请缩小范围" in shown(signed_in(clerk).get(page("show", export)))
    chair.post(page("approve", export))
    export.refresh_from_db()
    assert export.state == "refused"


def test_a_clerk_who_is_the_approver_too_asks_another(someone, bureau, signed_in, clerk, system, many):
    from niangjia.accounts.commands import appoint_user

    appoint_user(clerk, role=Role.APPROVER, unit=bureau, starts_on="2020-01-01", by=system)
    export, client = ask(clerk), signed_in(clerk)
    told = shown(client.get(page("show", export)))
    assert page("approve", export) not in told
    listed = client.get(LIST).context
    assert (listed["waiting"], [each for each, _tone in listed["own"]]) == ([], [export])
    client.post(page("approve", export))
    export.refresh_from_db()
    assert export.state == "waiting"


def test_the_page_says_when_nobody_could_approve(clerk, signed_in, many, someone, bureau):
    export, client = ask(clerk), signed_in(clerk)
    assert client.get(page("show", export)).context["nobody_decides"] is True
    someone(Role.APPROVER, bureau, "approver")
    assert client.get(page("show", export)).context["nobody_decides"] is False


@pytest.mark.parametrize("role", [Role.ASSISTANCE_CLERK, Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR, Role.REVIEWER])
def test_an_export_of_another_looks_as_if_it_were_not_there(clerk, many, someone, bureau, signed_in, role):
    export, client = ask(clerk), signed_in(someone(role, bureau, "another"))
    for name in ("show", "fetch", "approve", "refuse"):
        method = client.get if name == "show" else client.post
        found, missing = method(page(name, export)), method(page(name, uuid4()))
        assert found.status_code == missing.status_code == 404
    export.refresh_from_db()
    assert export.state == "waiting"
    assert str(export.pk) not in shown(client.get(LIST))


def test_an_approver_elsewhere_sees_nothing(clerk, many, someone, other_farm, signed_in):
    export, client = ask(clerk), signed_in(someone(Role.APPROVER, other_farm, "elsewhere"))
    assert str(export.pk) not in shown(client.get(LIST))
    assert client.get(page("show", export)).status_code == 404
    assert client.post(page("approve", export)).status_code == 404


@pytest.mark.parametrize("who", ["officer", "leader", "administrator"])
def test_the_pages_are_closed_to_those_who_export_nothing(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(each).status_code for each in (LIST, REQUEST)] == [403, 403]
    assert LIST not in shown(client.get("/"))


def test_the_list_asks_the_same_number_of_questions(clerk, approver, signed_in, farm, django_assert_max_num_queries):
    def asked(count):
        for place in range(count):
            rows(farm, [{}])
            ask(clerk, purpose=f"第 {count} 批第 {place} 次", full=("phone",))
        client = signed_in(approver)
        with django_assert_max_num_queries(14) as found:
            client.get(LIST)
        return len(found)

    assert asked(1) == asked(6)


# -- no side path ------------------------------------------------------------------------------------------------------

ONE_HOUSEHOLD = {"dossiers:print-decision", "dossiers:print-consents"}
THE_CLERKS_OWN_FILE = {"dossiers:download-marked", "dossiers:download-report"}
"""The clerk's own workbook with its findings, and the same findings as JSON: nothing that was not handed in."""
FILES = ("spreadsheet", "csv", "pdf", "zip", "octet-stream", "excel")


def _addresses(resolver: URLResolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}", entry


def _is_file(answer):
    kind = answer.get("Content-Type", "")
    return "attachment" in answer.get("Content-Disposition", "") or any(each in kind for each in FILES)


def test_no_other_address_hands_out_a_file(clerk, approver, signed_in, farm):
    dossier = file(person(is_head=True), unit=farm, by=clerk)
    rows(farm, [{} for _row in range(3)])
    browsers = [signed_in(each) for each in (clerk, approver)]
    seen, handed_out = set(), set()
    for name, entry in _addresses(get_resolver()):
        names = entry.pattern.converters
        values = {
            each: dossier.pk if type(names[each]).__name__ == "UUIDConverter" else "national-2019" for each in names
        }
        for query in ("", "?format=csv", "?format=xlsx", "?export=1", "?_export=pdf"):
            path = reverse(name, kwargs=values) + query
            for client in browsers:
                for answer in (client.get(path), client.post(path) if "sign-out" not in name else None):
                    if answer is not None and answer.status_code == 200:
                        seen.add(name)
                        if _is_file(answer):
                            handed_out.add(name)
    assert len(seen) > 8
    assert handed_out <= ONE_HOUSEHOLD | THE_CLERKS_OWN_FILE
    assert handed_out >= ONE_HOUSEHOLD  # the test would see a file
    assert print_decision(whole(Dossier.objects.filter(pk=dossier.pk)).get(), by=clerk)[:5] == b"%PDF-"


def test_only_these_views_write_files():
    root = Path(niangjia.__file__).parent
    telling = ("content_type=", "Content-Disposition", "FileResponse", "StreamingHttpResponse", "JsonResponse")
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "tests" not in path.parts and any(each in path.read_text(encoding="utf-8") for each in telling)
    }
    assert found == {
        "dossiers/views/exports.py",
        "dossiers/views/imports.py",
        "ui/pdf.py",
        "dossiers/views/evidence.py",  # what was handed in for one household, on the record
        "referrals/views/papers.py",  # what a partner handed in with an answer, on the record
        "visits/views/visits.py",  # a photo of a visit, on the record
        "accounts/views/sign_in.py",  # questions and answers of passkeys
        "accounts/views/second_factor.py",
        "config/views.py",  # ok, or not ok
        "privacy/uploads.py",
    }


def test_accept_headers_change_nothing(as_clerk, farm):
    rows(farm, [{}])
    answer = as_clerk.get(reverse("dossiers:list-dossiers"), headers={"accept": "text/csv"})
    assert answer["Content-Type"].startswith("text/html")


def test_full_numbers_leave_only_through_an_approved_export(clerk, approver, signed_in, farm):
    dossier = file(person(is_head=True), unit=farm, by=clerk)
    number = dossier.worker.identity_number.reveal()
    client, export = signed_in(clerk), ask(clerk, full=("identity-number",))
    for path in (LIST, page("show", export), REQUEST):
        assert number not in shown(client.get(path))
    approve_export(export, by=approver)
    assert number in str([[cell.value for cell in cells] for cells in cells_of(fetch_export(export, by=clerk))])
