"""Addresses of pairing: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.pairing.views import cadres, matching, mine, pairs, proposals

app_name = "pairing"
urlpatterns = [
    path("pairing/", pairs.show_figures, name="show-figures"),
    path("pairing/mine/", mine.list_own_pairs, name="list-own-pairs"),
    path("pairing/our-cadre/", mine.show_own_pair, name="show-own-pair"),
    path("pairing/pairs/", pairs.list_pairs, name="list-pairs"),
    path("pairing/pairs/<uuid:pk>/", pairs.show_pair, name="show-pair"),
    path("pairing/pairs/<uuid:pk>/hand-over/", pairs.hand_over_pair, name="hand-over-pair"),
    path("pairing/pairs/<uuid:pk>/extend/", pairs.extend_pair, name="extend-pair"),
    path("pairing/pairs/<uuid:pk>/end/", pairs.end_pair, name="end-pair"),
    path("pairing/pairs/<uuid:pk>/ask-for-another/", mine.ask_for_another, name="ask-for-another"),
    path("pairing/pairs/<uuid:pk>/promise/", mine.promise_help, name="promise-help"),
    path("pairing/pairs/<uuid:pk>/reveal/", mine.reveal_contact, name="reveal-contact"),
    path("pairing/promises/<uuid:pk>/settle/", mine.settle_promise, name="settle-promise"),
    path("pairing/cadres/", cadres.list_cadres, name="list-cadres"),
    path("pairing/cadres/add/", cadres.add_cadre, name="add-cadre"),
    path("pairing/cadres/<uuid:pk>/revise/", cadres.revise_cadre, name="revise-cadre"),
    path("pairing/cadres/<uuid:pk>/retire/", cadres.retire_cadre, name="retire-cadre"),
    path("pairing/places/", cadres.list_places, name="list-places"),
    path("pairing/places/<uuid:pk>/place/", cadres.place_unit, name="place-unit"),
    path("pairing/proposals/", proposals.list_proposals, name="list-proposals"),
    path("pairing/proposals/suggest/", proposals.suggest_pairs, name="suggest-pairs"),
    path("pairing/proposals/<uuid:pk>/", proposals.show_proposal, name="show-proposal"),
    path("pairing/proposals/<uuid:pk>/confirm/", proposals.confirm_proposal, name="confirm-proposal"),
    path("pairing/proposals/<uuid:pk>/discard/", proposals.discard_proposal, name="discard-proposal"),
    path("pairing/lines/<uuid:pk>/change/", proposals.change_line, name="change-line"),
    path("pairing/exclusions/<uuid:pk>/lift/", matching.lift_exclusion, name="lift-exclusion"),
    path("dossiers/<uuid:pk>/pairing/", matching.show_pairing, name="show-pairing"),
    path("dossiers/<uuid:pk>/pairing/start/", pairs.start_pair, name="start-pair"),
    path("dossiers/<uuid:pk>/pairing/needs/", matching.revise_needs, name="revise-needs"),
    path("dossiers/<uuid:pk>/pairing/exclude/", matching.exclude_cadre, name="exclude-cadre"),
]
