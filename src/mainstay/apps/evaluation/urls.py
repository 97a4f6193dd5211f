"""Addresses of evaluations and their results."""

from django.urls import URLPattern, path

from mainstay.apps.evaluation.web import evaluations, results

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("", evaluations.evaluation_list, name="list"),
    path("new/", evaluations.new_evaluation, name="new"),
    path("<int:number>/", results.evaluation_page, name="evaluation"),
    path("<int:number>/progress/", evaluations.progress, name="progress"),
    path("<int:number>/cancel/", evaluations.cancel, name="cancel"),
    path("<int:number>/export/", results.export, name="export"),
]
