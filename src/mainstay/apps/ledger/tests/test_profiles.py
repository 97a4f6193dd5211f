"""Profiles: how a recurring file is read, under the name of its source."""

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.models import ImportProfile
from mainstay.apps.ledger.queries.profiles import ProfileGone, profile_named
from mainstay.apps.ledger.services.importing import (
    remove_profile,
    rename_profile,
    renew_profile,
    save_profile,
)
from mainstay.apps.ledger.testing import IMPORTING, csv_file, handed_in, imported
from mainstay.apps.ledger.tests.recurring import pulled
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("shop")

HEADER = "who,no,day,sum"
MAPPING = {"customer": "who", "order_no": "no", "ordered_at": "day", "amount": "sum"}


@pytest.fixture
def profile() -> ImportProfile:
    """Files of the ERP, whose days come first."""
    batch = handed_in(
        csv_file("A,1,03/04/2024,5", header=HEADER), mapping=MAPPING, day_order="day_first"
    )
    return save_profile(IMPORTING, batch, "ERP")


def test_the_next_file_is_read_in_the_same_way(profile: ImportProfile) -> None:
    batch = imported(csv_file("A,2,05/04/2024,5", header=HEADER), profile=profile)
    assert (batch.source, batch.mapping, batch.state) == ("ERP", MAPPING, "committed")
    assert batch.profile == profile


@pytest.mark.parametrize(
    ("name", "code"), [(" ", "required"), ("x" * 81, "too_long"), ("E\0", "control_characters")]
)
def test_a_name_that_cannot_be_kept_is_refused(name: str, code: str) -> None:
    with refuses(name=code):
        save_profile(IMPORTING, handed_in(csv_file("A,1,2024-03-04,5")), name)


def test_what_is_said_counts_more_than_the_profile(profile: ImportProfile) -> None:
    content = csv_file("A,1,05/04/2024,5,9", header=f"{HEADER},net")
    batch = handed_in(content, profile=profile, mapping={"amount": "net"}, source="CRM")
    assert batch.mapping == {**MAPPING, "amount": "net"}
    assert batch.source == "CRM"


def test_keeping_a_profile_again_changes_it(profile: ImportProfile) -> None:
    batch = handed_in(csv_file("A,1,2024-03-01,5", header=HEADER), mapping=MAPPING)
    save_profile(IMPORTING, batch, "ERP")
    changed = profile_named(IMPORTING, "ERP")
    assert changed is not None
    assert (changed.pk, changed.options) == (profile.pk, {})
    trail = AuditEntry.objects.system("test").filter(action__startswith="ledger.profile.")
    assert list(trail.order_by("pk").values_list("action", flat=True)) == [
        "ledger.profile.created",
        "ledger.profile.changed",
    ]


def test_a_name_belongs_to_one_kind_of_file(profile: ImportProfile) -> None:
    batch = handed_in(csv_file("A", header="code"), "customers")
    with refuses(name="other_kind"):
        save_profile(IMPORTING, batch, "ERP")


def test_a_profile_keeps_the_source_of_its_files() -> None:
    batch = handed_in(csv_file("A,1,2024-03-01,5"), source="ERP")
    profile = save_profile(IMPORTING, batch, "Monthly")
    assert handed_in(csv_file("A,2,2024-03-01,5"), profile=profile).source == "ERP"


def test_a_mapping_that_does_not_fit_does_not_become_a_profile() -> None:
    batch = handed_in(csv_file("A,1", header="customer,net"))
    with pytest.raises(MappingRefused):
        save_profile(IMPORTING, batch, "ERP")
    assert profile_named(IMPORTING, "ERP") is None


def test_a_profile_that_says_the_same_is_not_changed(profile: ImportProfile) -> None:
    batch = imported(csv_file("A,2,05/04/2024,5", header=HEADER), profile=profile)
    renew_profile(IMPORTING, batch, "ERP")
    trail = AuditEntry.objects.system("test")
    assert not trail.filter(action="ledger.profile.changed").exists()


def test_a_renamed_profile_stays_with_its_source(profile: ImportProfile) -> None:
    renamed = rename_profile(IMPORTING, profile.pk, " SAP ")
    assert (renamed.name, renamed.source) == ("SAP", "ERP")
    assert handed_in(csv_file("A,9,03/04/2024,5", header=HEADER), profile=renamed).source == "ERP"
    back = rename_profile(IMPORTING, profile.pk, "ERP")
    assert (back.name, back.source) == ("ERP", "")


def test_a_name_that_another_profile_has_is_refused(profile: ImportProfile) -> None:
    other = save_profile(IMPORTING, handed_in(csv_file("A,1,2024-03-01,5")), "CRM")
    with refuses(name="name_taken"):
        rename_profile(IMPORTING, other.pk, "ERP")


def test_what_was_imported_by_a_profile_outlives_it(profile: ImportProfile) -> None:
    batch = imported(csv_file("A,2,05/04/2024,5", header=HEADER), profile=profile)
    remove_profile(IMPORTING, profile.pk)
    batch.refresh_from_db()
    assert (batch.profile, batch.mapping, batch.state) == (None, MAPPING, "committed")
    entry = AuditEntry.objects.system("test").get(action="ledger.profile.removed")
    assert entry.details["mapping"] == MAPPING
    with pytest.raises(ProfileGone):
        remove_profile(IMPORTING, profile.pk)


def test_a_profile_that_recurring_imports_read_by_stays(
    profile: ImportProfile, acting: NamedActors
) -> None:
    pulled(acting.li_na, "https://erp.example/orders.csv")
    with pytest.raises(ValidationError, match="Recurring imports read by this profile"):
        remove_profile(IMPORTING, profile.pk)
    assert profile_named(IMPORTING, "ERP") == profile
