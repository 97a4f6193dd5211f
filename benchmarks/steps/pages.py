"""Steps of the case `pages`: who works in the installation."""

from typing import Any


def appoint(environment: dict[str, str], emails: list[str]) -> dict[str, Any]:
    """Make key account managers of a team."""
    import os
    import secrets

    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django

    django.setup()
    from mainstay.apps.governance import services
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("benchmark")
    team = services.create_team(actor, name="Sales", parent_id=None)
    for email in emails:
        services.create_person(
            actor,
            email=email,
            full_name=email.partition("@")[0],
            password=secrets.token_urlsafe(),
            roles=["key_account_manager"],
            team_id=team.pk,
            language="en",
            must_change_password=False,
        )
    return {}
