"""A second factor for somebody at an installation, made in a process of its own."""

import json
import sys


def add_second_factor(email: str) -> None:
    """Turn on a person's second factor, as the page does, and print the recovery codes."""
    import django

    django.setup()
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    from mainstay.apps.governance import queries, second_factor, services

    person = queries.person_signing_in(email)
    assert person is not None
    secret = second_factor.new_secret()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    codes = services.add_second_factor(queries.actor_of(person), secret=secret, code=code)
    json.dump(codes, sys.stdout)
