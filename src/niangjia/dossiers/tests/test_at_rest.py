"""Nothing personal lies readable anywhere: households with planted values, and a search of all that is written."""

import io
import logging
import os
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image, PngImagePlugin

from niangjia.accounts.commands import add_authenticator
from niangjia.dossiers.commands import (
    appraise_dossier,
    confirm_fact,
    decline_transfer,
    file_dossier,
    handle_objection,
    post_notice,
    propose_transfer,
    record_follow_up,
    record_income,
    record_objection,
    record_visit,
    review_dossier,
    revise_dossier,
    submit_dossier,
    verify_dossier,
    watch_dossier,
)
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import (
    appraisal,
    draft,
    follow_up,
    give_consents,
    notice,
    talked,
    verification,
    visit,
)
from niangjia.dossiers.tests.factories import planted
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.people.commands import record_consent
from niangjia.people.models import Evidence, Person
from niangjia.privacy import commands as keys
from niangjia.privacy.commands import rotation
from niangjia.privacy.files import read_sealed
from niangjia.privacy.tests.planted import Plants, Search, columns_without, everything_in_the_database

PLANTED_ELSEWHERE: dict[str, str] = {
    **{
        f"training.{each}": "training/tests/test_at_rest.py"
        for each in (
            "SkillsProfile.can",
            "SkillsProfile.note",
            "Certificate.number",
            "Enrolment.note",
            "Enrolment.certificate_number",
            "Vacancy.contact",
            "Placement.note",
            "WorkFollowUp.note",
            "Project.plan",
            "Project.proposed_why",
            "ProjectVisit.words",
        )
    },
    "delivery.Channels.email": "delivery/tests/test_pages.py",
    "delivery.Robot.address": "delivery/tests/test_pages.py",
    "delivery.Robot.secret": "delivery/tests/test_pages.py",
    **{
        f"clues.Clue.{name}": "clues/tests/test_at_rest.py"
        for name in ("identity_number", "phone", "story", "help_given", "reason")
    },
    **{
        f"referrals.{each}": "referrals/tests/test_at_rest.py"
        for each in (
            "Referral.share",
            "Referral.request",
            "Referral.reason",
            "Referral.result_note",
            "Answer.words",
            "Answer.signed_as",
            "Answer.returned_why",
            "PartnerLink.contact",
        )
    },
    **{
        f"plans.{each}": "plans/tests/test_at_rest.py"
        for each in (
            "Cause.words",
            "Cause.settled_why",
            "Interview.answers",
            "Plan.overruled_why",
            "Plan.returned_why",
            "PlannedMeasure.goal_words",
            "PlannedMeasure.note",
            "Progress.words",
        )
    },
    **{
        f"reviews.{each}": "reviews/tests/test_at_rest.py"
        for each in ("Review.draft", "Finding.note", "Finding.reopened_why", "SpotCheck.what")
    },
    **{f"pairing.{each}": "pairing/tests/test_at_rest.py" for each in ("Promise.what", "Promise.words")},
    **{
        f"visits.{each}": "visits/tests/test_at_rest.py"
        for each in (
            "Visit.sent",
            "Visit.came_along",
            "Visit.note",
            "Visit.needs",
            "Visit.living",
            "Visit.causes",
            "Visit.place",
            "Finding.question",
            "Finding.value",
            "Finding.before",
            "Finding.words",
            "Finding.why",
        )
    },
}
"""Sealed columns in which this test plants nothing, and the test that looks after each."""


def a_paper(plants: Plants) -> bytes:
    """A picture that says something in its metadata, and is itself something to be found: its pixels."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Description", plants.new("paper", plants.text("paper", "扫描").encode().hex()))
    written = io.BytesIO()
    Image.effect_noise((60, 40), 90).save(written, "PNG", pnginfo=told)
    return written.getvalue()


def consents_and_secrets(plants: Plants, dossier: Dossier, *, by) -> None:
    """What people say of consents, a child's guardian, and the secret of a code app."""
    today = clock.today()
    common: dict[str, Any] = {"purpose": "sensitive", "signed_on": today, "unit": dossier.unit, "by": by}
    told: dict[str, Any] = {"witness": plants.text("witness", "证人"), "evidence": plants.text("evidence", "档案柜")}
    record_consent(dossier.worker, given_how="oral", signed_by="self", **told, **common)
    child = Person.objects.exclude(pk=dossier.worker_id).order_by("pk").first() or dossier.worker
    Person.objects.filter(pk=child.pk).update(born_on=today - timedelta(days=3650))
    guardian: dict[str, Any] = {"guardian_name": plants.text("guardian", "监护人"), "guardian_relation": "parent"}
    record_consent(child, given_how="paper", signed_by="guardian", **guardian, **common)
    Person.objects.filter(pk=child.pk).update(born_on=child.born_on)
    secret = plants.new("secret", pyotp.random_base32())
    add_authenticator(by, secret, pyotp.TOTP(secret).at(clock.now()), but="", by=by)


def a_chain(plants: Plants, unit, *, by, other) -> None:
    """What is written on the way from a draft to the public notice, and of an objection to it."""
    dossier = draft(unit, by, *planted(plants, "刘心红").household.persons, is_emergency=True)
    give_consents(dossier, by)
    submit_dossier(dossier, note=plants.text("chain", "提交"), by=by)
    review_dossier(dossier, note=plants.text("chain", "初审"), by=by)
    names = ("housing", "causes", "needs", "spoken_with")
    record_visit(dossier, visit(**{name: plants.text("chain", "入户") for name in names}), by=by)
    verify_dossier(dossier, verification(findings=plants.text("chain", "核对")), by=by)
    appraise_dossier(dossier, appraisal(minutes=plants.text("chain", "纪要")), by=by)
    post_notice(dossier, notice(), by=by)
    told: dict[str, Any] = {"told_by": plants.text("chain", "反映人"), "text": plants.text("chain", "异议")}
    objection = record_objection(dossier.notices.get(), received_on=clock.today(), by=by, **told)
    handle_objection(objection, outcome="unfounded", answer=plants.text("chain", "答复"), by=other)


def a_watch(plants: Plants, unit, *, by) -> None:
    """What is written of a household that is watched without being filed, and of the income of a month."""
    dossier = draft(unit, by, *planted(plants, "刘心红").household.persons)
    month = add_months(clock.today(), -1)
    told = plants.text("watch", "收入")
    record_income(dossier, month=month, net_per_head_fen=1, source="bank", note=told, by=by)
    watch_dossier(dossier, note=plants.text("watch", "原因"), **talked(), by=by)
    record_follow_up(dossier, follow_up(dossier, words=plants.text("watch", "回访")), by=by)


def a_transfer(plants: Plants, dossier: Dossier, *, by, other) -> None:
    """Why a dossier was to go over to another unit, and why it was not taken."""
    told: dict[str, Any] = {"to": dossier.unit.get_parent(), "reason": "other"}
    transfer = propose_transfer(dossier, words=plants.text("transfer", "转出"), by=other, **told)
    decline_transfer(transfer, answer=plants.text("transfer", "不收"), by=by)


def live_and_search(count: int, people: int, *, officer, system, farm, signed_in, folder: Path, caplog) -> None:
    plants = Plants()
    contents: list[bytes] = []
    client = signed_in(officer)
    with caplog.at_level(logging.DEBUG):
        for _ in range(count):
            dossier = file_dossier(planted(plants, *["刘心红"] * people), unit=farm, by=system)
            name = plants.new("name", plants.text("name", "照片") + ".png")
            paper = SimpleUploadedFile(name, a_paper(plants), "image/png")
            stated = {"kind": "identity-card", "about": str(dossier.worker_id), "papers": [paper]}
            assert client.post(reverse("dossiers:add-evidence", args=[dossier.pk]), stated).status_code == 302
            for page in ("show-dossier", "show-members", "show-money", "show-evidence", "show-history"):
                client.get(reverse(f"dossiers:{page}", args=[dossier.pk]))
            confirm_fact(dossier, name="receives_dibao", value=False, by=officer)
            for page in ("show-as-of", "show-changes"):
                assert client.get(reverse(f"dossiers:{page}", args=[dossier.pk])).status_code == 200
        one = Dossier.objects.order_by("pk")[0]
        consents_and_secrets(plants, one, by=officer)
        a_chain(plants, farm, by=system, other=officer)
        a_watch(plants, farm, by=system)
        a_transfer(plants, one, by=system, other=officer)
        again = planted(plants, *["刘心红"] * people)
        revise_dossier(one, again, unit=farm, by=system)
        client.get(reverse("dossiers:list-dossiers"), {"q": "1507"})
        client.post(reverse("dossiers:request-export"), {"purpose": "年度经审核对", "kind": "xlsx"})
        client.post(reverse("dossiers:add-evidence", args=[one.pk]), {"kind": "x"})  # a refusal
        keys.rotate_keys(by=system, with_index=True)
    contents += [read_sealed(each.sealed_name) for each in Evidence.objects.all()]
    assert len(contents) == count
    missing = set(columns_without(plants)) - set(PLANTED_ELSEWHERE)
    assert not missing, f"plant a value in {missing}, or name it in PLANTED_ELSEWHERE"

    copies = folder / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    dump(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(plants)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(django_settings.MEDIA_ROOT)) == []
    assert search.in_folder(Path(tempfile.gettempdir())) == []
    lying = [path.read_bytes() for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    lying += [path.read_bytes() for path in copies.iterdir()]
    for content in contents:
        middle = content[len(content) // 3 : len(content) // 3 + 40]
        assert not any(middle in each for each in lying)

    # The control: what is not sealed is found, in the very places searched.
    with connection.cursor() as cursor:
        plain = min(plants)
        key = Person._meta.pk.get_db_prep_value(one.worker_id, connection)
        cursor.execute("UPDATE people_person SET school = %s WHERE id = %s", [plain, key])
    control = folder / "control"
    control.mkdir()
    everything_in_the_database(control)
    assert {find.value for find in search.in_folder(control)} == {plain}


def dump(folder: Path) -> None:
    """What a backup of the database holds."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "backup.sqlite3")])
        return
    found = connection.settings_dict
    server = ["--host", found["HOST"], "--port", str(found["PORT"]), "--username", found["USER"]]
    subprocess.run(
        ["pg_dump", *server, "--file", str(folder / "dump.sql"), found["NAME"]],
        env={**os.environ, "PGPASSWORD": found["PASSWORD"] or ""},
        check=True,
    )


@pytest.fixture(autouse=True)
def _quick(monkeypatch, tmp_path):
    monkeypatch.setattr(rotation, "SECONDS_TO_NOTICE", 0.01)
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))


@pytest.mark.django_db(transaction=True)
def test_ten_households_leave_nothing_readable(officer, system, farm, signed_in, tmp_path, caplog):
    live_and_search(
        10, 1, officer=officer, system=system, farm=farm, signed_in=signed_in, folder=tmp_path, caplog=caplog
    )


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_leave_nothing_readable(officer, system, farm, signed_in, tmp_path, caplog):
    live_and_search(
        50, 4, officer=officer, system=system, farm=farm, signed_in=signed_in, folder=tmp_path, caplog=caplog
    )
