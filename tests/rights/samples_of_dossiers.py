"""Dossiers and what hangs on them, for the samples of addresses."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from niangjia.accounts.commands import add_unit
from niangjia.accounts.models import Role, Unit
from niangjia.dossiers.commands import (
    add_evidence,
    check_import,
    place_hold,
    propose_deletion,
    propose_transfer,
    record_objection,
    start_import,
)
from niangjia.dossiers.models import BreakGlass, Dossier, Export, FullColumn, HoldReason
from niangjia.dossiers.tests.chain_factories import DO, FORWARD, ready
from niangjia.dossiers.tests.data.workbooks import Workbook, head
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.retention_factories import DUE, closed
from niangjia.kernel import clock
from niangjia.people.commands import draft_assessment, record_consent
from niangjia.people.models import EndedAccount, GivenHow, ProcessingKind, SignedBy
from tests.rights.world import Sample, World


def dossier(world: World) -> Dossier:
    """A dossier of the farm."""
    return file(person("刘心红", is_head=True, wage_fen=2_000_000), unit=world.farm, by=world.system)


def of_dossier(world: World) -> Sample:
    """A page of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk}, found.unit)


def official_form(world: World) -> Sample:
    """The dossier form of a dossier of the farm; what it shows in full for what is for the table of purposes."""
    found = dossier(world)
    data = {"fields_wanted": ["identity_number"], "purpose": "identity"}
    return Sample({"pk": found.pk, "code": "dossier-form"}, found.unit, data=data, is_finer=True)


def of_worker(world: World) -> Sample:
    """What is asked for the worker of a dossier of the farm; which values for what is for the table of purposes."""
    found = dossier(world)
    person = str(found.worker_id)
    data = {"person": person, "fields_wanted": ["identity_number"], "purpose": "identity"}
    return Sample({"pk": found.pk}, found.unit, query={"person": person}, data=data, is_finer=True)


def kept_decision(world: World) -> Sample:
    """A decision of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk, "decision": found.decisions.get().pk}, found.unit)


def checked_import(world: World) -> Sample:
    """An import that waits for confirmation by the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    run = check_import(start_import(Workbook([head("宋海英")], []).xlsx(), "x.xlsx", by=clerk))
    return Sample({"pk": run.pk}, owner=clerk)


def export(world: World, **asked: Any) -> Export:
    """An export that the clerk of the farm asked for."""
    dossier(world)
    return ask(world.someone(Role.ASSISTANCE_CLERK), **asked)


def waiting_export(world: World) -> Sample:
    """An export that waits for the approver of the farm or above."""
    asked = export(world, full=(FullColumn.values[0],))
    return Sample({"pk": asked.pk}, world.farm, owner=asked.asked_by)


def ready_export(world: World) -> Sample:
    """An export that only who asked for it may fetch."""
    return Sample({"pk": export(world).pk}, owner=world.someone(Role.ASSISTANCE_CLERK))


def assessment(world: World) -> Sample:
    """The draft of an impact assessment."""
    told = ("title", "purpose", "necessity", "risks", "measures", "conclusion")
    texts = dict.fromkeys(told, "说明") | {"kind": ProcessingKind.values[0]}
    days = {"made_on": clock.today(), "review_on": clock.today() + timedelta(days=365)}
    return Sample({"pk": draft_assessment(texts, **days, by=world.system).pk})


def ended_account(world: World) -> Sample:
    """A link of a worker of the farm that was undone."""
    found = dossier(world)
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    ended = EndedAccount(user=world.someone(Role.WORKER), person=found.worker, ended_by=clerk, ended_at=clock.now())
    ended.save()
    return Sample({"pk": ended.pk}, found.unit)


def consent(world: World) -> Sample:
    """A consent recorded in a dossier of the farm."""
    found = dossier(world)
    made = record_consent(
        found.worker,
        purpose="verification",
        given_how=GivenHow.values[0],
        signed_by=SignedBy.values[0],
        signed_on=clock.today(),
        unit=found.unit,
        by=world.system,
    )
    return Sample({"pk": found.pk, "consent": made.pk}, found.unit)


def evidence(world: World) -> Sample:
    """A paper of a dossier of the farm."""
    found = dossier(world)
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    made = add_evidence(found, picture.getvalue(), kind="identity-card", file_name="a.png", by=world.system)
    return Sample({"pk": found.pk, "evidence": made.pk}, found.unit)


def on_notice(world: World) -> Dossier:
    """A dossier of the farm whose public notice hangs."""
    found = ready(world.farm, world.system)
    for act, role in zip(
        FORWARD[:6], ("unit-officer",) * 3 + ("assistance-clerk",) + ("unit-officer",) * 2, strict=True
    ):
        DO[act](found, by=world.someone(role))
    return found


def step(world: World) -> Sample:
    """The home visit of a dossier of the farm."""
    found = on_notice(world)
    return Sample({"pk": found.pk, "step": found.steps.get(act="record-visit").pk}, found.unit)


def public_notice(world: World) -> Sample:
    """A public notice of a dossier of the farm."""
    found = on_notice(world)
    return Sample({"pk": found.pk, "notice": found.notices.get().pk}, found.unit)


def unit_with_notice(world: World) -> Sample:
    """The farm, at which a public notice hangs."""
    return Sample({"pk": on_notice(world).unit_id}, world.farm)


def objection(world: World) -> Sample:
    """An objection to a notice of the farm."""
    found = on_notice(world)
    told = {"received_on": clock.today(), "told_by": "某人", "text": "有车"}
    made = record_objection(found.notices.get(), by=world.system, **told)
    return Sample({"pk": found.pk, "objection": made.pk}, found.unit)


def beside(world: World) -> Unit:
    """A unit of the farm that keeps dossiers, too."""
    return add_unit(name=f"第{Unit.objects.count()}工段", kind="farm", parent=world.farm, by=world.system)


def transfer_out(world: World) -> Sample:
    """A dossier of the farm that is to go over to a unit below it."""
    found = dossier(world)
    made = propose_transfer(found, to=beside(world), reason="posted", by=world.system)
    return Sample({"pk": made.pk}, world.farm, data={"answer": "x"})


def transfer_in(world: World) -> Sample:
    """A dossier that is to come over to the farm."""
    found = file(person(is_head=True, wage_fen=2_000_000), unit=beside(world), by=world.system)
    made = propose_transfer(found, to=world.farm, reason="posted", by=world.system)
    return Sample({"pk": made.pk}, world.farm, data={"answer": "x"})


def hold(world: World) -> Sample:
    """A dossier that is not to be deleted."""
    made = place_hold(dossier(world), reason=HoldReason.values[0], reference="文号", until_on=None, by=world.system)
    return Sample({"pk": made.pk})


def deletion(world: World) -> Sample:
    """A deletion that waits for approval."""
    closed("白云", unit=world.farm, by=world.system)
    with clock.set_to(DUE):
        return Sample({"pk": propose_deletion(by=world.system).pk}, state="proposed")


def emergency(world: World) -> Sample:
    """An emergency access to a dossier of the farm, by someone from elsewhere."""
    made = BreakGlass.objects.create(
        user=world.someone(Role.CRISIS_DUTY, "elsewhere"),
        dossier=dossier(world),
        number="x",
        unit=world.farm,
        reason="夜里接到求助电话",
        opened_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=4),
        review_due_on=clock.today(),
        device="",
    )
    return Sample({"pk": made.pk}, world.farm)
