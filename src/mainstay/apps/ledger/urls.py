"""Addresses of the import pages."""

from django.urls import URLPattern, path

from mainstay.apps.ledger.web import (
    batch,
    calendar_days,
    catalogue,
    columns,
    downloads,
    lines,
    listing,
    profiles,
    rates,
    rejects,
    running,
    shapes,
    taken_files,
    undoing,
    upkeep,
    uploading,
)
from mainstay.apps.ledger.web.quality import page as quality
from mainstay.apps.ledger.web.quality import rows as findings
from mainstay.apps.ledger.web.recurring import acts as recurring_acts
from mainstay.apps.ledger.web.recurring import pages as recurring

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("", listing.import_list, name="list"),
    path("new/", uploading.upload, name="upload"),
    path("rates/", rates.import_page, name="rates"),
    path("calendars/<int:key>/days/", calendar_days.import_page, name="calendar_days"),
    path("products/", catalogue.products, name="products"),
    path("product-lines/", catalogue.product_lines, name="product_lines"),
    path("regions/", catalogue.regions, name="regions"),
    path("industries/", catalogue.industries, name="industries"),
    path("files/", taken_files.file_list, name="files"),
    path("files/calendars/<int:key>/", taken_files.calendar_files, name="calendar_files"),
    path("files/<int:number>/", taken_files.file_page, name="file"),
    path("files/<int:number>/rejects/", taken_files.reject_file, name="file_rejects"),
    path("files/<int:number>/undo/", taken_files.undo, name="undo_file"),
    path("new/customers/", uploading.upload, {"kind": "customers"}, name="upload_customers"),
    path("profiles/", profiles.profile_list, name="profiles"),
    path("profiles/<int:key>/", profiles.profile_page, name="profile"),
    path("profiles/<int:key>/rename/", profiles.rename_profile, name="rename_profile"),
    path("profiles/<int:key>/remove/", profiles.remove_profile, name="remove_profile"),
    path("recurring/", recurring.recurring_list, name="recurring_list"),
    path(
        "recurring/new/folder/",
        recurring_acts.new_recurring,
        {"origin": "folder"},
        name="new_recurring_folder",
    ),
    path(
        "recurring/new/address/",
        recurring_acts.new_recurring,
        {"origin": "address"},
        name="new_recurring_address",
    ),
    path("recurring/<int:key>/", recurring.recurring_page, name="recurring"),
    path("recurring/<int:key>/edit/", recurring_acts.edit_recurring, name="edit_recurring"),
    path("recurring/<int:key>/run/", recurring_acts.run_recurring, name="run_recurring"),
    path("recurring/<int:key>/pause/", recurring_acts.pause_recurring, name="pause_recurring"),
    path("recurring/<int:key>/resume/", recurring_acts.resume_recurring, name="resume_recurring"),
    path("recurring/<int:key>/remove/", recurring_acts.remove_recurring, name="remove_recurring"),
    path("<int:number>/", batch.batch_page, name="batch"),
    path("<int:number>/columns/", columns.choose_columns, name="columns"),
    path("<int:number>/encoding/", shapes.choose_encoding, name="encoding"),
    path("<int:number>/sheet/", shapes.choose_sheet, name="sheet"),
    path("<int:number>/progress/", running.progress, name="progress"),
    path("<int:number>/check/", running.check, name="check"),
    path("<int:number>/commit/", running.commit, name="commit"),
    path("<int:number>/commit-accepted/", running.commit_accepted, name="commit_accepted"),
    path("<int:number>/date-order/", running.state_date_order, name="date_order"),
    path("<int:number>/decimal-mark/", running.state_decimal_mark, name="decimal_mark"),
    path("<int:number>/decide/", running.decide, name="decide"),
    path("<int:number>/cancel/", running.cancel, name="cancel"),
    path("<int:number>/discard/", running.discard, name="discard"),
    path("<int:number>/contacts/", running.take_contacts, name="contacts_too"),
    path("<int:number>/undo/", undoing.undo, name="undo"),
    path("<int:number>/rejects/", downloads.reject_file, name="reject_file"),
    path("<int:number>/rejects/dismiss/", rejects.dismiss, name="dismiss_rejects"),
    path("<int:number>/rejects/recall/", rejects.recall, name="recall_rejects"),
    path("<int:number>/file/", downloads.uploaded_file, name="uploaded_file"),
    path("lines/", lines.all_lines, name="export_lines"),
    path("lines/<int:customer>/", lines.customer_lines, name="customer_lines"),
]

upkeep_pages: tuple[list[URLPattern], str] = (
    [
        path("", upkeep.upkeep_page, name="upkeep"),
        path("progress/", upkeep.progress, name="progress"),
        path("<slug:task>/", upkeep.start, name="start"),
    ],
    "upkeep",
)
"""The pages of upkeep stand under administration."""

quality_pages: tuple[list[URLPattern], str] = (
    [
        path("", quality.quality_page, name="quality"),
        path("check/", quality.check, name="check"),
        path("progress/", quality.progress, name="progress"),
        path("export/", quality.export, name="export"),
        path("<int:key>/<slug:field>/<slug:code>/", findings.row, name="row"),
        path("<int:key>/<slug:field>/<slug:code>/mend/", findings.mend, name="mend"),
        path("<int:key>/<slug:field>/<slug:code>/right/", findings.call_right, name="right"),
        path("<int:key>/<slug:field>/<slug:code>/recall/", findings.recall, name="recall"),
    ],
    "quality",
)
"""The pages of data quality have an address of their own."""
