"""Several people change dossiers of the same people at the same moment: each change is one version, in one order."""

from dataclasses import replace

import pytest

from niangjia.accounts.tests.racing import at_once
from niangjia.dossiers.commands import close_dossier, confirm_fact, file_dossier, revise_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_versions import newest_versions
from niangjia.dossiers.tests.factories import person, record
from niangjia.dossiers.version_content import as_text, content_of

pytestmark = pytest.mark.django_db(transaction=True)


def is_kept(dossier: Dossier) -> bool:
    """Whether the newest version is what the dossier says, and the numbers have no gap."""
    now = as_text(content_of(whole(Dossier.objects.filter(pk=dossier.pk)).get()))
    numbers = list(dossier.versions.order_by("number").values_list("number", flat=True))
    return newest_versions([dossier.pk])[dossier.pk].content.reveal() == now and numbers == [
        *range(1, len(numbers) + 1)
    ]


def test_changes_of_one_dossier_at_once_follow_each_other(farm, clerk):
    dossier = file_dossier(record(person(is_head=True, wage_fen=2_400_000)), unit=farm, by=clerk)
    facts = ("is_rural", "is_union_member", "is_migrant", "receives_dibao")
    answers = at_once(*(lambda name=name: confirm_fact(dossier, name=name, value=True, by=clerk) for name in facts))
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert dossier.versions.count() == 5
    assert is_kept(dossier)


def test_an_earlier_dossier_changed_from_two_later_ones_at_once_has_both(farm, clerk):
    husband, wife = person("刘心红", is_head=True, wage_fen=2_400_000), person("王海英", relation="spouse")
    earlier = file_dossier(record(husband, wife), unit=farm, by=clerk)
    close_dossier(earlier, reason="retired", by=clerk)
    alone = replace(wife, relation="self", is_head=True)
    his, hers = (file_dossier(record(each), unit=farm, by=clerk) for each in (husband, alone))
    answers = at_once(
        lambda: revise_dossier(his, record(replace(husband, name="刘新红")), unit=farm, by=clerk),
        lambda: revise_dossier(hers, record(replace(alone, name="王海鹰")), unit=farm, by=clerk),
    )
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert earlier.versions.count() == 4
    assert all(map(is_kept, (earlier, his, hers)))
