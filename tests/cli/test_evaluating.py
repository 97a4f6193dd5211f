"""What people read after an evaluation, and who is counted in it."""

import sys

from tests.cli.conftest import AS_OF
from tests.installation import Installation

DIRECTOR = "lin.mei@mainstay.example"


def add_director() -> None:
    """A sales director whose team has no customers."""
    import django

    django.setup()
    from mainstay.apps.governance import services
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("test")
    services.create_person(
        actor,
        email=DIRECTOR,
        full_name="Mei Lin",
        password="steady-rope-holds-the-mast",
        roles=["director"],
        team_id=services.create_team(actor, name="New team").pk,
    )


def test_an_evaluation_says_what_it_changed_and_where_the_grades_are(
    installation: Installation,
) -> None:
    said = installation.run("evaluate", "--scheme", "tiers", "--as-of", "2025-01-02").output
    assert said.startswith("Tiers, evaluation 4: figures before 2025-01-02\n")
    assert "Customers" in said
    assert "These grades are in force now; 0 customers have another one than before.\n" in said
    assert "mainstay grades --scheme tiers\n" in said

    of_groups = ("--as-of", "2024-01-01", "--unit", "group")
    earlier = installation.run("evaluate", "--scheme", "tiers", *of_groups).output
    assert "Groups" in earlier
    assert "The grades in force are of a later day and stay.\n" in earlier
    assert "mainstay grades" not in earlier


def test_a_unit_that_there_is_not_is_refused_with_those_there_are(graded: Installation) -> None:
    refused = graded.run("evaluate", "--scheme", "abc", *AS_OF, "--unit", "firm")
    assert refused.errors == (
        "Each customer alone can be graded (customer) or each group as one (group).\n"
    )


def test_who_evaluates_counts_the_customers_they_see(installation: Installation) -> None:
    added = installation.ask(add_director)
    assert added.status == 0, added.errors
    asked = ("evaluate", "--scheme", "abc", *AS_OF)
    done = installation.json(*asked, "--as", DIRECTOR)
    assert (done["customers"], done["grades"]) == (0, {"A": 0, "B": 0, "C": 0})
    assert installation.json(*asked)["grades"] == {"A": 1, "B": 1, "C": 1}

    said = installation.run(*asked, "--as", DIRECTOR).output
    assert "These grades are in force now.\n" in said


def exports_in_the_trail() -> None:
    """Write the exports of the trail, the oldest first."""
    import django

    django.setup()
    from mainstay.foundation.audit.models import AuditEntry

    found = AuditEntry.objects.system("test").filter(action__endswith=".exported")
    sys.stdout.write(" ".join(found.order_by("pk").values_list("action", flat=True)))


def test_figures_and_grades_that_leave_the_house_stand_in_the_trail(graded: Installation) -> None:
    assert graded.run("indicators", *AS_OF).status == 0
    assert graded.run("grades", "--scheme", "abc", "--format", "json").status == 0
    trail = graded.ask(exports_in_the_trail).output.split()
    assert trail[-2:] == ["evaluation.indicators.exported", "evaluation.grades.exported"]


def test_a_score_is_told_with_what_it_is_made_of(installation: Installation) -> None:
    installation.json("evaluate", "--scheme", "service", *AS_OF)

    [first, *_others] = installation.run("grades", "--scheme", "service", "--format", "json").json
    told = installation.run("why", first["customer"], "--scheme", "service").output

    assert float(first["score"]) > 50
    assert 0 < float(first["coverage"]) < 1
    assert "The score is " in told
    assert "Revenue, 12 months" in told.split("Indicator", 1)[1]
    assert "Brand awareness" in told
    assert "Service levels by score" in installation.run("schemes", "list").output
