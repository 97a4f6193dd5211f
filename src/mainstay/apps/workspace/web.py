"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mainstay.shell.web import home as registry


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is new and what waits, composed of the panels that the subjects registered."""
    actor = request.actor  # type: ignore[attr-defined]
    return render(
        request,
        "workspace/home.html",
        {
            "panels": registry.panels(actor),
            "may_import": actor.may("ledger.import.run"),
        },
    )
