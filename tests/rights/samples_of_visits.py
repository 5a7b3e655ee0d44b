"""Things of visits behind the addresses that name one."""

from io import BytesIO
from uuid import uuid4

from PIL import Image

from niangjia.dossiers.tests.chain_factories import give_consents
from niangjia.kernel import clock
from niangjia.pairing.models import Pair
from niangjia.visits.commands import record_visit
from niangjia.visits.models import Visit
from niangjia.visits.records import Noticed, VisitRecord
from tests.rights.samples_of_dossiers import of_dossier
from tests.rights.samples_of_pairing import of_pair
from tests.rights.world import MakeSample, Sample, World


def visit_of(world: World, *noticed: Noticed, photos: tuple[bytes, ...] = ()) -> tuple[Visit, Sample]:
    """A visit of the cadre to a household of the farm that they look after."""
    sample = of_pair(world)
    pair = Pair.objects.get(pk=sample.kwargs["pk"])
    if photos:
        give_consents(pair.dossier, world.system, "sensitive")
    visitor = pair.cadre.user
    said = VisitRecord("pairing", "home", clock.today(), visitor, met=(pair.dossier.worker_id,), noticed=noticed)
    return record_visit(pair.dossier, said, form_key=uuid4(), by=visitor, photos=photos), sample


def of_visit(world: World) -> Sample:
    """The same, for those who read it."""
    visit, sample = visit_of(world)
    return Sample({"pk": visit.pk}, world.farm, owner=sample.owner)


def of_photo(world: World) -> Sample:
    """A photo of it."""
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    visit, sample = visit_of(world, photos=(picture.getvalue(),))
    return Sample({"pk": visit.pk, "photo": visit.photos.get().pk}, world.farm, owner=sample.owner)


def finding(question: str, value: str) -> MakeSample:
    """What it found, for those who take that up."""

    def make(world: World) -> Sample:
        visit, _sample = visit_of(world, Noticed(question, value))
        return Sample({"pk": visit.findings.get().pk}, world.farm)

    return make


def household(world: World) -> Sample:
    """The household of a cadre, who may record a visit to it."""
    sample = of_pair(world)
    return Sample({"pk": Pair.objects.get(pk=sample.kwargs["pk"]).dossier_id}, world.farm, owner=sample.owner)


SAMPLES: dict[str, MakeSample] = {
    "visits:show-visits": of_dossier,
    "visits:record-visit": household,
    "visits:show-visit": of_visit,
    "visits:show-photo": of_photo,
    **dict.fromkeys(("visits:accept-finding", "visits:decline-finding"), finding("housing", "rented")),
    "visits:close-finding": finding("debt", "yes"),
}
