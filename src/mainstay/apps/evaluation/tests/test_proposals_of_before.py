"""Proposals that waited before there were reviews wait for their review after the upgrade."""

from importlib import import_module

from django.apps import apps

from mainstay.apps.evaluation.models import GradeReview
from mainstay.apps.evaluation.tests.reviewing import ask_for_approval, proposed, states
from mainstay.apps.governance.testing import NamedPeople


def test_proposals_of_before_get_a_review(trade: NamedPeople) -> None:
    ask_for_approval()
    proposed()
    before = states()
    GradeReview.objects.system("test").all().delete()
    migration = import_module("mainstay.apps.evaluation.migrations.0010_grade_reviews")
    migration.review_proposals(apps, None)
    assert states() == before
    assert not GradeReview.objects.system("test").filter(move__isnull=False).exists()
