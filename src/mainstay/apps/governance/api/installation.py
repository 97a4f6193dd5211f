"""The interface for programs: the installation."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Installation
from mainstay.shell.web.access import acting, requires

router = Router()


class InstallationOut(Schema):
    """Whose installation this is, and what its figures are counted in."""

    name: str
    reporting_currency: str
    time_zone: str
    fiscal_year_start_month: int
    spring_festival_days: int
    spring_festival_days_before: int
    exchange_rate_days: int
    second_factor: str = Field(description="Who needs one: nobody, administrators, everybody.")
    sign_in_profile: str = Field(description="The rules for sign-in: standard or strict.")
    password_days: int = Field(
        description="In the strict profile: when a password runs out; 0 never."
    )
    idle_minutes: int = Field(description="In the strict profile: when idle people leave; 0 never.")
    leftovers_days: int
    old_states_days: int
    uploads_days: int
    rejects_days: int
    before_images_days: int
    frozen_inputs_days: int
    messages_days: int


class InstallationChange(Schema):
    """What to change; currency and zone are fixed once the ledger counts in them.

    The last seven say for how many days something is kept; 0 keeps it for good, but for leftovers.
    """

    name: str = ""
    reporting_currency: str = ""
    time_zone: str = ""
    fiscal_year_start_month: int = 1
    spring_festival_days: int = 0
    spring_festival_days_before: int = 1
    exchange_rate_days: int = 31
    leftovers_days: int = 7
    old_states_days: int = 30
    uploads_days: int = 730
    rejects_days: int = 730
    before_images_days: int = 0
    frozen_inputs_days: int = 0
    messages_days: int = 90


@router.get("", response=InstallationOut)
def get_installation(request: HttpRequest) -> Installation:
    """The installation's settings, which everybody may know who is signed in."""
    acting(request)
    return queries.installation()


@router.patch("", response=InstallationOut)
@requires("governance.installation.change")
def change_installation(request: HttpRequest, change: InstallationChange) -> Installation:
    """Change the installation's settings."""
    return services.change_installation(acting(request), **change.dict(exclude_unset=True))
