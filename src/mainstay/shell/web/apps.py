"""The Django app that carries the pages' templates and the bundled front end."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "mainstay.shell.web"
    label = "web"
