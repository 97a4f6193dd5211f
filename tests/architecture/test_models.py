"""Models: foreign keys point down, reads are closed, migrations are complete."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models.fields.related import RelatedField

from mainstay.foundation.access.policies import NoPolicy, policy_of
from mainstay.foundation.access.scoped import ScopedQuerySet, UnscopedRead
from tests.architecture.source import apps_from_the_bottom

WITHOUT_POLICY = {
    "audit.audithead": "one row of the chain's own, read by sealing and verification alone",
    "idempotency.keyedrequest": "what programs were answered, encrypted with their own keys",
    "jobs.schedulestate": "the worker's own note of what is due, read by the worker alone",
}
"""Models that no person reads, each with the reason."""


def own_models() -> list[type[models.Model]]:
    """Every model of ours, those between many-to-many sides left out."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("mainstay.")
        for model in config.get_models()
    ]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label_lower)
def test_every_model_has_a_policy_or_a_reason(model: type[models.Model]) -> None:
    label = model._meta.label_lower
    try:
        policy_of(model)
    except NoPolicy:
        assert label in WITHOUT_POLICY
    else:
        assert label not in WITHOUT_POLICY


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label_lower)
def test_every_model_that_people_read_refuses_unscoped_reads(model: type[models.Model]) -> None:
    if model._meta.label_lower in WITHOUT_POLICY:
        pytest.skip("no person reads it")
    assert isinstance(model._default_manager.get_queryset(), ScopedQuerySet)
    with pytest.raises(UnscopedRead):
        list(model._default_manager.all())


@pytest.mark.django_db
def test_rows_reached_over_a_relation_are_scoped_too() -> None:
    readable = {m for m in own_models() if m._meta.label_lower not in WITHOUT_POLICY}
    open_relations = []
    for model in own_models():
        for relation in model._meta.related_objects:
            name = relation.get_accessor_name()
            is_ours = relation.related_model in readable
            if name is None or not is_ours or not (relation.one_to_many or relation.many_to_many):
                continue
            try:
                list(getattr(model(pk=1), name).all())
            except UnscopedRead:
                continue
            open_relations.append(f"{model._meta.label}.{name}")
    assert open_relations == []


def test_no_foreign_key_points_up() -> None:
    order = ["audit", "jobs", "idempotency", "web", *apps_from_the_bottom()]
    upwards = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if isinstance(field, RelatedField)
        and (target := field.related_model._meta.app_label) in order
        and order.index(target) > order.index(model._meta.app_label)
    ]
    assert upwards == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue())
