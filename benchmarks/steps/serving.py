"""Steps of the case `serving`: letting a program and a browser in."""

from datetime import timedelta
from typing import Any

LASTS = timedelta(days=1)


def let_in(environment: dict[str, str], emails: list[str]) -> dict[str, Any]:
    """Give each person a token for everything, and a session of a browser."""
    import os

    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from mainstay.apps.governance.models import Person
    from mainstay.apps.governance.queries import actor_of
    from mainstay.apps.governance.services import issue_token

    def one(email: str) -> dict[str, str]:
        person = Person.objects.system("benchmark").get(email=email)
        actor = actor_of(person)
        _row, text = issue_token(
            actor,
            name="benchmark",
            expires_at=timezone.now() + LASTS,
            read_only=False,
            scopes=actor.permissions,
        )
        client = Client()
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        name, key = settings.SESSION_COOKIE_NAME, client.session.session_key
        return {"token": text, "cookie": f"{name}={key}"}

    return {"people": [one(email) for email in emails]}
