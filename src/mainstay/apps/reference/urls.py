"""Addresses of the pages of reference data."""

from django.urls import URLPattern, path

from mainstay.apps.reference.web import rates

app_name = "reference"
urlpatterns: list[URLPattern] = [
    path("rates/", rates.rate_list, name="rates"),
    path("rates/export/", rates.export, name="export_rates"),
    path("rates/new/", rates.new_rate, name="new_rate"),
    path("rates/<int:key>/", rates.edit_rate, name="rate"),
    path("rates/<int:key>/remove/", rates.remove, name="remove_rate"),
]
