from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mainstay.cli.demo import discoveries
from mainstay.cli.demo.discoveries import DISCOVERIES, Discovery
from mainstay.cli.demo.generator import SEED, generate
from mainstay.cli.demo.tests.conftest import END, Demo, read_demo
from mainstay.kernel.periods import Period, last_12_months, previous_12_months


@pytest.fixture(
    scope="module",
    params=[(END, SEED), (date(2026, 11, 21), 1), (date(2027, 2, 28), 2), (date(2025, 10, 1), 3)],
    ids=lambda case: f"{case[0]}-{case[1]}",
)
def any_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    end, seed = request.param
    folder: Path = tmp_path_factory.mktemp("demo")
    generate(folder, end=end, seed=seed)
    return read_demo(folder, end)


def lines_in(demo: Demo, period: Period) -> pd.DataFrame:
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return demo.lines[(demo.lines["day"] >= start) & (demo.lines["day"] < end)]


def revenue(demo: Demo, *, previous: bool = False) -> "pd.Series[float]":
    window = previous_12_months if previous else last_12_months
    amounts = lines_in(demo, window(demo.end.date())).groupby("customer")["amount"].sum()
    return amounts.sort_values(ascending=False)


def margin(lines: pd.DataFrame) -> float:
    known = lines.dropna(subset="cost")
    return float(1 - known["cost"].sum() / known["amount"].sum())


def days_since_last_order(demo: Demo) -> "pd.Series[int]":
    sales = demo.lines[demo.lines["amount"] > 0]
    silence: pd.Series[int] = (demo.end - sales.groupby("customer")["day"].max()).dt.days
    return silence


@pytest.mark.parametrize("discovery", DISCOVERIES, ids=lambda discovery: discovery.code)
def test_planted_customers_keep_their_codes_and_names(any_demo: Demo, discovery: Discovery) -> None:
    customer = any_demo.customers.loc[discovery.customer]
    assert customer["name"] == discovery.name
    assert customer["short_name"] == discovery.short_name


def test_the_giant_is_among_the_three_largest_and_loses_money(any_demo: Demo) -> None:
    giant = discoveries.UNPROFITABLE_GIANT.customer
    assert giant in revenue(any_demo).index[:3]
    last_year = lines_in(any_demo, last_12_months(any_demo.end.date()))
    assert -0.15 < margin(last_year[last_year["customer"] == giant]) < -0.01


def test_the_riser_buys_six_times_as_much_as_the_year_before(any_demo: Demo) -> None:
    growth = revenue(any_demo) / revenue(any_demo, previous=True)
    assert 4.5 <= growth[discoveries.FAST_RISER.customer] <= 7.5
    large = revenue(any_demo)[lambda amounts: amounts > 7_000_000].index
    assert growth[large].idxmax() == discoveries.FAST_RISER.customer


def test_the_leaver_was_among_the_ten_largest_and_fell_silent_five_months_ago(
    any_demo: Demo,
) -> None:
    leaver = discoveries.SILENT_LEAVER.customer
    assert leaver in revenue(any_demo, previous=True).index[:10]
    assert 155 <= days_since_last_order(any_demo)[leaver] <= 185
    days = any_demo.lines.loc[any_demo.lines["customer"] == leaver, "day"].unique()
    assert pd.DatetimeIndex(days).sort_values().to_series().diff().median().days <= 4


def test_no_other_of_the_twenty_largest_fell_silent(any_demo: Demo) -> None:
    largest = revenue(any_demo, previous=True).index[:20]
    silent = days_since_last_order(any_demo)[largest]
    assert list(silent[silent > 60].index) == [discoveries.SILENT_LEAVER.customer]


def test_the_scattered_group_is_small_in_parts_and_large_as_a_whole(any_demo: Demo) -> None:
    head = discoveries.SCATTERED_GROUP.customer
    amounts = revenue(any_demo)
    parents = any_demo.customers["parent"]
    members = parents.index[parents == head]
    assert len(members) == 14
    assert amounts[members].max() < 5_000_000
    roots = parents.map(lambda code: parents.get(code) or code).where(parents != "")
    by_group = amounts.groupby(roots.fillna(pd.Series(parents.index, parents.index))).sum()
    assert by_group[head] > 20_000_000
    assert head in by_group.nlargest(12).index


def test_returns_explode_in_the_last_half_year(any_demo: Demo) -> None:
    lines = any_demo.lines[
        any_demo.lines["customer"] == discoveries.RETURNS_EXPLODE.customer
    ].assign(returned=lambda rows: rows["amount"].clip(upper=0).abs())
    recent = lines["day"] >= any_demo.end - pd.Timedelta(days=183)
    sold = lines["amount"].clip(lower=0)
    assert lines.loc[recent, "returned"].sum() / sold[recent].sum() > 0.15
    assert lines.loc[~recent, "returned"].sum() / sold[~recent].sum() < 0.03
    door_operators = lines["product_code"].str.startswith("DO-C")
    returns = lines["returned"].where(recent, 0.0)
    assert returns[door_operators].sum() > 0.8 * returns.sum()


def test_the_seasonal_buyer_looks_lost_and_buys_in_the_same_months_every_year(
    any_demo: Demo,
) -> None:
    buyer = discoveries.SEASONAL_BUYER.customer
    assert days_since_last_order(any_demo)[buyer] > 180
    sales = any_demo.lines[(any_demo.lines["customer"] == buyer) & (any_demo.lines["amount"] > 0)]
    seasons = ((any_demo.end - sales["day"]).dt.days // 365.25).astype(int)
    assert sorted(seasons.unique()) == [0, 1, 2]
    assert sales["day"].dt.month.nunique() <= 6
    amounts = sales.groupby(seasons)["amount"].sum()
    assert amounts.min() > 0.6 * amounts.max()


def test_one_customer_is_a_tenth_of_the_revenue_and_twice_what_it_was(any_demo: Demo) -> None:
    risk = discoveries.CONCENTRATION_RISK.customer
    amounts = revenue(any_demo)
    assert amounts.index[0] == risk
    assert 0.09 <= amounts[risk] / amounts.sum() <= 0.16
    oldest = any_demo.lines[any_demo.lines["day"] < any_demo.end - pd.DateOffset(years=2)]
    share = oldest.loc[oldest["customer"] == risk, "amount"].sum() / oldest["amount"].sum()
    assert amounts[risk] / amounts.sum() > 1.6 * share


def test_the_squeezed_price_shows_in_the_margin_and_not_in_the_revenue(any_demo: Demo) -> None:
    lines = any_demo.lines[any_demo.lines["customer"] == discoveries.PRICE_SQUEEZE.customer]
    age = (any_demo.end - lines["day"]).dt.days // 365.25
    years = [lines[age == year] for year in (2, 1, 0)]
    amounts = [year["amount"].sum() for year in years]
    margins = [margin(year) for year in years]
    assert amounts == sorted(amounts)
    assert margins == sorted(margins, reverse=True)
    assert margins[0] - margins[-1] > 0.10


def test_the_guide_names_every_planted_customer() -> None:
    root = next(folder for folder in Path(__file__).parents if (folder / "docs").is_dir())
    guide = (root / "docs" / "guide" / "demo-data.md").read_text(encoding="utf-8")
    for discovery in DISCOVERIES:
        assert f"| {discovery.customer} {discovery.short_name} |" in guide
