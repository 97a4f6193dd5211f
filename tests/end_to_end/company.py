"""The demonstration company, whose screens are looked at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.policies import (
    CHANGE,
    CHANGE_MANY,
    IMPORT,
    KEEP_VIEWS,
    SHARE_VIEWS,
    VIEW,
)
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.apps.ledger.policies import (
    CHANGE_PROFILES,
    CHANGE_RECURRING,
    RUN_IMPORTS,
    VIEW_IMPORTS,
)
from mainstay.apps.notifications.policies import (
    ARRANGE,
    CHANGE_COMPANY_CHANNELS,
    MANAGE_WEBHOOKS,
    VIEW_COMPANY_CHANNELS,
)
from mainstay.apps.notifications.policies import VIEW as VIEW_MESSAGES
from mainstay.apps.reference.policies import CHANGE_CALENDARS, CHANGE_RATES, VIEW_CALENDARS
from mainstay.cli.demonstrating import PASSWORD
from tests.end_to_end.channels import pause_channel
from tests.end_to_end.naming import print_names
from tests.end_to_end.programs import Program, issue_token
from tests.end_to_end.screen import ADMINISTRATOR, ANALYST, PROTECTED
from tests.end_to_end.second_factor import add_second_factor
from tests.end_to_end.serving import serving
from tests.end_to_end.webhooks import fill_deliveries
from tests.installation import Installation
from tests.processes import until

HEADINGS = "订单号,行号,客户编码,客户名称,下单日期,产品名称,数量,金额,成本"
GOOD_LINE = "SO-26-{0:04d},1,{1},,2026-03-{2:02d},导轨支架,{2},1280.5{2},700"
BAD_LINES = (
    "SO-26-9001,1,不存在的客户,某某电梯,2026-03-05,导轨支架,2,100,60",
    "SO-26-9002,1,,,2026-03-05,导轨支架,2,100,60",
    "SO-26-9003,1,{0},,2026-02-30,导轨支架,2,一百,60",
)


RATE_FILE = """日期,币种,汇率,来源
2026-03-03,USD,7.0972,外汇交易中心
2026-03-03,EUR,零,外汇交易中心
2026-03-03,CNY,1,外汇交易中心
"""


RUNS = "/api/recurring-imports/1/runs"


@dataclass(frozen=True)
class Company:
    """An installation that is being served."""

    installation: Installation
    address: str
    password: str
    recovery_codes: list[str] = field(default_factory=list)


@contextmanager
def build_company(home: Path) -> Iterator[Company]:
    """The demonstration company, as `mainstay demo` makes it."""
    installation = Installation(home)
    made = installation.start("demo", "--no-serve").finish(600)
    assert made.status == 0, made.errors
    with serving(installation) as address:
        yield Company(installation, address, PASSWORD)


def keep_reference_data(company: Company) -> None:
    """Leave a calendar with a day of its own (1) and an exchange rate (1)."""
    scopes = [CHANGE_RATES, CHANGE_CALENDARS, VIEW_CALENDARS]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    for path, body in (
        ("/api/rates", {"currency": "USD", "on": "2026-03-02", "rate": "7.0968"}),
        ("/api/calendars", {"name": "恒升总部", "country": "CN"}),
        ("/api/calendars/1/own-days", {"text": "2026-02-27, holiday, 公司团建"}),
    ):
        answer = program.post(path, body)
        assert answer.status in {200, 201}, answer


def keep_reference_files(company: Company) -> None:
    """Leave files of rates: one with a reject (1), one that was undone (2); and one of days (3)."""
    folder = company.installation.home.parent
    for command, name, text in (
        ("rates", "2026年3月汇率.csv", RATE_FILE),
        ("rates", "2026年4月汇率.csv", "日期,币种,汇率\n2026-04-01,USD,7.1021\n"),
        ("days", "2026年放假安排.csv", "日期,类型,名称\n2026-10-10,工作日,调休\n"),
    ):
        path = folder / name
        path.write_text(text, "utf-8")
        made = company.installation.run("import", command, path, "--as", ANALYST)
        assert made.status == 0, made.errors
    undone = company.installation.run("files", "undo", "2", "--yes", "--as", ANALYST)
    assert undone.status == 0, undone.errors


def keep_second_factor(company: Company) -> None:
    """Turn on the second factor of one person, and keep the recovery codes to sign in with."""
    made = company.installation.ask(add_second_factor, PROTECTED)
    assert made.status == 0, made.errors
    company.recovery_codes.extend(json.loads(made.output))


def keep_invitation(company: Company) -> None:
    """Leave somebody invited who has not come yet (1)."""
    scopes = ["governance.person.change"]
    token = issue_token(company.address, ADMINISTRATOR, PASSWORD, read_only=False, scopes=scopes)
    facts = {"email": "he.xin@hengsheng.example", "full_name": "何欣", "roles": ["analyst"]}
    answer = Program(company.address, token).post("/api/invitations", facts)
    assert answer.status == 201, answer


def keep_contacts(company: Company) -> None:
    """Leave two people at the first customer, who buys in his own name and has none."""
    token = issue_token(
        company.address, ANALYST, PASSWORD, read_only=False, scopes=[CHANGE, VIEW, REACH]
    )
    program = Program(company.address, token)
    for facts in (
        {"name": "王小明", "position": "采购经理", "mobile": "13800138000", "is_main": True},
        {"name": "李雷", "position": "设备主管", "email": "li.lei@lift.example"},
    ):
        answer = program.post("/api/contacts", {"customer": 1, **facts})
        assert answer.status == 201, answer


def keep_views(company: Company) -> None:
    """Leave a view that everybody sees (1) and one of the analyst's own (2), both pinned."""
    scopes = [VIEW, KEEP_VIEWS, SHARE_VIEWS, "evaluation.grade.view"]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    large = "revenue_12m:least:1000000|grade_abc:is:1"
    for facts in (
        {"name": "收入较大的客户", "where": large, "sort": "-revenue_12m", "sharing": "everybody"},
        {"name": "无人负责", "where": "owner:empty", "columns": ["name", "code", "region"]},
    ):
        answer = program.post("/api/customers/views", facts)
        assert answer.status == 201, answer
        pinned = program.put(f"/api/customers/views/{answer.body['id']}/pin", {})
        assert pinned.status == 200, pinned


def keep_bulk_change(company: Company) -> None:
    """Leave a bulk change (1) that gave some customers a tag."""
    scopes = [VIEW, CHANGE, CHANGE_MANY]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    asked = program.post(
        "/api/customers/bulk", {"deed": "add_tag", "value": "重点培养", "keys": [1, 2, 3, 4, 5]}
    )
    assert asked.status == 202, asked
    program.finish("/api/customers/bulk/1", {"under_way"})


def hand_in_files(company: Company) -> None:
    """Leave an import handed in (4), one checked (5) and one refused for its rejects (6)."""
    scopes = [RUN_IMPORTS, VIEW_IMPORTS, VIEW_COSTS]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    code = json.loads(company.installation.ask(print_names).output)["code"]
    good = [GOOD_LINE.format(number, code, number % 28 + 1) for number in range(120)]
    bad = [line.format(code) for line in BAD_LINES]
    for lines, steps in ((good, False), (good + bad, True), (bad, True)):
        file = company.installation.home.parent / "三月订单 March orders.csv"
        file.write_text("\n".join([HEADINGS, *lines]) + "\n", "utf-8")
        batch = program.upload("/api/imports", file, kind="orders").body["batch"]
        if steps:
            program.post(f"/api/imports/{batch}/check")
            program.finish(f"/api/imports/{batch}", {"uploaded", "running"})


def keep_recurring_imports(company: Company) -> None:
    """Leave a watched folder that refused a file (1), and a paused pull of an address (2)."""
    scopes = [RUN_IMPORTS, VIEW_IMPORTS, VIEW_COSTS, IMPORT, CHANGE_RECURRING, CHANGE_PROFILES]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    kept = program.patch("/api/imports/5", {"keep_as_profile": "恒升 ERP"})
    assert kept.status == 200, kept
    program.post("/api/imports/5/check")
    program.finish("/api/imports/5", {"uploaded", "running"})
    folder = company.installation.home / "inbox" / "erp"
    folder.mkdir(parents=True)
    (folder / "订单-03.csv").write_text("\n".join([HEADINGS, *BAD_LINES]) + "\n", "utf-8")
    for facts in (
        {"name": "每日订单", "folder": "erp", "pattern": "订单-*.csv"},
        {
            "name": "每周订单",
            "origin": "address",
            "address": "https://erp.hengsheng.example/export/orders.csv",
            "credential_kind": "bearer",
            "secret": "not-a-real-one",
            "rhythm": "weekly",
            "at": "06:30",
            "weekday": 1,
        },
    ):
        answer = program.post("/api/recurring-imports", {"profile": "恒升 ERP", **facts})
        assert answer.status == 201, answer
    assert program.post("/api/recurring-imports/2/pause").status == 200
    until(lambda: any(run["ended_at"] for run in program.everything(RUNS)), seconds=600)


def keep_channels(company: Company) -> None:
    """A channel of the analyst (1), by which nothing comes, and a paused one of the company (2)."""
    scopes = [VIEW_MESSAGES, ARRANGE]
    token = issue_token(company.address, ANALYST, PASSWORD, read_only=False, scopes=scopes)
    program = Program(company.address, token)
    made = program.post(
        "/api/channels",
        {
            "name": "数据组",
            "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d",
        },
    )
    assert made.status == 201, made
    topics = {"work.done": "never", "work.failed": "never", "channels": "never"}
    kept = program.patch("/api/notification-settings/ways/1", {"topics": topics})
    assert kept.status == 200, kept
    scopes = [VIEW_COMPANY_CHANNELS, CHANGE_COMPANY_CHANNELS]
    token = issue_token(company.address, ADMINISTRATOR, PASSWORD, read_only=False, scopes=scopes)
    address = "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d4e5f"
    made = Program(company.address, token).post(
        "/api/company-channels", {"name": "运维组", "address": address, "language": "zh-hans"}
    )
    assert made.status == 201, made
    assert company.installation.ask(pause_channel, "运维组").status == 0


def keep_webhook(company: Company) -> None:
    """A webhook (1) whose receiver has taken one event, refused one and not answered to one."""
    scopes = [MANAGE_WEBHOOKS]
    token = issue_token(company.address, ADMINISTRATOR, PASSWORD, read_only=False, scopes=scopes)
    made = Program(company.address, token).post(
        "/api/webhooks",
        {
            "name": "恒升 ERP",
            "address": "https://erp.hengsheng.example/hooks/mainstay?token=0a1b2c3d",
            "hears": ["customer.changed", "import.committed", "evaluation.finished"],
        },
    )
    assert made.status == 201, made
    assert company.installation.ask(fill_deliveries).status == 0


def names_of(company: Company) -> frozenset[str]:
    """What people, teams, customers, places and products are called."""
    return frozenset(json.loads(company.installation.ask(print_names).output)["names"])
