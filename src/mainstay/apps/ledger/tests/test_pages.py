"""The pages of imports: who sees what, the list, what a check shows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mainstay.apps.governance.models import Role
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
)
from mainstay.apps.ledger.tests.browsing import BAD, GOOD, SignedIn, fresh, page_of, text
from mainstay.apps.notifications.queries import messages, words_of
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

LIST_QUERIES = 8
BATCH_QUERIES = 9
SEMICOLONS = "customer;order_no;line_no;ordered_at;amount"
AMBIGUOUS = csv_file("A,1,1,03/04/2024,10")

NAMES = [
    "batch", "columns", "encoding", "sheet", "progress", "check", "commit", "commit_accepted",
    "date_order", "decimal_mark", "decide",
    "cancel", "discard", "undo", "reject_file", "uploaded_file",
    "dismiss_rejects", "recall_rejects", "contacts_too",
]  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in_and_others_are_refused(
    method: str, client: Client, tom: Client
) -> None:
    batch = imported(GOOD)
    addresses = [reverse(f"ledger:{name}", args=[batch.pk]) for name in NAMES]
    addresses += [reverse(f"ledger:{name}") for name in ("list", "upload", "upload_customers")]
    for address in addresses:
        stranger = getattr(client, method)(address)
        assert stranger.headers["Location"].startswith(reverse("account_login")), address
        assert getattr(tom, method)(address).status_code in {403, 404, 405}, address
    assert fresh(batch).state == BatchState.COMMITTED


def test_the_shares_of_records_and_money_are_drawn_before_and_after_the_import(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    li = signed_in(people.li_na)
    lines = csv_file("A,1,1,2024-03-01,30", "B,2,1,2024-03-01,0", "B,3,1,2024-13-01,10")
    for batch in (checked(lines), imported(lines, reject_limit=50)):
        page = page_of(li, batch)
        assert page.count('data-chart="bars"') == 2
        assert "Shares of the money, CNY" in page
        assert "66.7%" in page
        assert "75.0%" in page


def test_a_general_manager_looks_at_imports_and_can_do_nothing_with_them(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    chen = signed_in(people.chen_wei)
    free, done = checked(GOOD), imported(BAD, reject_limit=50)
    assert reverse("ledger:upload") not in text(chen.get(reverse("ledger:list")))
    for batch, actions in ((free, ("commit", "columns", "discard")), (done, ("undo",))):
        page = page_of(chen, batch)
        for name in (*actions, "uploaded_file", "reject_file"):
            assert reverse(f"ledger:{name}", args=[batch.pk]) not in page
            assert chen.get(reverse(f"ledger:{name}", args=[batch.pk])).status_code in {403, 405}
    assert 'id="sample"' not in page


def test_a_director_meets_nothing_of_what_all_customers_bought(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    mei, chen = signed_in(people.mei_lin), signed_in(people.chen_wei)
    batch = imported(GOOD, name="all-of-2024.csv")
    address, home = reverse("ledger:list"), "/"
    for path in (address, reverse("ledger:batch", args=[batch.pk])):
        assert mei.get(path).status_code in {403, 404}, path
    assert "all-of-2024.csv" in text(chen.get(home))
    assert f'href="{address}"' in text(chen.get(home))
    assert "all-of-2024.csv" not in text(mei.get(home))
    assert f'href="{address}"' not in text(mei.get(home))


def test_who_brought_a_file_in_sees_it_whatever_the_scope(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    rights = ["ledger.import.run", "ledger.import.view"]
    role = Role.objects.create(code="loader", name="Loader", permissions=rights, scope="team")
    people.mei_lin.roles.add(role)
    own = handed_in(GOOD, actor=actor_of(people.mei_lin), name="own.csv")
    other = imported(GOOD, name="other.csv")
    mei = signed_in(people.mei_lin)
    assert "own.csv" in page_of(mei, own)
    assert mei.get(reverse("ledger:batch", args=[other.pk])).status_code == 404
    listed = text(mei.get(reverse("ledger:list")))
    assert "own.csv" in listed
    assert "other.csv" not in listed


def test_an_empty_list_leads_to_the_upload(li: Client) -> None:
    page = text(li.get(reverse("ledger:list")))
    assert "No imports yet" in page
    assert reverse("ledger:upload") in page


def test_the_list_is_filtered_by_what_files_bring_and_by_state(li: Client) -> None:
    imported(GOOD, name="lines.csv")
    checked(csv_file("D,Delta", header="code,name"), "customers", name="names.csv")
    everything = text(li.get(reverse("ledger:list")))
    assert "lines.csv" in everything
    assert "names.csv" in everything
    assert "lines.csv" not in text(li.get(reverse("ledger:list"), {"kind": "customers"}))
    assert "names.csv" not in text(li.get(reverse("ledger:list"), {"state": "committed"}))
    assert "No import found" in text(li.get(reverse("ledger:list"), {"state": "undone"}))
    assert "lines.csv" in text(li.get(reverse("ledger:list"), {"state": "nonsense"}))


def test_the_source_of_files_that_name_none_is_called_alike_everywhere(li: Client) -> None:
    batch = imported(GOOD)
    [cell] = re.findall(
        r'data-label="Source">(.*?)</td>', text(li.get(reverse("ledger:list"))), re.DOTALL
    )
    assert cell.strip() == "default"
    assert "<dt>From</dt><dd>default</dd>" in page_of(li, batch)
    columns = text(li.get(reverse("ledger:columns", args=[handed_in(GOOD).pk])))
    assert 'placeholder="default"' in columns


def test_the_list_costs_the_same_however_many_imports(li: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            li.get(reverse("ledger:list"))
        return len(captured)

    handed_in(GOOD)
    li.get(reverse("ledger:list"))
    few = queries()
    for _ in range(5):
        handed_in(GOOD)
    assert queries() == few
    assert few == LIST_QUERIES


def test_a_batch_page_costs_the_same_however_long_its_file(li: Client) -> None:
    batch = checked(csv_file(*(f"A,{n},1,2024-03-01,10" for n in range(200))))
    page_of(li, batch)
    with CaptureQueriesContext(connection) as captured:
        page_of(li, batch)
    assert len(captured) == BATCH_QUERIES


def test_a_checked_file_says_what_would_happen_and_is_imported_by_a_click(li: Client) -> None:
    batch = checked(GOOD)
    page = page_of(li, batch)
    assert "nothing has been imported yet" in page
    assert "What would become of the records" in page
    assert reverse("ledger:commit", args=[batch.pk]) in page
    li.post(reverse("ledger:commit", args=[batch.pk]))
    run_waiting_jobs()
    assert len(lines_in_force()) == 2
    assert "What became of the records" in page_of(li, batch)


def test_the_sample_marks_wrong_cells_and_shows_them_as_text(li: Client) -> None:
    batch = checked(BAD, reject_limit=50)
    raw = li.get(reverse("ledger:batch", args=[batch.pk])).content.decode()
    assert '<td class="cell-bad" title="This is not a number.">&lt;b&gt;ten&lt;/b&gt;' in raw
    assert "2024-03-01" in page_of(li, batch, "?show=new")
    assert "not a number." not in page_of(li, batch, "?show=new").partition("The records")[2]


def test_the_records_are_paged_through_outcome_by_outcome(li: Client) -> None:
    lines = [f"A,{number},1,2024-03-01,{number}" for number in range(1, 121)]
    bad = [f"A,{number},1,2024-03-01,x" for number in range(121, 125)]
    batch = checked(csv_file(*lines, *bad))
    first = page_of(li, batch, "?show=new")
    assert "120</data> rows" in first
    assert "<td>50</td>" in first
    assert "<td>51</td>" not in first
    [following] = re.findall(r'href="([^"]*)" rel="next"', first)
    assert following.endswith("#sample")
    second = page_of(li, batch, unescape(following))
    assert "<td>51</td>" in second
    assert 'rel="prev"' in second
    assert "This is not a number." not in second.partition("The records")[2]
    assert "<td>121</td>" in page_of(li, batch, "?show=rejected")


def test_a_cursor_that_was_not_made_here_is_a_bad_request(li: Client) -> None:
    batch = checked(GOOD)
    address = reverse("ledger:batch", args=[batch.pk])
    assert li.get(address + "?cursor=made-up").status_code == 400


def test_the_sample_shows_old_and_new_values(li: Client) -> None:
    imported(GOOD)
    page = page_of(li, checked(GOOD.replace(b",10", b",12")))
    assert "<del>10</del>" in page


def test_a_changed_customer_is_shown_with_what_it_was(li: Client) -> None:
    page = page_of(li, checked(csv_file("A,Alpha", header="code,name"), "customers"))
    assert "<del>Customer A</del>" in page


def test_a_customer_file_says_what_it_makes_of_days_of_foundation(li: Client) -> None:
    content = csv_file(
        "D,Delta,2001-05-20 10:30", "E,Epsilon,2199-01-01", "F,Phi,2024-02-30",
        header="code,name,founded on",
    )  # fmt: skip
    batch = checked(content, "customers", reject_limit=100)
    page = page_of(li, batch)
    assert "This day lies in the future." in page
    assert "There is no such day in the calendar" in page
    assert "Founded on: times behind the day left out" in page
    assert batch.report["reasons"] == {"impossible_date": 1, "in_the_future": 1}


def test_a_file_with_too_many_rejects_says_what_to_do(li: Client) -> None:
    batch = checked(BAD)
    page = page_of(li, batch)
    assert "Too much was rejected" in page
    assert 'value="0.05">5%' in page
    assert reverse("ledger:reject_file", args=[batch.pk]) in page
    anyway = reverse("ledger:commit_accepted", args=[batch.pk])
    assert anyway in page
    assert li.get(anyway).status_code == 200
    li.post(anyway)
    run_waiting_jobs()
    assert fresh(batch).state == BatchState.COMMITTED
    assert len(lines_in_force()) == 1


def test_a_file_without_records_offers_nothing_to_import(li: Client) -> None:
    batch = checked(csv_file())
    page = page_of(li, batch)
    assert "There is nothing to import" in page
    headings = "customer, order_no, line_no, ordered_at, amount"
    assert f"The file has its headings ({headings}) and no record below them." in page
    assert reverse("ledger:commit", args=[batch.pk]) not in page


@pytest.mark.parametrize("rows", [b"", b",,,,\n", "合计,,,,5\n".encode()])
def test_an_import_of_headings_with_nothing_below_says_so(
    li: Client, people: NamedPeople, rows: bytes
) -> None:
    batch = handed_in("2024 年订单\n\n".encode() + csv_file() + rows)
    li.post(reverse("ledger:check", args=[batch.pk]))
    run_waiting_jobs()
    page = page_of(li, batch)
    assert "There is nothing to import" in page
    assert reverse("ledger:commit", args=[batch.pk]) not in page
    li.post(reverse("ledger:commit", args=[batch.pk]))
    run_waiting_jobs()
    page = page_of(li, batch)
    assert "There was nothing to import" in page
    assert "(customer, order_no, line_no, ordered_at, amount) and no record below" in page
    [told, *_] = messages(actor_of(people.li_na))
    assert "no record in the file below its headings" in words_of(actor_of(people.li_na), told).text


def test_dates_are_asked_about_and_the_answer_is_kept_with_the_profile(li: Client) -> None:
    batch = handed_in(AMBIGUOUS)
    profile = importing.save_profile(IMPORTING, batch, "ERP")
    importing.start(IMPORTING, batch, commit=False)
    run_waiting_jobs()
    page = page_of(li, batch)
    assert "the day or the month?" in page
    assert "03/04/2024" in page
    assert "Has a question" in page
    li.post(reverse("ledger:date_order", args=[batch.pk]), {"order": "month_first"})
    run_waiting_jobs()
    assert fresh(batch).state == BatchState.CHECKED
    profile.refresh_from_db()
    assert profile.options["day_order"] == "month_first"


def test_the_decimal_mark_is_asked_for_and_the_answer_taken(li: Client) -> None:
    batch = handed_in(csv_file("A;1;1;2024-03-01;1.234,5", header=SEMICOLONS))
    importing.start(IMPORTING, batch, commit=False)
    run_waiting_jobs()
    page = page_of(li, batch)
    assert "1 number can only be read with a decimal comma: 1.234,5." in page
    assert "Has a question" in page
    li.post(reverse("ledger:decimal_mark", args=[batch.pk]), {"mark": "comma"})
    run_waiting_jobs()
    assert (fresh(batch).state, fresh(batch).options["decimal_comma"]) == ("checked", True)


def test_a_file_can_be_discarded(li: Client) -> None:
    batch = checked(GOOD)
    discard = reverse("ledger:discard", args=[batch.pk])
    assert "Discard this file?" in text(li.get(discard))
    assert "orders.csv has been discarded." in text(li.post(discard, follow=True))
    assert li.get(reverse("ledger:batch", args=[batch.pk])).status_code == 404


def test_an_imported_file_cannot_be_discarded(li: Client) -> None:
    batch = imported(GOOD)
    page = text(li.post(reverse("ledger:discard", args=[batch.pk]), follow=True))
    assert "This import is imported; that cannot be done now." in page


def test_the_first_page_shows_the_last_imports_and_what_is_to_be_mended(
    li: Client, tom: Client
) -> None:
    batch = imported(BAD, reject_limit=50)
    page = text(li.get(reverse("home")))
    assert "Last imports" in page
    assert "Rejects to mend" in page
    assert reverse("ledger:batch", args=[batch.pk]) in page
    assert "Last imports" not in text(tom.get(reverse("home")))
