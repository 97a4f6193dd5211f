from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from mainstay.cli.demo.catalogue import PRODUCTS
from mainstay.cli.demo.customer_file import FIELDS
from mainstay.cli.demo.generator import LATEST_END, generate
from mainstay.cli.demo.naming import AVOIDED
from mainstay.cli.demo.order_file import SCHEMA
from mainstay.cli.demo.people import KEY_ACCOUNT_MANAGERS
from mainstay.cli.demo.segments import CATEGORIES, CHANNELS
from mainstay.cli.demo.tests.conftest import END, Demo
from mainstay.kernel.identifiers import is_credit_code


def test_the_same_seed_and_end_give_the_same_bytes(demo_folder: Path, tmp_path: Path) -> None:
    again = generate(tmp_path, end=END)
    assert again.customers.read_bytes() == (demo_folder / "customers.csv").read_bytes()
    assert again.contacts.read_bytes() == (demo_folder / "contacts.csv").read_bytes()
    assert again.orders.read_bytes() == (demo_folder / "orders.parquet").read_bytes()


def test_another_seed_gives_another_company(demo_folder: Path, tmp_path: Path) -> None:
    other = generate(tmp_path, end=END, seed=1)
    assert other.customers.read_bytes() != (demo_folder / "customers.csv").read_bytes()


def test_an_end_beyond_the_known_spring_festivals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="end must lie between"):
        generate(tmp_path, end=LATEST_END.replace(year=LATEST_END.year + 1))


def test_the_end_may_be_a_leap_day(tmp_path: Path) -> None:
    orders = generate(tmp_path, end=date(2028, 2, 29)).orders
    days = pq.read_table(orders, columns=["ordered_at"])["ordered_at"].to_pandas()
    assert days.min() >= pd.Timestamp(2025, 2, 28)
    assert pd.Timestamp(2028, 2, 28) <= days.max() < pd.Timestamp(2028, 2, 29)


def test_there_are_1200_customers_with_codes_and_names_of_their_own(demo: Demo) -> None:
    assert list(demo.customers.reset_index().columns) == list(FIELDS)
    assert len(demo.customers) == 1_200
    assert demo.customers.index.is_unique
    assert demo.customers["name"].is_unique


def test_no_customer_bears_a_known_name(demo: Demo) -> None:
    names = demo.customers["name"].str.lower()
    at_home = names.str.contains("|".join(word for word in AVOIDED if not word.isascii()))
    abroad = names.str.contains(rf"\b(?:{'|'.join(filter(str.isascii, AVOIDED))})\b")
    assert not names[at_home | abroad].tolist()


def test_registration_numbers_are_valid_where_there_is_one(demo: Demo) -> None:
    numbers = demo.customers["registration_number"]
    given = numbers[numbers != ""]
    assert len(given) > 700
    assert given.is_unique
    assert all(is_credit_code(number) for number in given)


def test_sixty_groups_have_companies_and_sites_below_them(demo: Demo) -> None:
    parents = demo.customers["parent"]
    assert set(parents[parents != ""]) <= set(demo.customers.index)
    heads = demo.customers.index[
        (parents == "") & demo.customers.index.isin(parents[parents != ""])
    ]
    assert len(heads) == 60
    grandparents = parents[parents != ""].map(parents)
    assert (grandparents != "").sum() > 40
    assert (grandparents[grandparents != ""].map(parents) == "").all()


def test_a_group_has_one_owner(demo: Demo) -> None:
    below = demo.customers[demo.customers["parent"] != ""]
    assert (below["owner"] == below["parent"].map(demo.customers["owner"])).all()
    assert set(demo.customers["owner"]) == set(KEY_ACCOUNT_MANAGERS)


def test_a_few_customers_are_persons_and_some_have_never_bought(demo: Demo) -> None:
    assert (demo.customers["kind"] == "person").sum() == 12
    buyers = demo.lines["customer"].nunique()
    assert 1_050 <= buyers <= 1_150
    assert set(demo.lines["customer"]) <= set(demo.customers.index)


def test_orders_have_the_declared_columns(demo_folder: Path) -> None:
    assert pq.read_schema(demo_folder / "orders.parquet").equals(SCHEMA)


def test_there_are_about_200000_lines_in_three_years_before_the_end(demo: Demo) -> None:
    assert 195_000 <= len(demo.lines) <= 206_000
    assert demo.lines["day"].min() == demo.end - pd.DateOffset(years=3)
    assert demo.end - pd.Timedelta(days=3) <= demo.lines["day"].max() < demo.end


def test_a_line_is_known_by_its_order_and_number(demo: Demo) -> None:
    assert not demo.lines.duplicated(["order_no", "line_no"]).any()
    orders = demo.lines.groupby("order_no")
    assert (orders["line_no"].max() == orders.size()).all()
    assert (orders["line_no"].min() == 1).all()


def test_an_order_has_one_customer_one_time_and_up_to_twelve_lines(demo: Demo) -> None:
    orders = demo.lines.groupby("order_no")
    assert (orders[["customer", "ordered_at", "channel"]].nunique() == 1).all().all()
    sizes = orders.size()
    assert sizes.min() == 1
    assert sizes.max() == 12


def test_amounts_are_quantity_times_price_to_the_last_digit(demo_folder: Path) -> None:
    table = pq.read_table(demo_folder / "orders.parquet").slice(100_000, 5_000).to_pylist()
    for row in table:
        assert row["quantity"] * row["unit_price"] == row["amount"]
        assert row["unit_price"] == row["unit_price"].quantize(Decimal("0.01"))
        assert row["unit_price"] > 0


def test_one_to_three_per_cent_of_the_lines_come_back(demo: Demo) -> None:
    returned = demo.lines["amount"] < 0
    assert 0.01 <= returned.mean() <= 0.03
    assert (demo.lines.loc[returned, "order_no"].str.startswith("RT")).all()
    assert (demo.lines.loc[~returned, "order_no"].str.startswith("SO")).all()


def test_nobody_sends_back_what_he_has_not_bought(demo: Demo) -> None:
    kept = demo.lines.groupby(["customer", "product_code"])["quantity"].sum()
    assert (kept >= 0).all()


def test_about_five_per_cent_of_the_lines_have_no_cost(demo: Demo) -> None:
    assert 0.04 <= demo.lines["cost"].isna().mean() <= 0.06


def test_the_company_earns_a_plausible_margin(demo: Demo) -> None:
    known = demo.lines.dropna(subset="cost")
    assert 0.18 <= 1 - known["cost"].sum() / known["amount"].sum() <= 0.28


def test_all_products_categories_and_channels_are_sold(demo: Demo) -> None:
    assert len(PRODUCTS) == 120
    assert set(demo.lines["product_code"]) == {product.code for product in PRODUCTS}
    assert set(demo.lines["category"]) == set(CATEGORIES)
    assert set(demo.lines["channel"]) == set(CHANNELS)
    assert (demo.lines["currency"] == "CNY").all()


def test_salespeople_are_the_key_account_managers(demo: Demo) -> None:
    assert set(demo.lines["salesperson"].dropna()) == set(KEY_ACCOUNT_MANAGERS)
    sold = demo.lines.dropna(subset="salesperson")
    assert (sold["salesperson"] == sold["customer"].map(demo.customers["owner"])).mean() > 0.9


def test_a_fifth_of_the_customers_brings_four_fifths_of_the_revenue(demo: Demo) -> None:
    revenue = demo.lines.groupby("customer")["amount"].sum().sort_values(ascending=False)
    first_fifth = revenue.head(len(revenue) // 5).sum() / revenue.sum()
    assert 0.70 <= first_fifth <= 0.85


def test_the_amount_thresholds_of_the_tiers_scheme_single_out_a_few(demo: Demo) -> None:
    last_year = demo.lines[demo.lines["day"] >= demo.end - pd.DateOffset(years=1)]
    revenue = last_year.groupby("customer")["amount"].sum()
    assert 5 <= (revenue >= 20_000_000).sum() <= 20
    assert 30 <= (revenue >= 5_000_000).sum() <= 100


def test_weekends_are_quiet(demo: Demo) -> None:
    weekdays = demo.lines.groupby(demo.lines["day"].dt.weekday).size()
    assert weekdays[5] < weekdays[4] / 3
    assert weekdays[6] < weekdays[5]


def test_spring_festival_stops_orders_and_the_year_ends_with_a_push(demo: Demo) -> None:
    daily = demo.lines.groupby("day")["amount"].sum()
    festival = daily["2025-01-28":"2025-02-04"].sum() / 8
    assert festival < 0.15 * daily["2025-03-01":"2025-05-31"].mean()
    monthly = daily.resample("MS").sum()
    assert monthly["2025-12-01"] == monthly["2025-01-01":"2025-12-01"].max()


def test_business_does_not_sag_towards_the_end(demo: Demo) -> None:
    quarter, year = pd.DateOffset(months=3), pd.DateOffset(years=1)
    daily = demo.lines.groupby("day")["amount"].sum()
    last = daily[demo.end - quarter :].sum()
    year_before = daily[demo.end - quarter - year : demo.end - year].sum()
    assert 0.95 <= last / year_before <= 1.35


def test_customers_come_and_go(demo: Demo) -> None:
    days = demo.lines[demo.lines["amount"] > 0].groupby("customer")["day"].agg(["min", "max"])
    new = days["min"] >= demo.end - pd.DateOffset(years=1)
    gone = days["max"] < demo.end - pd.DateOffset(months=9)
    assert 50 <= new.sum() <= 150
    assert 40 <= gone.sum() <= 150


def test_customers_grow_and_shrink(demo: Demo) -> None:
    year = pd.DateOffset(years=1)
    last = demo.lines[demo.lines["day"] >= demo.end - year]
    before = demo.lines[
        (demo.lines["day"] < demo.end - year) & (demo.lines["day"] >= demo.end - year - year)
    ]
    growth = last.groupby("customer")["amount"].sum() / before.groupby("customer")["amount"].sum()
    low, high = np.nanquantile(growth, [0.2, 0.8])
    assert low < 0.8
    assert high > 1.2
    assert 0.95 <= last["amount"].sum() / before["amount"].sum() <= 1.25


def test_every_firm_has_one_main_contact_and_nobody_can_be_reached(demo: Demo) -> None:
    firms = demo.customers.index[demo.customers["kind"] == "organisation"]
    main = demo.contacts[demo.contacts["is_main"] == "yes"]
    assert sorted(main["customer"]) == sorted(firms)
    assert demo.contacts["email"].str.fullmatch(r"[a-z-]+@c\d{4}\.example").all()
    assert demo.contacts["phone"].str.fullmatch(r"(?:转|ext\. )80\d\d").all()


def test_the_people_of_a_firm_have_names_of_their_own_and_more_are_known_of_the_large(
    demo: Demo,
) -> None:
    assert not demo.contacts.duplicated(["customer", "contact_name"]).any()
    known = demo.contacts.groupby("customer").size()
    assert known["C0018"] >= 4
    assert known.max() == 5
    assert known.median() == 2
