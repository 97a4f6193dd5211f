"""Addresses of the pages of reference data."""

from django.urls import URLPattern, path

from mainstay.apps.reference.web import calendars, days, rates

app_name = "reference"
urlpatterns: list[URLPattern] = [
    path("rates/", rates.rate_list, name="rates"),
    path("rates/export/", rates.export, name="export_rates"),
    path("rates/new/", rates.new_rate, name="new_rate"),
    path("rates/<int:key>/", rates.edit_rate, name="rate"),
    path("rates/<int:key>/remove/", rates.remove, name="remove_rate"),
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/new/", calendars.new_calendar, name="new_calendar"),
    path("calendars/<int:key>/", days.month_page, name="calendar"),
    path("calendars/<int:key>/edit/", calendars.edit_calendar, name="edit_calendar"),
    path("calendars/<int:key>/remove/", calendars.remove, name="remove_calendar"),
    path("calendars/<int:key>/days/", days.list_days, name="calendar_days"),
    path("calendars/<int:key>/days/export/", days.export, name="export_days"),
    path("calendars/<int:key>/days/<isodate:on>/", days.edit_day, name="calendar_day"),
]
