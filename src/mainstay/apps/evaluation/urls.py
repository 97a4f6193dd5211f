"""Addresses of evaluations and their results."""

from django.urls import URLPattern

app_name = "evaluation"

urlpatterns: list[URLPattern] = []
