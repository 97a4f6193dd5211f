"""Addresses of the import pages."""

from django.urls import URLPattern, path

from mainstay.apps.ledger.web import listing, uploading

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("", listing.import_list, name="list"),
    path("new/", uploading.upload, name="upload"),
]
