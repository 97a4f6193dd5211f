"""Addresses of the workspace."""

from django.urls import path

from mainstay.apps.workspace import web

urlpatterns = [path("", web.home, name="home")]
