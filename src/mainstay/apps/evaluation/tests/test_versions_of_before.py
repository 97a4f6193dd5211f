"""The versions of schemes that were there before people could make any."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from mainstay.analytics.scoring.presets import ABC
from mainstay.apps.evaluation.models import Scheme, SchemeVersion


@pytest.mark.django_db
def test_all_were_shipped_and_the_newest_of_each_scheme_is_used() -> None:
    migration = import_module("mainstay.apps.evaluation.migrations.0009_scheme_lifecycle")
    rows = SchemeVersion.objects.system("test")
    abc = Scheme.objects.system("test").get(code="abc")
    rows.update(shipped=False)
    rows.filter(scheme=abc).update(state="published")
    # The database takes one published version alone, so the newer one stands as another here.
    SchemeVersion.objects.create(
        scheme=abc, number=2, state="draft", definition=ABC, published_at=timezone.now()
    )

    migration.keep_versions(apps, None)

    kept = rows.filter(scheme=abc).order_by("number")
    assert [(row.number, row.state, row.shipped) for row in kept] == [
        (1, "retired", True),
        (2, "draft", True),
    ]
    first = kept[0]
    assert first.drafted_at == first.published_at
    others = rows.exclude(scheme=abc)
    assert {row.state for row in others} == {"published"}
