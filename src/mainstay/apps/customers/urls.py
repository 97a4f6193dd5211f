"""Addresses of the customer pages."""

from django.urls import URLPattern, path

from mainstay.apps.customers.web import listing, record

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", listing.customer_list, name="list"),
    path("export/", listing.export, name="export"),
    path("new/", record.new_customer, name="new"),
    path("<int:key>/", record.customer, name="customer"),
    path("<int:key>/edit/", record.edit_customer, name="edit"),
    path("<int:key>/archive/", record.archive, name="archive"),
    path("<int:key>/restore/", record.restore, name="restore"),
]
