"""Addresses of the shell itself."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from mainstay.shell.web.palette.views import palette

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("palette/", palette, name="palette"),
]
