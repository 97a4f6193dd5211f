"""Where the marks of a result's charts lead: to their customer, or to the list of theirs."""

import json
import re
from html import unescape
from typing import Any

from django.test import Client

from mainstay.apps.evaluation.models import Evaluation

LARGEST_FIRST = ["GIANT", "MIDDLE", "SMALL"]


def charts_of(client: Client, evaluation: Evaluation) -> dict[str, Any]:
    """The figures that the page hands to the script, by the kind of the chart."""
    page = shown(client, f"/evaluations/{evaluation.pk}/")
    found = re.findall(r'data-chart="(\w+)" data-figures="([^"]+)"', page)
    return {kind: json.loads(unescape(figures)) for kind, figures in found}


def shown(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def heading(client: Client, url: str) -> str:
    """What the page at the end of a mark is called."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", shown(client, url), re.DOTALL)
    assert found is not None
    return unescape(re.sub(r"<[^>]+>", "", found[1])).split()[0]


def listed(client: Client, url: str) -> list[str]:
    """The customers in the list to which a mark leads, from above."""
    address, _, place = url.partition("#")
    assert place == "customers"
    section = shown(client, address).partition('<section id="customers">')[2]
    links = re.findall(r'<a[^>]* href="/customers/\d+/"[^>]*>(.*?)</a>', section, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", link)).strip() for link in links]


def test_each_mark_of_the_pareto_curve_opens_its_customer(
    li_na: Client, evaluation: Evaluation
) -> None:
    points = charts_of(li_na, evaluation)["pareto"]["points"]

    assert [point["name"] for point in points] == LARGEST_FIRST
    assert [heading(li_na, point["url"]) for point in points] == LARGEST_FIRST


def test_each_mark_of_the_quadrant_opens_its_customer(
    li_na: Client, evaluation: Evaluation
) -> None:
    points = charts_of(li_na, evaluation)["quadrant"]["points"]

    assert sorted(point["name"] for point in points) == LARGEST_FIRST
    assert all(heading(li_na, point["url"]) == point["name"] for point in points)


def test_each_grade_of_the_sizes_opens_its_customers(li_na: Client, evaluation: Evaluation) -> None:
    grades = charts_of(li_na, evaluation)["grades"]["grades"]

    opened = {grade["name"]: listed(li_na, grade["url"]) for grade in grades}

    assert opened == {"A": ["GIANT"], "B": ["MIDDLE"], "C": ["SMALL"]}


def test_the_shares_of_the_largest_open_all_customers_the_largest_first(
    li_na: Client, evaluation: Evaluation
) -> None:
    bars = charts_of(li_na, evaluation)["bars"]["bars"]

    assert len(bars) == 3
    assert all(listed(li_na, bar["url"]) == LARGEST_FIRST for bar in bars)


def test_marks_lead_nobody_to_customers_of_others(tom: Client, evaluation: Evaluation) -> None:
    charts = charts_of(tom, evaluation)

    for kind in ("pareto", "quadrant"):
        assert [heading(tom, point["url"]) for point in charts[kind]["points"]] == ["SMALL"]
    grades = [listed(tom, grade["url"]) for grade in charts["grades"]["grades"]]
    assert grades == [[], [], ["SMALL"]]
