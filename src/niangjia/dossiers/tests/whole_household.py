"""A household with a row in every table that a deletion reaches, and a value of its own in each field that holds words.

A new table or field of words is planted here, or `words_without` names it and the test of deletion fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import connection, models
from django_tasks_db.models import DBTaskResult
from PIL import Image

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import (
    Appointment,
    Authenticator,
    Identity,
    Notice,
    Passkey,
    RecoveryCode,
    Role,
    Session,
    SignInTries,
    User,
)
from niangjia.dossiers.commands import add_evidence, close_dossier, file_dossier, place_hold
from niangjia.dossiers.models import (
    Appraisal,
    BreakGlass,
    Dossier,
    Export,
    FollowUp,
    HomeVisit,
    ImportRun,
    IncomeCheck,
    Look,
    Objection,
    PublicNotice,
    Step,
    Transfer,
    Verification,
)
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import household, identity, person, record
from niangjia.dossiers.tests.retention_factories import CLOSED, OPENED
from niangjia.dossiers.what_goes import WHAT_GOES, Fate
from niangjia.kernel import clock
from niangjia.people.commands import link_worker, record_consent, withdraw_consent
from niangjia.people.models import EndedAccount, HardshipEvent, Person
from niangjia.people.records import AmountRecord, AssetRecord
from niangjia.policies.models import Simulation
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.files import read_sealed, sealed_names, write_sealed

ROOM = 12
"""Shorter texts are codes."""
YEAR = (date(2025, 6, 1), date(2026, 5, 31))
NOT_ABOUT_THEM = {
    "accounts.user": {"password"},
    "accounts.session": {"session_key"},
    "accounts.passkey": {"credential"},
    "dossiers.dossier": {"number", "secondary_causes", "undecided_reason"},
    "dossiers.step": {"act", "details"},
    "dossiers.publicnotice": {"fields"},
    "dossiers.decision": {"facts", "persons", "assumed", "parameters", "outputs"},
    "dossiers.version": {"act", "about"},
    "dossiers.export": {"full", "language", "number"},
    "dossiers.breakglass": {"device", "number"},
    "clues.clue": {"identity_index"},
    "delivery.robot": {"name", "address", "secret"},
    "referrals.referral": {"item", "facts", "step"},
    "referrals.answer": {"result"},
    "referrals.escalation": {"step"},
    "reviews.review": {"state", "outcome"},
    "plans.cause": {"code", "origin"},
    "plans.interview": {"questions"},
    "plans.plan": {"overruled"},
    "plans.plannedmeasure": {"code", "causes", "state", "goal_kind", "responsible_role"},
    "plans.progress": {"state", "before"},
    "visits.visit": {"met", "purpose", "questions"},
    "visits.finding": {"field"},
    "visits.photo": {"sha256"},
    "pairing.needs": {"needs", "language"},
    "training.course": {"skill", "asks", "payer"},
    "training.vacancy": {"skill", "asks", "terms"},
    "pairing.proposalline": {"met", "missing", "language"},
    "policies.simulation": {"question", "current", "outcome"},
    "accounts.identity": {"provider"},
    "people.person": {"name", "identity_number", "identity_index"},
    "people.searchkey": {"key"},
    "django_tasks_database.dbtaskresult": {
        "args_kwargs", "task_path", "worker_ids", "queue_name", "backend_name", "return_value", "exception_class_path",
    },
}  # fmt: skip
"""Fields of words that hold codes, digests, figures or ids, in tables that are ERASED or CLEARED."""


@dataclass
class Planted:
    """The dossier, values that must be gone, and ids that may stand in the record of acts alone."""

    dossier: Dossier
    worker: User
    mark: str
    values: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    _count: int = 0

    def new(self, beginning: str = "") -> str:
        """A value that exists nowhere else."""
        self._count += 1
        value = f"{beginning}{self.mark}桩{self._count:03d}"
        self.values.add(value)
        return value


def plant_household(mark: str, *, unit, clerk, leader, system) -> Planted:
    """One household with everything, closed on CLOSED. `mark` is a character that nobody else's values have."""
    names = [f"殷{mark}甲", f"殷{mark}乙"]
    numbers = [identity(date(1961, 5, 6)), identity(date(1962, 5, 6))]
    members = [_member(name, number, place) for place, (name, number) in enumerate(zip(names, numbers, strict=True))]
    assets = (AssetRecord("vehicle", 1, 100),)
    home = household(*members, assets=assets, incomes=(AmountRecord("shared", 12345, *YEAR),))
    with clock.set_to(OPENED):
        dossier = file_dossier(record(*members, home=home), unit=unit, by=clerk)
        planted = Planted(dossier, _user(mark, unit, system), mark, {*names, *numbers})
        planted.values.add(planted.worker.username)
        HardshipEvent.objects.create(household=dossier.household, cost_fen=1)
        _papers(planted, clerk)
        _others(planted, clerk, leader)
    with clock.set_to(CLOSED):
        hold = place_hold(dossier, reason="lawsuit", reference="（2026）1", until_on=CLOSED, by=clerk)
        hold.dossier.refresh_from_db()
        planted.dossier = close_dossier(dossier, reason="retired", by=clerk)
    _way_on_file(planted, clerk)
    _words_in_their_rows(planted)
    _words_of_the_user(planted)
    _of_apps_above(planted, clerk)
    planted.ids |= {str(dossier.pk), str(dossier.household_id)}
    planted.ids |= {str(pk) for pk in Person.objects.filter(name__in=names).values_list("pk", flat=True)}
    return planted


def _member(name: str, number: str, place: int):
    spending = (AmountRecord("medical", 4321, *YEAR),)
    bank = {"bank": "农业银行", "card_number": "6228489990000000003"}
    return person(name, is_head=place == 0, identity_number=number, bank=bank, spending=spending, wage_fen=2_400_000)


def _user(mark: str, unit, system) -> User:
    user = accounts.add_user(
        username=f"{mark}worker", display_name=f"{mark}显示名", password="a-long-test-phrase", by=system
    )
    accounts.appoint_user(user, role=Role.WORKER, unit=unit, starts_on=date(2020, 1, 1), by=system)
    return user


def _papers(planted: Planted, clerk) -> None:
    """Evidence, consents, the link of the worker."""
    dossier, today = planted.dossier, clock.today()
    written = BytesIO()
    Image.effect_noise((40, 30), 90).save(written, "PNG")
    add_evidence(dossier, written.getvalue(), kind="identity-card", file_name="x.png", by=clerk)
    told: dict[str, Any] = {"given_how": "oral", "signed_by": "self", "signed_on": today, "witness": "w"}
    consent = record_consent(dossier.worker, purpose="notice", unit=dossier.unit, by=clerk, **told)
    withdraw_consent(consent, withdrawn_on=today, told_how="paper", unit=dossier.unit, by=clerk)
    link_worker(planted.worker, person=dossier.worker, checked_on=today, by=clerk)
    EndedAccount.objects.create(user=planted.worker, person=dossier.worker, ended_by=clerk, ended_at=clock.now())


def _others(planted: Planted, clerk, leader) -> None:
    """What other people's rows say of them."""
    dossier, name, now = planted.dossier, planted.dossier.worker.name, clock.now()
    export = ask(clerk)
    assert str(dossier.pk) in export.dossiers
    Export.objects.filter(pk=export.pk).update(
        purpose=f"为{name}核对", note=f"{name}可以", wanted={"q": planted.new()},
        wanted_words={"zh": f"姓名含{name}", "en": f"named {name}"},
    )  # fmt: skip
    asked = Export.objects.get(pk=export.pk)
    asked.wanted_words = {"zh": f"查找“{asked.wanted['q']}”", "en": f"search {asked.wanted['q']}"}
    asked.save()
    Look.objects.create(user=leader, about=dossier.worker_id, at=now)
    BreakGlass.objects.create(
        user=leader, dossier=dossier, number=dossier.number, unit=dossier.unit, reason=planted.new(), opened_at=now,
        ends_at=now + timedelta(hours=4), review_due_on=clock.today(), device="Firefox", review_note=planted.new(),
        reviewed_by=clerk, reviewed_at=now, verdict="justified",
    )  # fmt: skip
    finding = {"household_name": name, "found": "", "message": f"{name}？", "sheet": "s", "row": 3, "column": "姓名"}
    run = ImportRun.objects.create(
        by=clerk, unit=dossier.unit, file_name=f"{name}.xlsx", started_at=now, touched_at=now, state="done",
        samples=[name], report={"en": {"findings": [finding]}, "zh-hans": {"findings": [finding]}},
        problem={"zh": f"{name}无法读取", "en": name}, ignored=[["s", name]],
    )  # fmt: skip
    write_sealed(run.sealed_name, f"{name} {planted.new()}".encode())
    Simulation.objects.create(
        title=f"{name}怎么办", unit=dossier.unit, by=clerk, at=now, question={}, current={}, outcome={},
        households={
            "affected": [[[str(dossier.pk), "entered", "none", "none", 5]]],
            "undecided": [[str(dossier.pk), "baseline", "未", "no"]],
        },
    )  # fmt: skip
    Notice.objects.create(to=clerk, text={"zh": f"{name}的档案", "en": name}, address="/", at=now)
    Notice.objects.create(to=leader, text={"zh": "看", "en": "look"}, address=f"/dossiers/{dossier.pk}/", at=now)
    DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default", run_after=now,
        finished_at=now, traceback=planted.new("ValueError: "), exception_class_path="ValueError",
    )  # fmt: skip


def _way_on_file(planted: Planted, clerk) -> None:
    """What the steps of the chain keep."""
    dossier, today, now = planted.dossier, clock.today(), clock.now()
    acts = ("record-visit", "verify", "appraise", "post-notice")
    first = Step.objects.filter(dossier=dossier).count() + 1
    visit, check, meeting, notice = (
        Step.objects.create(dossier=dossier, number=number, act=act, to_state="open", by=clerk, at=now)
        for number, act in enumerate(acts, first)
    )
    HomeVisit.objects.create(step=visit, visited_on=today)
    Verification.objects.create(step=check, answered_on=today, source="civil-affairs", result="agrees")
    Appraisal.objects.create(step=meeting, met_on=today, attendees=7, is_in_favour=True)
    posted = PublicNotice.objects.create(dossier=dossier, step=notice, starts_on=today, ends_on=today, by=clerk)
    IncomeCheck.objects.create(dossier=dossier, month=today, net_per_head_fen=1, source="bank", by=clerk, at=now)
    asked = Step.objects.create(
        dossier=dossier, number=first + len(acts), act="record-follow-up", to_state="watched", by=clerk, at=now
    )
    FollowUp.objects.create(dossier=dossier, step=asked, due_on=today, done_on=today, how="call", finding="well")
    Objection.objects.create(notice=posted, received_on=today, by=clerk, at=now)
    Transfer.objects.create(
        dossier=dossier, from_unit=dossier.unit, to_unit=dossier.unit, reason="other", state="declined", due_on=today,
        proposed_by=clerk, proposed_at=now, decided_by=clerk, decided_at=now,
    )  # fmt: skip


def _words_in_their_rows(planted: Planted) -> None:
    """A value in each field of words of the rows that foreign keys bind to the household, to a person or step of it."""
    home = planted.dossier.household_id
    bound_to = set(Person.objects.filter(memberships__household=home).values_list("pk", flat=True))
    for each in (Step, PublicNotice):
        bound_to |= set(each.objects.filter(dossier=planted.dossier).values_list("pk", flat=True))
    for label, stated in WHAT_GOES.items():
        model: Any = apps.get_model(label)
        if stated.fate is not Fate.ERASED or model._meta.app_label not in {"people", "dossiers"}:
            continue
        for row in model._default_manager.all():
            bound = {getattr(row, each.attname) for each in model._meta.concrete_fields if each.related_model}
            if (bound | {row.pk}) & {home, planted.dossier.pk, *bound_to}:
                _plant(planted, row)


def _of_apps_above(planted: Planted, clerk) -> None:
    """What the tests of apps above plant, each in a module `planting` of its own."""
    for config in apps.get_app_configs():
        name = f"{config.name}.tests.planting"
        if config.name.startswith("niangjia.") and find_spec(f"{config.name}.tests") and find_spec(name):
            planted.ids |= set(import_module(name).plant(planted.dossier, by=clerk, new=planted.new))


def _words_of_the_user(planted: Planted) -> None:
    user, now = planted.worker, clock.now()
    Authenticator.objects.create(user=user, secret=planted.new(), added_at=now)
    Passkey.objects.create(user=user, name=planted.new(), credential_id=planted.new(), credential=b"", added_at=now)
    RecoveryCode.objects.create(user=user, number=1, hashed=planted.new())
    Identity.objects.create(user=user, provider="wecom", subject=planted.new(), linked_at=now)
    SignInTries.objects.create(user=user, kind="account", key=planted.new(), began_at=now, last_at=now)
    Session.objects.create(
        session_key=planted.mark, user=user, session_data=planted.new(), expire_date=now, device=planted.new()
    )
    Notice.objects.create(to=user, text={"zh": planted.new(), "en": planted.new()}, at=now)
    User.objects.filter(pk=user.pk).update(disabled_reason=planted.new())
    planted.values |= {f"{planted.mark}显示名"}
    Appointment.objects.filter(user=user).update(document=planted.new(), end_reason=planted.new())


def _plant(planted: Planted, row: Any) -> None:
    label, written = row._meta.label_lower, []
    for each in words_of(type(row)):
        room = getattr(each, "max_length", None) or 100
        if each.name not in NOT_ABOUT_THEM.get(label, ()) and room >= ROOM:
            setattr(row, each.name, planted.new())
            written.append(each.name)
    if label == "people.consent":
        row.signed_by, row.guardian_relation = "guardian", "parent"
        written += ["signed_by", "guardian_relation"]
    if written:
        row.save(update_fields=written)


def words_of(model: type[models.Model]) -> Iterator[Any]:
    """Fields that can hold words: texts without choices and JSON, sealed ones among them."""
    for each in model._meta.concrete_fields:
        is_text = isinstance(each, models.CharField | models.TextField | models.JSONField | EncryptedTextField)
        if is_text and not each.choices and not each.primary_key:
            yield each


def words_without(planted: Planted) -> list[str]:
    """Fields of words in tables that are erased or cleared, in which nothing was planted."""
    missing = []
    for label, stated in WHAT_GOES.items():
        model: Any = apps.get_model(label)
        if stated.fate not in {Fate.ERASED, Fate.CLEARED}:
            continue
        if not model._default_manager.exists():
            missing.append(f"{label}: no row")
        for each in words_of(model):
            if each.name in NOT_ABOUT_THEM.get(label, set()) or getattr(each, "max_length", None) in range(1, ROOM):
                continue
            values = [_plain(getattr(row, each.name)) for row in model._default_manager.all()]
            if not any(value in text for text in values for value in (*planted.values, str(planted.dossier.pk))):
                missing.append(f"{label}.{each.name}")
    return missing


def _plain(value: Any) -> str:
    return str(value.reveal()) if hasattr(value, "reveal") and value else str(value)


def everything_said() -> Iterator[tuple[str, str]]:
    """Every column of every table as it lies there, every sealed value and every sealed file opened: where and what."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            for row in cursor.fetchall():
                for column, value in zip(cursor.description, row, strict=True):
                    yield f"{table}.{column[0]}", _text(value)
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if isinstance(each, EncryptedTextField):
                for row in model._default_manager.exclude(**{each.name: ""}):
                    yield f"{model._meta.db_table}.{each.name}, opened", _plain(getattr(row, each.name))
    for name in sealed_names():
        yield f"file {name}", name + _opened(read_sealed(name))


def _opened(content: bytes) -> str:
    """What a file says: a workbook's cells, else its bytes."""
    if content.startswith(b"PK"):
        import openpyxl

        book = openpyxl.load_workbook(BytesIO(content))
        return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode("utf-8", "ignore")


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "ignore") + bytes(value).hex()
    text = str(value)
    if "\\u" in text:
        text += text.encode("ascii", "ignore").decode("unicode_escape")
    return text
