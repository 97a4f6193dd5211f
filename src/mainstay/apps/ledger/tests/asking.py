"""Asking the interface for programs about imports."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainstay.apps.ledger.tests.browsing import GOOD


def ask(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and give the response."""
    send = getattr(client, method)
    return send(f"/api{path}", body, content_type="application/json")


def answer(client: Client, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """What the interface answers, as Python values."""
    response = ask(client, method, path, body)
    assert response.status_code == status, response.content
    return response.json()


def hand_in(client: Client, content: bytes = GOOD, **fields: str) -> Any:
    file = SimpleUploadedFile("orders.csv", content)
    return client.post("/api/imports", {"kind": "orders", "file": file, **fields})
