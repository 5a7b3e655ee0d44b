"""Addresses of the rule book: one verb from the address to the record of acts."""

from django.urls import path

from niangjia.policies.views import changes, rules, what_if

app_name = "policies"
urlpatterns = [
    path("rules/", rules.list_rule_sets, name="list-rule-sets"),
    path("rules/changes/", changes.list_changes, name="list-changes"),
    path("rules/changes/<uuid:pk>/", changes.show_change, name="show-change"),
    path("rules/changes/<uuid:pk>/approve/", changes.approve_change, name="approve-change"),
    path("rules/changes/<uuid:pk>/reject/", changes.reject_change, name="reject-change"),
    path("rules/changes/<uuid:pk>/withdraw/", changes.withdraw_change, name="withdraw-change"),
    path("rules/<slug:name>/", rules.show_rule_set, name="show-rule-set"),
    path("rules/<slug:name>/propose/<slug:kind>/", changes.propose_change, name="propose-change"),
    path("rules/<slug:name>/<slug:parameter>/", rules.show_parameter, name="show-parameter"),
    path("what-if/", what_if.show_what_if, name="show-what-if"),
    path("what-if/save/", what_if.save_simulation, name="save-simulation"),
    path("what-if/saved/", what_if.list_simulations, name="list-simulations"),
    path("what-if/saved/<uuid:pk>/", what_if.show_simulation, name="show-simulation"),
]
