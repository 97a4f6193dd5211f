"""Governance in the interface for programs."""

from ninja import Router

from mainstay.apps.governance.api import installation, jobs, me, people, roles, teams, tokens, trail

ROUTERS: dict[str, Router] = {
    "/me": me.router,
    "/people": people.router,
    "/teams": teams.router,
    "/roles": roles.router,
    "/tokens": tokens.router,
    "/audit-entries": trail.router,
    "/installation": installation.router,
    "/jobs": jobs.router,
}
"""The routers by prefix."""
