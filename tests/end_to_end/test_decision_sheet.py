"""The decision sheet (定级审批表) on paper: with all its evidence it is one page of A4."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browsing import choose_language, sign_in, visiting
from tests.end_to_end.serving import serving
from tests.end_to_end.year import LI_NA, set_up
from tests.installation import ADMIN, PASSWORD, new_installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

QUEUE = "/evaluations/review/service/"
EVIDENCE = (
    "两个新厂区明年投产，框架协议已签，三年采购额约六千万元；总部采购经理确认由我方独家供货。\n"
    "Two new sites open next year; the framework agreement for three years is signed."
)
ASKED = "请补充框架协议的金额、期限和独家供货条款，并说明竞争对手的报价情况。"
REASON = "明年两个大项目已签约，按预计采购额应为VIP客户；董事会要求提前配备专属客户经理和优先服务。"
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where pages are served of a company in which a grade was questioned and decided."""
    folder = tmp_path_factory.mktemp("sheet")
    installation = new_installation(folder / "home", currency="CNY", timezone="Asia/Shanghai")
    set_up(installation, folder)
    installation.ask(_propose_and_decide)
    with serving(installation) as found:
        yield found
    installation.remove()


def _propose_and_decide() -> None:
    """A promotion that was nominated, questioned, answered, decided otherwise and approved."""
    import django

    django.setup()

    from datetime import datetime
    from zoneinfo import ZoneInfo

    from mainstay.apps.customers.models import Customer
    from mainstay.apps.evaluation.models import Approval
    from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review
    from mainstay.apps.evaluation.queries.reviews.steps import standings
    from mainstay.apps.evaluation.services.drafting import SchemeFacts, change_facts
    from mainstay.apps.evaluation.services.evaluating import evaluate
    from mainstay.apps.evaluation.services.reviews import deciding, nominating
    from mainstay.apps.evaluation.services.reviews.passing import pass_step
    from mainstay.apps.governance.models import Person
    from mainstay.apps.governance.queries import actor_of
    from mainstay.foundation.access.actor import system_actor
    from mainstay.kernel.periods import shift_months

    house = system_actor("sets up a company")
    li_na = actor_of(Person.objects.system("sets up a company").get(email=LI_NA))
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    evaluate(house, "service", shift_months(today, -24))
    change_facts(house, "service", SchemeFacts("", approval=Approval.REQUIRED.value))
    customer = Customer.objects.system("sets up a company").get(code="H3").pk
    nominating.nominate(li_na, scheme="service", customer=customer, grade="vip", evidence=EVIDENCE)
    evaluate(house, "service", today)
    deciding.ask_evidence(house, "service", customer, text=ASKED)
    deciding.give_evidence(li_na, "service", customer, text=EVIDENCE)
    deciding.override(
        house, "service", customer, grade="vip", reason=REASON, holds_until=shift_months(today, 9)
    )
    evaluation = evaluation_in_review(li_na, "service")
    assert evaluation is not None
    mine = standings(li_na, evaluation)[0].mine
    assert mine is not None
    pass_step(li_na, "service", 1, mine.seen)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_prints_on_one_page_of_a4(language: str, address: str, browser: Browser) -> None:
    with visiting(browser, address, language=language) as page:
        sign_in(page, ADMIN, PASSWORD)
        choose_language(page, language)
        page.goto(QUEUE)
        page.get_by_role("link", name="滨江物业").click()
        sheet = page.locator("main")
        for words in (EVIDENCE.partition("\n")[0], ASKED, REASON):
            assert words in sheet.inner_text()
        assert sheet.locator("table").count() == 3
        printed = page.pdf(format="A4")
    assert len(PAGE.findall(printed)) == 1
