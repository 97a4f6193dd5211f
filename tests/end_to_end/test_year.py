"""A year of grading in Chinese: a scheme, ratings, review, approval, appeal, what-if, back-test."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, sign_in, visiting
from tests.end_to_end.serving import serving
from tests.end_to_end.year import CHEN_WEI, LI_NA, set_up
from tests.installation import ADMIN, PASSWORD, new_installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

MILLISECONDS = SECONDS_FOR_WORK * 1000
CRITERIA = ("发展前景", "销量带动力", "进入全球采购体系", "品牌知名度", "战略合作价值")
RIVALRY = "未来竞争可能"
QUEUE = "/evaluations/review/year/"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the pages of a company with customers, orders and people are served."""
    installation = new_installation(tmp_path / "home", currency="CNY", timezone="Asia/Shanghai")
    set_up(installation, tmp_path)
    with serving(installation) as found:
        yield found
    installation.remove()


def press(page: Page, name: str) -> None:
    """Press a button of the page and come to the next one."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def define_the_scheme(page: Page) -> None:
    """A scheme of one's own, made from a shipped one, whose grades two people approve."""
    page.goto("/evaluations/schemes/new/?source=tiers")
    page.get_by_label("名称", exact=True).fill("年度定级")
    page.get_by_label("编号", exact=True).fill("year")
    page.get_by_label("审批后生效").check()
    press(page, "新建方案")
    page.locator("input[name=grade-2-0-value]").fill("6000000")
    press(page, "保存草稿")
    page.goto("/evaluations/schemes/year/draft/publish/")
    press(page, "发布")
    expect(page.locator("main")).to_contain_text("近12个月销售额：不低于¥600万")
    page.goto("/evaluations/schemes/year/chain/")
    for step in (3, 4):
        page.locator(f"input[name=name_{step}]").fill("")
        page.locator(f"select[name=role_{step}]").select_option("")
    page.locator("input[name=name_2]").fill("总经理")
    page.locator("select[name=role_2]").select_option("executive")
    press(page, "保存")
    expect(page.locator("main")).to_contain_text("大客户经理 → 总经理")


def rate(page: Page) -> None:
    """One customer is rated, and the round closed."""
    page.goto("/evaluations/rounds/new/")
    page.get_by_label("名称", exact=True).fill("年度评估")
    page.get_by_label("截止日期", exact=True).fill("2099-12-24")
    page.locator("select[name=people]").select_option(index=0, force=True)
    page.get_by_label("客户编号").fill("H2")
    for criterion in (*CRITERIA, RIVALRY):
        page.get_by_label(criterion, exact=True).check()
    press(page, "发起轮次")
    page.get_by_role("link", name="评分", exact=True).click()
    for criterion in (*CRITERIA, RIVALRY):
        cell = page.get_by_role("combobox", name=criterion)
        cell.select_option("2" if criterion == RIVALRY else "5")
    expect(page.locator("#own-progress")).to_contain_text("6 / 6")
    page.goto("/evaluations/rounds/1/")
    page.get_by_role("link", name="关闭轮次").click()
    page.get_by_role("dialog").get_by_role("button", name="关闭轮次").click()
    expect(page.locator("main")).to_contain_text("已关闭")


def evaluate(page: Page) -> None:
    page.goto("/evaluations/new/?scheme=year")
    press(page, "开始评估")
    expect(page.get_by_role("heading", name="各等级客户")).to_be_visible(timeout=MILLISECONDS)


def row(page: Page, customer: str) -> list[str]:
    """Grade in force, proposed grade and decision of a customer in the queue."""
    cells = page.locator("tbody tr", has_text=customer).locator("td").all_inner_texts()
    return [cells[place].strip() for place in (2, 3, -1)]


def review(page: Page) -> None:
    """One grade is decided otherwise, the others are accepted together."""
    page.goto(QUEUE)
    assert row(page, "海纳集团") == ["未定级", "重点客户", "等待中"]
    assert row(page, "东方电梯") == ["未定级", "战略客户", "等待中"]
    assert row(page, "滨江物业") == ["未定级", "主要客户", "等待中"]
    page.get_by_role("link", name="滨江物业").click()
    expect(page.locator("main")).to_contain_text("定级审批表")
    page.get_by_role("link", name="改定等级").click()
    page.get_by_label("重点客户", exact=True).check()
    page.get_by_label("缘由").fill("明年两个大项目已签约")
    page.get_by_label("有效至").fill("2099-06-30")
    press(page, "确定")
    page.goto(QUEUE)
    page.get_by_role("link", name="全部采纳").click()
    page.get_by_role("dialog").get_by_role("button", name="采纳").click()
    expect(page.locator("tbody tr", has_text="恒信安装")).to_contain_text("已采纳")
    assert row(page, "滨江物业") == ["未定级", "重点客户", "已改定"]


def approve(page: Page, step: str) -> None:
    page.goto(f"{QUEUE}steps/")
    expect(page.locator("main")).to_contain_text("待您处理")
    page.get_by_role("link", name="批准", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(step)
    dialog.get_by_role("button", name="批准").click()
    expect(page.locator("main")).to_contain_text("暂无待")


def see_why(page: Page) -> None:
    page.goto("/customers/3/")
    facts = page.locator("main")
    expect(facts).to_contain_text("改定了此等级，有效至2099-06-30：明年两个大项目已签约")
    expect(facts).to_contain_text("仅按数据应为主要客户")
    page.get_by_role("link", name="定级审批表").first.click()
    expect(page).to_have_url(re.compile(r"/evaluations/review/year/decided/\d+/$"))
    for words in ("大客户经理", "总经理", "明年两个大项目已签约"):
        expect(facts).to_contain_text(words)
    page.goto("/customers/2/")
    expect(facts).to_contain_text("战略合作价值为5，要求不低于4，已达到。")


def appeal(page: Page) -> None:
    page.goto("/customers/4/")
    page.get_by_role("link", name="申请复议").click()
    page.locator("textarea[name=note]").fill("集团新设工厂")
    press(page, "申请复议")
    expect(page.locator("main")).to_contain_text("集团新设工厂")


def uphold(page: Page) -> None:
    page.goto("/evaluations/appeals/")
    page.get_by_role("link", name="恒信安装").first.click()
    page.get_by_role("link", name="维持等级").click()
    page.locator("textarea[name=reason]").fill("工厂尚未投产")
    page.get_by_role("button", name="维持等级").last.click()
    expect(page.locator("main")).to_contain_text("工厂尚未投产")


def try_another_draft(page: Page) -> None:
    """Who would move if focus customers had to buy for more."""
    page.goto("/evaluations/schemes/year/")
    press(page, "修改")
    page.locator("input[name=grade-1-0-value]").fill("35000000")
    press(page, "保存草稿")
    page.goto("/evaluations/schemes/year/what-if/")
    movers = page.locator("#movers")
    expect(movers).to_contain_text("海纳集团")
    expect(movers).not_to_contain_text("东方电梯")


def back_test(page: Page) -> None:
    page.goto("/evaluations/back-tests/new/?scheme=abc")
    press(page, "回测")
    expect(page.locator("main")).to_contain_text("去年销售额", timeout=MILLISECONDS)


def test_a_year_from_the_scheme_to_the_back_test(browser: Browser, address: str) -> None:
    with visiting(browser, address, language="zh-CN") as administrator:
        sign_in(administrator, ADMIN, PASSWORD)
        define_the_scheme(administrator)
        rate(administrator)
        evaluate(administrator)
        review(administrator)
        with visiting(browser, address, language="zh-CN") as manager:
            sign_in(manager, LI_NA, PASSWORD)
            approve(manager, "大客户经理")
            with visiting(browser, address, language="zh-CN") as executive:
                sign_in(executive, CHEN_WEI, PASSWORD)
                approve(executive, "总经理")
            see_why(manager)
            appeal(manager)
        uphold(administrator)
        try_another_draft(administrator)
        back_test(administrator)
