"""Addresses of evaluations and their results."""

from django.urls import URLPattern, path

from mainstay.apps.evaluation.web import back_tests, costs, evaluations, results
from mainstay.apps.evaluation.web.indicators import catalogue, curves, custom, figure_files
from mainstay.apps.evaluation.web.ratings import importing, rating, rounds
from mainstay.apps.evaluation.web.schemes import deeds, drafts, entitlements, pages, what_if

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("", evaluations.evaluation_list, name="list"),
    path("new/", evaluations.new_evaluation, name="new"),
    path("<int:number>/", results.evaluation_page, name="evaluation"),
    path("<int:number>/progress/", evaluations.progress, name="progress"),
    path("<int:number>/cancel/", evaluations.cancel, name="cancel"),
    path("<int:number>/export/", results.export, name="export"),
    path("indicators/", catalogue.indicator_list, name="indicators"),
    path("indicators/new/", custom.new_indicator, name="new_indicator"),
    path("indicators/<str:code>/", catalogue.indicator_page, name="indicator"),
    path("indicators/<str:code>/curve/", curves.curve_part, name="indicator_curve"),
    path("indicators/<str:code>/edit/", custom.edit_indicator, name="edit_indicator"),
    path("indicators/<str:code>/retire/", custom.retire, name="retire_indicator"),
    path("indicators/<str:code>/restore/", custom.restore, name="restore_indicator"),
    path("indicators/<str:code>/delete/", custom.delete, name="delete_indicator"),
    path("indicators/<str:code>/import/", figure_files.import_page, name="import_figures"),
    path(
        "indicators/<str:code>/files/<int:number>/take-back/",
        figure_files.take_back_page,
        name="take_back_figures",
    ),
    path("net-profit/", costs.net_profit_page, name="net_profit"),
    path("costs/", costs.cost_list, name="costs"),
    path("costs/new/", costs.new_cost, name="new_cost"),
    path("costs/other/", costs.change_other_costs, name="other_costs"),
    path("costs/entitlements/", entitlements.change_entitlement_costs, name="entitlement_costs"),
    path("costs/<str:driver>/<str:day>/remove/", costs.remove_cost, name="remove_cost"),
    path("back-tests/", back_tests.back_test_list, name="back_tests"),
    path("back-tests/new/", back_tests.new_back_test, name="new_back_test"),
    path("back-tests/<int:number>/", back_tests.back_test_page, name="back_test"),
    path("back-tests/<int:number>/progress/", back_tests.progress, name="back_test_progress"),
    path("back-tests/<int:number>/cancel/", back_tests.cancel, name="cancel_back_test"),
    path("schemes/", pages.scheme_list, name="schemes"),
    path("schemes/new/", drafts.new_scheme, name="new_scheme"),
    path("schemes/import/", drafts.import_page, name="import_scheme"),
    path("schemes/<slug:code>/", pages.scheme_page, name="scheme"),
    path("schemes/<slug:code>/what-if/", what_if.what_if_page, name="what_if"),
    path(
        "schemes/<slug:code>/entitlements/",
        entitlements.scheme_entitlements,
        name="scheme_entitlements",
    ),
    path("schemes/<slug:code>/facts/", drafts.facts, name="scheme_facts"),
    path("schemes/<slug:code>/draft/", drafts.draft, name="scheme_draft"),
    path("schemes/<slug:code>/draft/begin/", drafts.begin_draft, name="begin_scheme_draft"),
    path("schemes/<slug:code>/draft/publish/", drafts.publish, name="publish_scheme"),
    path("schemes/<slug:code>/draft/discard/", drafts.discard, name="discard_scheme_draft"),
    path("schemes/<slug:code>/retire/", deeds.retire, name="retire_scheme"),
    path("schemes/<slug:code>/bring-back/", deeds.bring_back, name="bring_back_scheme"),
    path("schemes/<slug:code>/primary/", deeds.primary, name="primary_scheme"),
    path("schemes/<slug:code>/<int:number>/export/", pages.export, name="export_scheme"),
    path(
        "schemes/<slug:code>/<int:before>/<int:after>/",
        pages.scheme_difference,
        name="scheme_difference",
    ),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<int:number>/", rounds.round_page, name="round"),
    path("rounds/<int:number>/close/", rounds.close, name="close_round"),
    path("rounds/<int:number>/cancel/", rounds.cancel, name="cancel_round"),
    path("rounds/<int:number>/export/", rounds.export_results, name="export_ratings"),
    path("rounds/<int:number>/import/", importing.import_page, name="import_ratings"),
    path("rounds/<int:number>/rate/", rating.rate, name="rate"),
    path("rounds/<int:number>/rate/<int:key>/", rating.rate_customer, name="rate_customer"),
    path("rounds/<int:number>/rate/<int:key>/<slug:criterion>/", rating.answer, name="answer"),
]
