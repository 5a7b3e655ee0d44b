"""Pages of consents, terms, assessments, rights, sign-ins and the system, empty and full, in a real browser."""

from datetime import date, timedelta

import pytest

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import approve_deletion, place_hold, propose_deletion, record_consents, run_deletion
from niangjia.dossiers.tests.retention_factories import CLOSED, DUE, closed
from niangjia.kernel import clock
from niangjia.people.commands import approve_assessment, draft_assessment
from niangjia.people.tests.test_assessments import TEXTS
from niangjia.privacy.keys import key_ring
from tests.journeys.test_every_page import BOTH, EITHER, look

pytestmark = pytest.mark.browser


@EITHER
@BOTH
def test_pages_of_consents(visit, clerk, auditor, family, language, width):
    today, dossier = clock.today(), f"/dossiers/{family.pk}"
    page = visit("/", user=clerk, language=language, width=width)
    look(page, f"{dossier}/consents/", language)
    signed = {"given_how": "paper", "signed_by": "self", "signed_on": today}
    (consent,) = record_consents(family, family.worker, purposes=["sensitive"], **signed, by=clerk)
    place_hold(family, reason="lawsuit", reference="（2026）1号", by=clerk)
    for tab in ("consents", "record-consents", f"consents/{consent.pk}/withdraw", "place-hold", "evidence"):
        look(page, f"{dossier}/{tab}/", language)
    look(visit("/", user=auditor, language=language, width=width), f"{dossier}/consents/", language)


@EITHER
@BOTH
def test_pages_of_retention(visit, clerk, someone, bureau, farm, language, width):
    chair = someone(Role.APPROVER, bureau, "chair")
    look(visit("/", user=clerk, language=language, width=width), "/retention/", language)
    with clock.set_to(DUE):
        closed("刘心红", unit=farm, by=clerk)
        done = approve_deletion(propose_deletion(by=clerk), by=chair)
        run_deletion(done, by=clerk)
        place_hold(closed("孙晓", unit=farm, by=clerk), reason="lawsuit", reference="（2026）2号", by=clerk)
        closed("关志林", unit=farm, by=clerk)
        closed("赵铁山", unit=farm, by=clerk, on=CLOSED + timedelta(days=31))
        waiting = propose_deletion(by=clerk)
        page = visit("/", user=clerk, language=language, width=width)  # the session of 2026 is long over
        for path in ("/retention/", f"/deletions/{done.pk}/", f"/deletions/{waiting.pk}/"):
            look(page, path, language)
        look(visit("/", user=chair, language=language, width=width), f"/deletions/{waiting.pk}/", language)


@EITHER
@BOTH
def test_pages_of_assessments(visit, clerk, leader, language, width):
    page = visit("/", user=clerk, language=language, width=width)
    look(page, "/impact-assessments/", language)
    days = {"made_on": date(2020, 1, 1), "review_on": date(2021, 1, 1)}
    old = approve_assessment(draft_assessment(TEXTS, **days, by=clerk), by=leader)
    draft = draft_assessment(TEXTS, made_on=clock.today(), review_on=date(2030, 1, 1), by=clerk)
    one = "/impact-assessments/"
    for path in (one, f"{one}draft/", f"{one}{old.pk}/", f"{one}{draft.pk}/", f"{one}{draft.pk}/revise/"):
        look(page, path, language)
    look(visit("/", user=leader, language=language, width=width), f"{one}{draft.pk}/", language)


@EITHER
@BOTH
def test_pages_of_rights_sign_ins_and_the_system(
    visit, clerk, administrator, security_administrator, someone, farm, language, width
):
    key_ring()
    page = visit("/", user=administrator, language=language, width=width)
    for path in ("/", "/rights/", "/rights/?role=assistance-clerk", "/health/", "/users/add/"):
        look(page, path, language)
    page = visit("/", user=security_administrator, language=language, width=width)
    sign_in = f"/sign-ins/{clerk.pk}/"
    for path in ("/", "/sign-ins/", "/sign-ins/?q=nobody", sign_in, "/sign-ins/policy/", "/notices/"):
        look(page, path, language)
    page = visit("/", user=someone(Role.WORKER, farm, "worker"), language=language, width=width)
    for path in ("/", "/my-record/", "/my-sign-in/", "/set-up-factor/", "/change-password/"):
        look(page, path, language)
