"""Addresses of the customer pages."""

from django.urls import URLPattern, path

from mainstay.apps.customers.web import (
    access,
    account_teams,
    building,
    bulk,
    contacts,
    custom_fields,
    listing,
    record,
    views,
)

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", listing.customer_list, name="list"),
    path("export/", listing.export, name="export"),
    path("count/", listing.count, name="count"),
    path("condition/", building.condition, name="condition"),
    path("columns/", building.columns, name="columns"),
    path("views/", views.view_list, name="views"),
    path("views/new/", views.new_view, name="view_new"),
    path("views/<int:view_id>/", views.edit_view, name="view"),
    path("views/<int:view_id>/keep/", views.keep_changes, name="view_keep"),
    path("views/<int:view_id>/duplicate/", views.duplicate, name="view_duplicate"),
    path("views/<int:view_id>/delete/", views.delete, name="view_delete"),
    path("views/<int:view_id>/pin/", views.pin, name="view_pin"),
    path("fields/", custom_fields.field_list, name="custom_fields"),
    path("fields/new/", custom_fields.new_field, name="custom_field_new"),
    path("fields/<int:field_id>/", custom_fields.edit_field, name="custom_field"),
    path("fields/<int:field_id>/move/", custom_fields.move, name="custom_field_move"),
    path("fields/<int:field_id>/archive/", custom_fields.archive, name="custom_field_archive"),
    path("fields/<int:field_id>/restore/", custom_fields.restore, name="custom_field_restore"),
    path("fields/<int:field_id>/delete/", custom_fields.delete, name="custom_field_delete"),
    path("bulk/", bulk.bulk_list, name="bulk_list"),
    path("bulk/new/", bulk.new_bulk, name="bulk_new"),
    path("bulk/confirm/", bulk.confirm, name="bulk_confirm"),
    path("bulk/<int:number>/", bulk.bulk_page, name="bulk"),
    path("bulk/<int:number>/progress/", bulk.progress, name="bulk_progress"),
    path("bulk/<int:number>/stop/", bulk.stop, name="bulk_stop"),
    path("bulk/<int:number>/undo/", bulk.undo, name="bulk_undo"),
    path("new/", record.new_customer, name="new"),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/export/", contacts.export, name="contacts_export"),
    path("contacts/<int:contact_id>/", contacts.edit_contact, name="contact"),
    path("contacts/<int:contact_id>/archive/", contacts.archive, name="contact_archive"),
    path("contacts/<int:contact_id>/restore/", contacts.restore, name="contact_restore"),
    path("<int:key>/contacts/new/", contacts.new_contact, name="contact_new"),
    path("access/<int:person_id>/", access.reach, name="reach"),
    path("<int:key>/access/", access.who_sees, name="access"),
    path("<int:key>/account-team/new/", account_teams.new_member, name="team_new"),
    path("<int:key>/account-team/<int:member_id>/", account_teams.edit_member, name="team_member"),
    path(
        "<int:key>/account-team/<int:member_id>/remove/", account_teams.remove, name="team_remove"
    ),
    path("<int:key>/", record.customer, name="customer"),
    path("<int:key>/edit/", record.edit_customer, name="edit"),
    path("<int:key>/archive/", record.archive, name="archive"),
    path("<int:key>/restore/", record.restore, name="restore"),
]
