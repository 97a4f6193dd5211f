"""An installation of an older version is refused in words, and works after `mainstay upgrade`."""

import pytest

from tests.installation import ADMIN, Installation

DONE, FAILED = 0, 1


def migrate_back() -> None:
    """Take an installation's tables back to the first version's."""
    import django
    from django.core.management import call_command

    django.setup()
    for app in ("evaluation", "customers", "governance"):
        call_command("migrate", app, "0001", verbosity=0)


@pytest.fixture
def older(installation: Installation) -> Installation:
    went_back = installation.ask(migrate_back)
    assert went_back.status == DONE, went_back.errors
    return installation


@pytest.mark.parametrize(
    "arguments", [("batches", "--json"), ("serve",), ("worker",)], ids=lambda words: words[0]
)
def test_an_older_installation_is_refused_in_words(
    older: Installation, arguments: tuple[str, ...]
) -> None:
    asked = older.run(*arguments)
    assert asked.status == FAILED
    assert "mainstay upgrade" in asked.errors
    assert "Traceback" not in asked.errors


def test_setting_up_an_older_installation_again_leaves_its_tables_alone(
    older: Installation,
) -> None:
    again = older.run("init", "--admin", ADMIN, "--password-file", "/dev/null", "--json")
    assert (again.status, again.json["error"]["code"]) == (FAILED, "exists")
    assert older.run("batches", "--json").json["error"]["code"] == "upgrade_needed"


def test_an_older_installation_works_after_its_upgrade(older: Installation) -> None:
    done = older.json("upgrade")
    assert done["home"] == str(older.home)
    assert "evaluation.0002_figures_at_scale" in done["applied"]

    assert older.json("upgrade")["applied"] == []
    assert len(older.json("batches")["batches"]) == 1
    assert older.json("why", "K01", "--scheme", "abc")["grade"] == "A"


def test_there_is_nothing_to_upgrade_without_an_installation(installation: Installation) -> None:
    nowhere = Installation(installation.home / "nowhere")
    asked = nowhere.run("upgrade", "--json")
    assert (asked.status, asked.json["error"]["code"]) == (FAILED, "no_installation")
