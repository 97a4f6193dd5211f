"""What holds of every model, whatever it says: the list of checks of the design."""

import pytest

from mainstay.analytics.measures import MissingColumn
from mainstay.analytics.tests.made_up_trade import MODELS, Model, trade

pytest.importorskip("lightgbm", reason="the extra models is not installed")
pytest.importorskip("statsforecast", reason="the extra models is not installed")

of_each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
of_kept = pytest.mark.parametrize(
    "model", [each for each in MODELS if each.kept], ids=lambda model: model.name
)


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    """What each model says, found once."""
    return {model.name: model.find(trade()) for model in MODELS}


@of_each
def test_twice_is_the_same_whatever_the_order_of_rows(
    found: dict[str, object], model: Model
) -> None:
    assert model.find(trade().turned()) == found[model.name]


@of_each
def test_a_missing_column_is_named(model: Model) -> None:
    with pytest.raises(MissingColumn, match=model.column):
        model.find(trade().without(model.column))


@of_each
def test_nobody_is_refused_or_nothing_is_said(model: Model) -> None:
    nobody = trade().of([])
    if model.refusal is None:
        assert model.find(nobody) == []
        return
    with pytest.raises(model.refusal):
        model.find(nobody)


@of_each
def test_of_one_customer_alone_something_is_said_or_it_is_refused(model: Model) -> None:
    one = trade().of([7])
    if model.refusal is None or model.name == "forecast":
        assert model.find(one) == model.find(one)
        return
    with pytest.raises(model.refusal):
        model.find(one)


@of_kept
def test_what_was_kept_says_the_same(found: dict[str, object], model: Model) -> None:
    assert model.kept is not None
    assert model.kept(trade()) == found[model.name]


@of_kept
def test_a_search_says_whether_it_came_to_its_end(found: dict[str, object], model: Model) -> None:
    assert model.settled is not None
    assert model.settled(found[model.name])
