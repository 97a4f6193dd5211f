"""Governance in the interface for programs."""

from mainstay.apps.governance.api import (
    installation,
    invitations,
    jobs,
    me,
    people,
    roles,
    teams,
    tokens,
    trail,
)
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/me", me.router, "Administration"),
    Mount("/people", people.router, "Administration"),
    Mount("/invitations", invitations.router, "Administration"),
    Mount("/teams", teams.router, "Administration"),
    Mount("/roles", roles.router, "Administration"),
    Mount("/tokens", tokens.router, "Administration"),
    Mount("/audit-entries", trail.router, "Administration"),
    Mount("/installation", installation.router, "Administration"),
    Mount("/jobs", jobs.router, "Administration"),
)
