"""The pages: campaigns, the work list, one review with its way to the dossier and back, spot checks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person, rows
from niangjia.kernel import clock
from niangjia.reviews.commands import end_campaign, select_checks
from niangjia.reviews.models import Campaign, Review, SpotCheck
from niangjia.reviews.tests.factories import REASON, a_campaign, review_it

pytestmark = pytest.mark.django_db
TODAY = clock.today()
ALL, OPEN = reverse("reviews:list-campaigns"), reverse("reviews:open-campaign")


def page(name, thing):
    return reverse(f"reviews:{name}", args=[thing.pk])


def sent(review, outcome="same", **changes):
    typed = {"outcome": outcome, "found_on": str(TODAY), "how": "home", "is_worker_present": "on", "note": "一切如旧"}
    return typed | {"seen": str(review.turn)} | changes


def text_of(answer):
    return answer.content.decode()


def test_a_campaign_is_opened_and_its_list_is_there(dossier, bureau, farm, as_clerk):
    assert "/reviews/open/" in text_of(as_clerk.get(ALL))
    form = as_clerk.get(OPEN).context["form"]
    typed = {name: form[name].value() for name in ("unit", "year", "last_on")}
    assert as_clerk.post(OPEN, {**typed, "last_on": str(TODAY - timedelta(days=1))}).status_code == 422
    answer = as_clerk.post(OPEN, typed, follow=True)
    campaign = Campaign.objects.get()
    assert answer.redirect_chain[0][0] == page("show-campaign", campaign)
    assert answer.context["total"].left == 1
    assert as_clerk.post(OPEN, typed).status_code == 302, "pressed twice"
    refused = as_clerk.post(OPEN, {**typed, "unit": str(farm.pk)})
    assert refused.status_code == 422
    assert str(bureau) in text_of(refused)
    assert "刘心红" in text_of(as_clerk.get(page("list-reviews", campaign)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"赵一", "钱二"}),
        ({"state": "unreached"}, {"钱二"}),
        ({"state": "try-due"}, set()),
        ({"state": "done"}, {"孙三"}),
        ({"state": "off"}, {"李四"}),
        ({"state": "all"}, {"赵一", "钱二", "孙三", "李四"}),
        ({"outcome": "proposes-exit"}, {"孙三"}),
        ({"q": "zhao"}, {"赵一"}),
        ({"q": "没有这个人", "state": "x", "page": "x"}, set()),
    ],
)
def test_the_work_list_is_narrowed(farm, bureau, clerk, as_clerk, query, names):
    made = {
        name: file(person(name, is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)
        for name in ("赵一", "钱二", "孙三", "李四")
    }
    campaign = a_campaign(bureau, by=clerk)
    of = {name: Review.objects.get(dossier=dossier) for name, dossier in made.items()}
    review_it(of["钱二"], "unreached", by=clerk)
    review_it(of["孙三"], "proposes-exit", by=clerk)
    close_dossier(made["李四"], reason="retired", by=clerk)
    answer = as_clerk.get(page("list-reviews", campaign), query)
    assert {each.dossier.worker.name for each in answer.context["page"]} == names


def test_the_form_shows_the_dossier_and_records(review, officer, signed_in):
    client = signed_in(officer)
    shown = text_of(client.get(page("show-review", review)))
    assert "刘心红" in shown
    assert reverse("dossiers:show-decision", args=[review.dossier_id]) in shown
    assert client.post(page("record-review", review), sent(review, outcome="")).status_code == 422
    contradicted = client.post(page("record-review", review), sent(review, "changed"))
    assert contradicted.status_code == 422
    assert "一切如旧" in text_of(contradicted), "nothing typed is lost"
    assert [client.post(page("record-review", review), sent(review)).status_code for _turn in range(2)] == [302, 302]
    assert Review.objects.get().outcome == "same"
    assert "一切如旧" not in text_of(client.get(page("show-review", review))), "what was written is sealed"


def test_somebody_else_was_quicker(review, officer, clerk, signed_in):
    form = sent(review)
    review_it(review, by=clerk)
    answer = signed_in(officer).post(page("record-review", review), form)
    assert answer.status_code == 422


def test_to_the_dossier_and_back_loses_nothing(review, officer, clerk, signed_in):
    client = signed_in(officer)
    half = sent(review, "", note="房子的事要改", how="call", next_try_on="nonsense")
    half.pop("is_worker_present")
    answer = client.post(page("pause-review", review), half)
    assert answer["Location"] == reverse("dossiers:revise-dossier", args=[review.dossier_id])
    assert page("show-review", review) in text_of(client.get(reverse("reviews:show-reviews", args=[review.dossier_id])))
    back = client.get(page("show-review", review))
    assert "房子的事要改" in text_of(back)
    form = back.context["form"]
    assert (form["how"].value(), form["is_worker_present"].value(), form["note"].value()) == (
        "call",
        False,
        "房子的事要改",
    )
    assert "房子的事要改" not in text_of(signed_in(clerk).get(page("show-review", review))), "it is its writer's"


def test_what_another_put_aside_is_not_overwritten(review, officer, clerk, signed_in):
    first, second = signed_in(officer), signed_in(clerk)
    first.post(page("pause-review", review), sent(review, note="房子的事要改"))
    answer = second.post(page("pause-review", review), sent(review, note="收入也变了"))
    assert answer.status_code == 409
    assert (answer.context["form"]["note"].value(), answer.context["is_resumed"]) == ("收入也变了", False)
    assert "房子的事要改" in text_of(first.get(page("show-review", review)))
    assert first.post(page("pause-review", review), sent(review, note="再看一次")).status_code == 302
    assert second.post(page("record-review", review), sent(review)).status_code == 302


def test_an_exit_leads_to_the_dossier(review, officer, signed_in):
    client = signed_in(officer)
    answer = client.post(page("record-review", review), sent(review, "proposes-exit"), follow=True)
    assert reverse("dossiers:show-dossier", args=[review.dossier_id]) in text_of(answer)
    assert answer.context["review"].outcome == "proposes-exit"


def test_who_is_not_reached_is_tried_again(review, officer, signed_in):
    client = signed_in(officer)
    assert client.post(page("record-review", review), sent(review, "unreached")).status_code == 422
    soon = str(TODAY + timedelta(days=3))
    client.post(page("record-review", review), sent(review, "unreached", next_try_on=soon))
    with clock.set_to(TODAY + timedelta(days=3)):
        found = signed_in(officer).get(page("list-reviews", review.campaign), {"state": "try-due"})
    assert [each.pk for each in found.context["page"]] == [review.pk]


def test_what_was_written_is_read_on_the_record(review, officer, clerk, leader, signed_in):
    finding = review_it(review, note="家里添了孩子", by=officer).findings.get()
    address = reverse("reviews:show-finding", args=[review.pk, finding.pk])
    assert "家里添了孩子" in text_of(signed_in(clerk).get(address))
    assert Entry.objects.filter(act="reviews.finding.read", by=clerk).count() == 1
    assert signed_in(leader).get(address).status_code in {403, 404}


def test_reopened_on_the_page(review, officer, reviewer, signed_in):
    review_it(review, by=officer)
    client = signed_in(reviewer)
    review.refresh_from_db()
    assert client.post(page("reopen-review", review), {"why": "错", "seen": review.turn}).status_code == 422
    assert client.post(page("reopen-review", review), {"why": REASON, "seen": review.turn}).status_code == 302
    assert Review.objects.get().state == "waiting"
    assert page("reopen-review", review) not in text_of(client.get(page("show-review", review)))


def test_leaders_and_superiors_see_counts_without_names(review, leader, superior, signed_in):
    for user in (leader, superior):
        client = signed_in(user)
        shown = text_of(client.get(ALL)) + text_of(client.get(page("show-campaign", review.campaign)))
        assert "刘心红" not in shown
        assert review.dossier.number not in shown
        assert client.get(page("list-reviews", review.campaign)).status_code in {403, 404}
        assert client.get(page("show-review", review)).status_code in {403, 404}


def test_late_ones_are_named_to_those_who_review(review, officer, signed_in):
    with clock.set_to(review.campaign.last_on + timedelta(days=1)):
        client = signed_in(officer)
        assert client.get(page("show-campaign", review.campaign)).context["total"].late == 1
        assert client.get(page("list-reviews", review.campaign)).context["is_over"]


def test_a_campaign_ends(review, as_clerk, officer, signed_in):
    assert signed_in(officer).post(page("end-campaign", review.campaign)).status_code in {403, 404}
    as_clerk.post(page("end-campaign", review.campaign))
    shown = as_clerk.get(page("show-review", review))
    assert not shown.context["may_record"]
    assert as_clerk.post(page("record-review", review), sent(review)).status_code == 422


def test_a_spot_check_from_draw_to_result(review, officer, superior, auditor, signed_in):
    client, draw = signed_in(superior), page("select-checks", review.campaign)
    assert client.get(page("list-checks", review.campaign)).context["to_draw"] == 0
    assert client.post(draw, {"percent": "30"}).status_code == 422
    review_it(review, by=officer)
    assert client.post(draw, {"percent": "10"}).status_code == 422
    client.post(draw, {"percent": "30"})
    check = SpotCheck.objects.get()
    listed = text_of(signed_in(auditor).get(page("list-checks", review.campaign)))
    assert check.draw.seed in listed
    assert page("record-check", check) not in listed
    said = {"result": "differs", "on": str(TODAY), "how": "call", "what": ""}
    assert client.post(page("record-check", check), said).status_code == 422
    client.post(page("record-check", check), {**said, "what": "还有一辆车"})
    assert SpotCheck.objects.get().result == "differs"
    assert "还有一辆车" in text_of(client.get(page("record-check", check)))


def test_the_superior_union_sees_a_name_only_while_it_checks(review, officer, superior, auditor, clerk, signed_in):
    client, name = signed_in(superior), review.dossier.worker.name
    review_it(review, by=officer)
    select_checks(review.campaign, percent=100, by=superior)
    check = SpotCheck.objects.get()
    assert name not in text_of(client.get(page("list-checks", review.campaign)))
    assert review.dossier.number in text_of(client.get(page("list-checks", review.campaign)))
    assert name in text_of(signed_in(clerk).get(page("list-checks", review.campaign)))
    assert name in text_of(client.get(page("record-check", check)))
    client.post(page("record-check", check), {"result": "agrees", "on": str(TODAY), "how": "call", "what": ""})
    assert name not in text_of(client.get(page("record-check", check)))


def test_who_reviewed_does_not_check(review, reviewer, someone, farm, bureau, clerk, signed_in):
    both = someone(Role.REVIEWER, farm, "both")
    review_it(review, by=clerk)
    review.findings.update(by=both)
    select_checks(review.campaign, percent=100, by=reviewer)
    check = SpotCheck.objects.get()
    said = {"result": "agrees", "on": str(TODAY), "how": "call", "what": ""}
    assert signed_in(both).get(page("record-check", check)).context["is_own"]
    assert signed_in(both).post(page("record-check", check), said).status_code == 422


def test_pages_take_as_many_queries_whatever_their_length(
    farm, other_farm, bureau, clerk, as_clerk, superior, signed_in
):
    rows(farm, [{}])
    rows(other_farm, [{}])
    campaign = a_campaign(bureau, by=clerk)
    Review.objects.update(state="done", outcome="same", found_on=TODAY, recorded_by=clerk)
    select_checks(campaign, percent=100, by=superior)
    addresses = [
        (as_clerk, page("show-campaign", campaign)),
        (as_clerk, page("list-reviews", campaign) + "?state=all"),
        (as_clerk, ALL),
        (signed_in(superior), page("list-checks", campaign)),
    ]

    def counted():
        found = []
        for client, address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            found.append(len(seen))
        return found

    few = counted()
    end_campaign(campaign, by=clerk)
    for unit in (farm, other_farm):
        made = rows(unit, [{} for _place in range(40)])
        Review.objects.bulk_create(Review(campaign=campaign, dossier=each, year=campaign.year) for each in made)
    Review.objects.filter(state="waiting").update(state="done", outcome="same", found_on=TODAY, recorded_by=clerk)
    Campaign.objects.update(ended_by=None, ended_at=None)
    select_checks(campaign, percent=100, by=superior)
    assert counted() == few
    assert max(few) <= 30
    assert len(as_clerk.get(page("list-reviews", campaign), {"state": "all", "page": 2}).context["page"]) == 25


def test_a_dossiers_own_tab(review, dossier, as_clerk):
    tab = reverse("reviews:show-reviews", args=[dossier.pk])
    assert tab in text_of(as_clerk.get(reverse("dossiers:show-dossier", args=[dossier.pk])))
    assert page("show-review", review) in text_of(as_clerk.get(tab))
