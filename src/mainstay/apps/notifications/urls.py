"""Addresses of the pages of messages."""

from django.urls import URLPattern, path

from mainstay.apps.notifications import web

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("", web.message_list, name="list"),
    path("count/", web.count, name="count"),
    path("latest/", web.latest, name="latest"),
    path("read/", web.read_all, name="read_all"),
    path("<int:key>/", web.open_message, name="open"),
]
