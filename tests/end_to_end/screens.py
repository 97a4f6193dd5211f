"""Every screen of the product: who looks at it and where it is found."""

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from mainstay.cli.demonstrating import PASSWORD
from tests.installation import ADMIN

ANALYST: Final = "li.na@hengsheng.example"
ADMINISTRATOR: Final = "wang.lei@hengsheng.example"
MANAGER: Final = "huang.yan@hengsheng.example"
PROTECTED: Final = "zhou.hao@hengsheng.example"
AGENT: Final = "zhang.min@hengsheng.example"
AUDITOR: Final = "grace.liu@hengsheng.example"
NOBODY: Final = ""
PROTECTED_PERSON: Final = "/administration/people/5/"
CONFIRM: Final = "/account/confirm/"
CONDITIONS: Final = (
    "/customers/?where=revenue_12m:least:1000000|grade_abc:is:1;owner:filled"
    "&columns=name,code,tags,revenue_12m&sort=-revenue_12m"
)
CUSTOM: Final = (
    "/customers/?where=custom.payment_terms:is:net60,net90;custom.expected_purchases:least:100"
    "&columns=name,custom.payment_terms,custom.expected_purchases,custom.contract_ends_on"
)
REFUSED: Final = (
    "/customers/condition/?list=&field=revenue_12m&operator=between&value=5&value_to=2&set=1"
)
PENCIL: Final = "main .pencil[hx-get*='/facts"
REVIEW: Final = "/evaluations/review/"
PROFIT: Final = f"{REVIEW}profit/"
MEND: Final = "#work-list a[href$='/mend/'] >> nth=0"


@dataclass(frozen=True)
class Screen:
    """A page: its address, or where the first link in its table leads that begins with `follow`.

    `press` is a key to press there, `click` what to click on.
    """

    name: str
    email: str
    address: str
    follow: str = ""
    press: str = ""
    click: str = ""
    status: int = 200

    def open(self, page: Page) -> None:
        answer = page.goto(self.address)
        if self.follow:
            href = page.locator(f"main table a[href^='{self.follow}']").first.get_attribute("href")
            answer = page.goto(href or "")
        assert answer is not None
        assert answer.status == self.status, f"{page.url}: {answer.status}"
        if "/account/confirm/" in page.url and self.address != CONFIRM:
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url(lambda url: "/account/confirm/" not in url)
        if self.press:
            page.keyboard.press(self.press)
        if self.click:
            page.locator(self.click).click()
        settle(page)


def settle(page: Page) -> None:
    """Wait until parts that come later, charts and fonts are there."""
    page.wait_for_function(
        """() => document.fonts.status === "loaded"
          && !document.querySelector(".htmx-request, [hx-trigger='load']:not(:has(table, .empty))")
          && !document.querySelector("dialog.palette[open] [role=listbox]:empty")
          && [...document.querySelectorAll("[data-chart]")].every(
               (each) => each.offsetParent === null || each.querySelector("canvas"))"""
    )


SCREENS: Final = (
    Screen("sign-in", NOBODY, "/sign-in/"),
    Screen("sign-in-forgotten", NOBODY, "/sign-in/forgotten/"),
    Screen("sign-in-link-gone", NOBODY, "/sign-in/new-password/nothing/", status=404),
    Screen("home", ANALYST, "/"),
    Screen("home-of-a-manager", MANAGER, "/"),
    Screen("keyboard", ANALYST, "/", press="?"),
    Screen("palette", ANALYST, "/customers/1/", press="Control+k"),
    Screen("customers", ANALYST, "/customers/"),
    Screen("customers-none-found", ANALYST, "/customers/?q=zzzz"),
    Screen("customers-of-a-manager", MANAGER, "/customers/"),
    Screen("customers-by-conditions", ANALYST, CONDITIONS),
    Screen("customers-conditions-mean-nothing", ANALYST, "/customers/?where=region:least:x"),
    Screen("customers-condition", ANALYST, CONDITIONS, click=".condition-text >> nth=0"),
    Screen("customers-condition-refused", ANALYST, REFUSED),
    Screen("customers-columns", ANALYST, "/customers/columns/"),
    Screen("customers-by-custom-fields", ANALYST, CUSTOM),
    Screen(
        "customers-custom-condition",
        ANALYST,
        "/customers/condition/?list=&field=custom.payment_terms&operator=is",
    ),
    Screen("custom-fields", ADMINISTRATOR, "/customers/fields/"),
    Screen("custom-field-new", ADMINISTRATOR, "/customers/fields/new/"),
    Screen("custom-field", ADMINISTRATOR, "/customers/fields/1/"),
    Screen("custom-field-archive", ADMINISTRATOR, "/customers/fields/1/archive/"),
    Screen("custom-field-restore", ADMINISTRATOR, "/customers/fields/1/restore/"),
    Screen("custom-field-delete", ADMINISTRATOR, "/customers/fields/1/delete/"),
    Screen("customers-save-as-view", ANALYST, CONDITIONS, click="a[href*='/views/new/']"),
    Screen("customers-view", ANALYST, "/customers/?view=1"),
    Screen("customers-view-changed", ANALYST, "/customers/?view=1&status=active&sort=name"),
    Screen("customers-view-of-another", MANAGER, "/customers/?view=1"),
    Screen("customers-chosen", ANALYST, "/customers/?sort=code", click="[data-pick-all]"),
    Screen("bulk-change-of-a-list", ANALYST, "/customers/bulk/new/?list=status%3Dactive"),
    Screen(
        "bulk-change-question",
        ANALYST,
        "/customers/bulk/confirm/?keys=1&keys=2&deed=region&value=%E5%8D%8E%E5%8C%97",
    ),
    Screen("bulk-changes", ANALYST, "/customers/bulk/"),
    Screen("bulk-change", ANALYST, "/customers/bulk/1/"),
    Screen("bulk-change-undo", ANALYST, "/customers/bulk/1/undo/"),
    Screen("views", ANALYST, "/customers/views/"),
    Screen("views-of-a-manager", MANAGER, "/customers/views/"),
    Screen("view-edit", ANALYST, "/customers/views/1/"),
    Screen("view-delete", ANALYST, "/customers/views/1/delete/"),
    Screen("customer", ANALYST, "/customers/?sort=-revenue_12m", follow="/customers/"),
    Screen("customer-order-lines", ANALYST, "/imports/lines/1/"),
    Screen("customer-new", ANALYST, "/customers/new/"),
    Screen("customer-edit", ANALYST, "/customers/1/edit/"),
    Screen("customer-archive", ANALYST, "/customers/1/archive/"),
    Screen("customer-with-contacts", ANALYST, "/customers/1/"),
    Screen("customers-fact", ANALYST, "/customers/?sort=code", click=f"{PENCIL}/owner/'] >> nth=0"),
    Screen("customer-fact", ANALYST, "/customers/1/", click=f"{PENCIL}/parent/']"),
    Screen("customer-with-account-team", ANALYST, "/customers/18/"),
    Screen("customer-group", ANALYST, "/customers/4/group/"),
    Screen("customer-alone", ANALYST, "/customers/1/group/"),
    Screen("customer-without-costs", AGENT, "/customers/18/"),
    Screen("contacts-without-numbers", AUDITOR, "/customers/contacts/"),
    Screen("customer-who-sees", ADMINISTRATOR, "/customers/18/access/"),
    Screen("customer-why-somebody-sees", ADMINISTRATOR, "/customers/18/access/?person=11"),
    Screen("customer-why-somebody-does-not", ADMINISTRATOR, "/customers/18/access/?person=8"),
    Screen("person-reach", ADMINISTRATOR, "/customers/access/10/"),
    Screen("account-team-new", ANALYST, "/customers/18/account-team/new/"),
    Screen("account-team-member", ANALYST, "/customers/18/account-team/1/"),
    Screen("account-team-remove", ANALYST, "/customers/18/account-team/1/remove/"),
    Screen("contacts", ANALYST, "/customers/contacts/"),
    Screen("contacts-of-a-customer", ANALYST, "/customers/contacts/?customer=1&archived=on"),
    Screen("contact-new", ANALYST, "/customers/1/contacts/new/"),
    Screen("contact-edit", ANALYST, "/customers/contacts/1/"),
    Screen("contact-archive", ANALYST, "/customers/contacts/1/archive/"),
    Screen("imports", ANALYST, "/imports/"),
    Screen("import-upload", ANALYST, "/imports/new/"),
    Screen("import-of-customers", ANALYST, "/imports/1/"),
    Screen("import-of-contacts", ANALYST, "/imports/2/"),
    Screen("import-of-orders", ANALYST, "/imports/3/"),
    Screen("import-undo", ANALYST, "/imports/3/undo/"),
    Screen("import-columns", ANALYST, "/imports/4/columns/"),
    Screen("import-encoding", ANALYST, "/imports/4/encoding/"),
    Screen("import-sheet", ANALYST, "/imports/4/sheet/"),
    Screen("import-uploaded", ANALYST, "/imports/4/"),
    Screen("import-checked", ANALYST, "/imports/5/"),
    Screen("import-refused", ANALYST, "/imports/6/"),
    Screen("import-discard", ANALYST, "/imports/6/discard/"),
    Screen("import-profiles", ANALYST, "/imports/profiles/"),
    Screen("import-profile", ANALYST, "/imports/profiles/1/"),
    Screen("import-profile-rename", ANALYST, "/imports/profiles/1/rename/"),
    Screen("import-profile-remove", ANALYST, "/imports/profiles/1/remove/"),
    Screen("recurring-imports", ANALYST, "/imports/recurring/"),
    Screen("recurring-import-of-a-folder", ANALYST, "/imports/recurring/1/"),
    Screen("recurring-import-of-an-address", ANALYST, "/imports/recurring/2/"),
    Screen("recurring-import-new-folder", ANALYST, "/imports/recurring/new/folder/"),
    Screen("recurring-import-new-address", ANALYST, "/imports/recurring/new/address/"),
    Screen("recurring-import-edit", ANALYST, "/imports/recurring/2/edit/"),
    Screen("recurring-import-remove", ANALYST, "/imports/recurring/1/remove/"),
    Screen("reference-files", ANALYST, "/imports/files/"),
    Screen("reference-files-of-a-calendar", ANALYST, "/imports/files/calendars/1/"),
    Screen("reference-file", ANALYST, "/imports/files/1/"),
    Screen("reference-file-undone", ANALYST, "/imports/files/2/"),
    Screen("reference-file-undo", ANALYST, "/imports/files/1/undo/"),
    Screen("calendars", ANALYST, "/reference/calendars/"),
    Screen("calendar", ANALYST, "/reference/calendars/1/?month=2026-02"),
    Screen("calendar-unknown-year", MANAGER, "/reference/calendars/1/?month=2199-10"),
    Screen("calendar-new", ANALYST, "/reference/calendars/new/"),
    Screen("calendar-edit", ANALYST, "/reference/calendars/1/edit/"),
    Screen("calendar-remove", ANALYST, "/reference/calendars/1/remove/"),
    Screen("calendar-day", ANALYST, "/reference/calendars/1/days/2026-02-14/"),
    Screen("calendar-days", ANALYST, "/reference/calendars/1/days/"),
    Screen("calendar-import", ANALYST, "/imports/calendars/1/days/"),
    Screen("rates", ANALYST, "/reference/rates/"),
    Screen("rates-import", ANALYST, "/imports/rates/"),
    Screen("rate", ANALYST, "/reference/rates/1/"),
    Screen("rate-remove", ANALYST, "/reference/rates/1/remove/"),
    Screen("rate-new", ANALYST, "/reference/rates/new/"),
    Screen("products", ANALYST, "/reference/products/"),
    Screen("products-of-a-line", MANAGER, "/reference/products/?line=1&sort=-name"),
    Screen("product", ANALYST, "/reference/products/1/"),
    Screen("product-new", ANALYST, "/reference/products/new/"),
    Screen("product-edit", ANALYST, "/reference/products/1/edit/"),
    Screen("product-archive", ANALYST, "/reference/products/1/archive/"),
    Screen("products-import", ANALYST, "/imports/products/"),
    Screen("product-lines", ANALYST, "/reference/products/lines/"),
    Screen("product-line", ANALYST, "/reference/products/lines/1/"),
    Screen("product-line-edit", ANALYST, "/reference/products/lines/3/edit/"),
    Screen("product-line-new", ANALYST, "/reference/products/lines/new/"),
    Screen("product-lines-import", ANALYST, "/imports/product-lines/"),
    Screen("regions", ANALYST, "/reference/regions/"),
    Screen("regions-none-found", MANAGER, "/reference/regions/?q=%E6%9C%88%E7%90%83"),
    Screen("region", ANALYST, "/reference/regions/2/"),
    Screen("region-new", ANALYST, "/reference/regions/new/"),
    Screen("region-edit", ANALYST, "/reference/regions/2/edit/"),
    Screen("region-archive", ANALYST, "/reference/regions/2/archive/"),
    Screen("region-remove", ANALYST, "/reference/regions/2/remove/"),
    Screen("regions-import", ANALYST, "/imports/regions/"),
    Screen("industries", MANAGER, "/reference/industries/"),
    Screen("industry", ANALYST, "/reference/industries/1/"),
    Screen("industry-new", ANALYST, "/reference/industries/new/"),
    Screen("industries-import", ANALYST, "/imports/industries/"),
    Screen("quality", ANALYST, "/quality/"),
    Screen("quality-none-found", ANALYST, "/quality/?field=founded_on&problem=in_the_future"),
    Screen("quality-mending", ANALYST, "/quality/", click=MEND),
    Screen("quality-of-a-manager", MANAGER, "/quality/"),
    Screen("evaluations", ANALYST, "/evaluations/"),
    Screen("evaluation-new", ANALYST, "/evaluations/new/"),
    Screen("evaluation-abc", ANALYST, "/evaluations/9/"),
    Screen("evaluation-tiers", ANALYST, "/evaluations/10/"),
    Screen("evaluation-who-moved", ANALYST, "/evaluations/9/migration/"),
    Screen("evaluation-nothing-to-compare", ANALYST, "/evaluations/1/migration/"),
    Screen("evaluation-by-region", ANALYST, "/evaluations/9/by/region/"),
    Screen("evaluation-by-industry", MANAGER, "/evaluations/10/by/industry/"),
    Screen("evaluation-nobody-there", ANALYST, "/evaluations/9/by/region/?within=zzz"),
    Screen("evaluation-rfm", ANALYST, "/evaluations/11/"),
    Screen("evaluation-service", ANALYST, "/evaluations/12/"),
    Screen("grade-reviews", ADMINISTRATOR, REVIEW),
    Screen("grade-reviews-of-a-scheme", ADMINISTRATOR, PROFIT),
    Screen("grade-reviews-none-found", ADMINISTRATOR, f"{PROFIT}?q=zzzz"),
    Screen("grade-reviews-nothing-waits", ADMINISTRATOR, f"{REVIEW}abc/"),
    Screen("grade-reviews-accept", ADMINISTRATOR, f"{PROFIT}accept/?all=1"),
    Screen("decision-sheet", ADMINISTRATOR, f"{PROFIT}?state=evidence", follow=PROFIT),
    Screen(
        "grade-override",
        ADMINISTRATOR,
        f"{PROFIT}?state=waiting",
        follow=PROFIT,
        click="a[href$='/override/']",
    ),
    Screen(
        "grade-ask-evidence",
        ADMINISTRATOR,
        f"{PROFIT}?state=waiting",
        follow=PROFIT,
        click="a[href$='/ask/']",
    ),
    Screen(
        "grade-give-evidence",
        ADMINISTRATOR,
        f"{PROFIT}?state=evidence",
        follow=PROFIT,
        click="a[href$='/answer/']",
    ),
    Screen(
        "grade-send-back",
        MANAGER,
        f"{PROFIT}?state=accepted",
        follow=PROFIT,
        click="a[href$='/send-back/']",
    ),
    Screen("nominations", ADMINISTRATOR, "/evaluations/nominations/"),
    Screen("nominations-none", ADMINISTRATOR, "/evaluations/nominations/?state=declined"),
    Screen("nominate", MANAGER, "/evaluations/nominations/new/"),
    Screen("nomination", ADMINISTRATOR, "/evaluations/nominations/1/"),
    Screen("nomination-withdraw", ADMINISTRATOR, "/evaluations/nominations/1/withdraw/"),
    Screen("nomination-decline", ADMINISTRATOR, "/evaluations/nominations/1/decline/"),
    Screen("appeals", ADMINISTRATOR, "/evaluations/appeals/"),
    Screen("appeals-none", ADMINISTRATOR, "/evaluations/appeals/?state=upheld"),
    Screen("appeal", ADMINISTRATOR, "/evaluations/appeals/1/"),
    Screen("appeal-withdraw", ADMINISTRATOR, "/evaluations/appeals/1/withdraw/"),
    Screen("appeal-uphold", ADMINISTRATOR, "/evaluations/appeals/1/uphold/"),
    Screen("appeal-change", ADMINISTRATOR, "/evaluations/appeals/1/change/"),
    Screen("appeal-new", ADMINISTRATOR, "/evaluations/appeals/new/18/"),
    Screen("grades-freeze", ADMINISTRATOR, "/evaluations/schemes/profit/freeze/"),
    Screen("grades-unfreeze", ADMINISTRATOR, "/evaluations/schemes/profit/unfreeze/"),
    Screen("grade-exceptions", ANALYST, "/evaluations/10/exceptions/"),
    Screen("scheme-runs", ADMINISTRATOR, "/evaluations/schemes/profit/runs/"),
    Screen("approval-steps", ADMINISTRATOR, f"{PROFIT}steps/"),
    Screen("approval-steps-of-a-manager", MANAGER, f"{PROFIT}steps/"),
    Screen("approval-question", MANAGER, f"{PROFIT}steps/1/"),
    Screen("approval-chain", ADMINISTRATOR, "/evaluations/schemes/profit/chain/"),
    Screen("indicators", ADMINISTRATOR, "/evaluations/indicators/"),
    Screen("indicators-none-found", ANALYST, "/evaluations/indicators/?q=zzz"),
    Screen("indicator-new", ADMINISTRATOR, "/evaluations/indicators/new/"),
    Screen("indicator-revenue", ANALYST, "/evaluations/indicators/revenue_12m/"),
    Screen("indicator-of-a-manager", MANAGER, "/evaluations/indicators/share_of_revenue/"),
    Screen("indicator-own", ADMINISTRATOR, "/evaluations/indicators/custom.per_month/"),
    Screen("indicator-retired", ANALYST, "/evaluations/indicators/custom.margin_points/"),
    Screen("indicator-edit", ADMINISTRATOR, "/evaluations/indicators/custom.per_month/edit/"),
    Screen("indicator-retire", ADMINISTRATOR, "/evaluations/indicators/custom.per_month/retire/"),
    Screen(
        "indicator-restore", ADMINISTRATOR, "/evaluations/indicators/custom.margin_points/restore/"
    ),
    Screen("indicator-delete", ADMINISTRATOR, "/evaluations/indicators/custom.per_month/delete/"),
    Screen(
        "indicator-from-files", ADMINISTRATOR, "/evaluations/indicators/custom.industry_growth/"
    ),
    Screen(
        "indicator-import", ADMINISTRATOR, "/evaluations/indicators/custom.industry_growth/import/"
    ),
    Screen(
        "indicator-take-back",
        ADMINISTRATOR,
        "/evaluations/indicators/custom.industry_growth/files/1/take-back/",
    ),
    Screen("why-in-detail", ANALYST, "/evaluations/why/service/1/"),
    Screen("why-in-detail-of-a-group", ANALYST, "/evaluations/why/abc/1/"),
    Screen("portfolio-matrix", ADMINISTRATOR, "/evaluations/matrix/"),
    Screen("portfolio-matrix-of-a-manager", MANAGER, "/evaluations/matrix/?position=key"),
    Screen("portfolio-matrix-axes", ADMINISTRATOR, "/evaluations/matrix/axes/"),
    Screen("net-profit", ADMINISTRATOR, "/evaluations/net-profit/"),
    Screen("serving-costs", ADMINISTRATOR, "/evaluations/costs/"),
    Screen("serving-cost-new", ADMINISTRATOR, "/evaluations/costs/new/"),
    Screen("serving-costs-other", ADMINISTRATOR, "/evaluations/costs/other/"),
    Screen("serving-cost-remove", ADMINISTRATOR, "/evaluations/costs/orders/2025-01-01/remove/"),
    Screen("back-tests", ANALYST, "/evaluations/back-tests/"),
    Screen("back-test-new", ANALYST, "/evaluations/back-tests/new/"),
    Screen("back-test", ANALYST, "/evaluations/back-tests/1/"),
    Screen("models", ANALYST, "/evaluations/models/"),
    Screen("model-new", ANALYST, "/evaluations/models/new/lifecycle/"),
    Screen("model-run", ANALYST, "/evaluations/models/1/"),
    Screen("model-run-customers", ANALYST, "/evaluations/models/1/customers/"),
    Screen("model-run-compared", ANALYST, "/evaluations/models/1/compare/"),
    Screen("model-schedule", ANALYST, "/evaluations/models/schedule/lifecycle/"),
    Screen("model-new-clv", ANALYST, "/evaluations/models/new/clv/"),
    Screen("model-run-clv", ANALYST, "/evaluations/models/2/"),
    Screen("model-run-clv-customers", ANALYST, "/evaluations/models/2/customers/"),
    Screen("model-run-baskets", ANALYST, "/evaluations/models/3/"),
    Screen("model-run-rules", ANALYST, "/evaluations/models/3/rules/"),
    Screen("model-new-churn", ANALYST, "/evaluations/models/new/churn/"),
    Screen("model-run-churn", ANALYST, "/evaluations/models/4/"),
    Screen("model-run-churn-customers", ANALYST, "/evaluations/models/4/customers/"),
    Screen("model-new-forecast", ANALYST, "/evaluations/models/new/forecast/"),
    Screen("model-run-forecast", ANALYST, "/evaluations/models/5/"),
    Screen("model-run-forecast-months", ANALYST, "/evaluations/models/5/months/"),
    Screen("model-run-forecast-customers", ANALYST, "/evaluations/models/5/customers/"),
    Screen("schemes", ADMINISTRATOR, "/evaluations/schemes/"),
    Screen("scheme", ADMINISTRATOR, "/evaluations/schemes/tiers/"),
    Screen("scheme-new", ADMINISTRATOR, "/evaluations/schemes/new/"),
    Screen("scheme-import", ADMINISTRATOR, "/evaluations/schemes/import/"),
    Screen("scheme-facts", ADMINISTRATOR, "/evaluations/schemes/abc/facts/"),
    Screen("scheme-draft", ADMINISTRATOR, "/evaluations/schemes/value/draft/"),
    Screen("scheme-typology", ADMINISTRATOR, "/evaluations/schemes/typology/"),
    Screen("scheme-draft-typology", ADMINISTRATOR, "/evaluations/schemes/typology/draft/"),
    Screen("scheme-entitlements", ADMINISTRATOR, "/evaluations/schemes/value/entitlements/"),
    Screen("entitlement-costs", ADMINISTRATOR, "/evaluations/costs/entitlements/"),
    Screen("scheme-pairs", ADMINISTRATOR, "/evaluations/schemes/pairs/"),
    Screen("scheme-draft-pairs", ADMINISTRATOR, "/evaluations/schemes/pairs/draft/"),
    Screen("scheme-what-if", ADMINISTRATOR, "/evaluations/schemes/value/what-if/"),
    Screen("scheme-publish", ADMINISTRATOR, "/evaluations/schemes/value/draft/publish/"),
    Screen("scheme-discard", ADMINISTRATOR, "/evaluations/schemes/value/draft/discard/"),
    Screen("scheme-retire", ADMINISTRATOR, "/evaluations/schemes/abc/retire/"),
    Screen("scheme-bring-back", ADMINISTRATOR, "/evaluations/schemes/abc/bring-back/"),
    Screen("scheme-primary", ADMINISTRATOR, "/evaluations/schemes/abc/primary/"),
    Screen("scheme-difference", ADMINISTRATOR, "/evaluations/schemes/value/1/2/"),
    Screen("rating-rounds", ANALYST, "/evaluations/rounds/"),
    Screen("rating-round-new", ADMINISTRATOR, "/evaluations/rounds/new/"),
    Screen("rating-round-closed", ANALYST, "/evaluations/rounds/1/"),
    Screen("rating-round-open", ADMINISTRATOR, "/evaluations/rounds/2/"),
    Screen("rating-round-close", ADMINISTRATOR, "/evaluations/rounds/2/close/"),
    Screen("rating-round-cancel", ADMINISTRATOR, "/evaluations/rounds/2/cancel/"),
    Screen("rating-grid", ANALYST, "/evaluations/rounds/2/rate/"),
    Screen("rating-customer", ANALYST, "/evaluations/rounds/2/rate/1/"),
    Screen("rating-customer-next", ANALYST, "/evaluations/rounds/2/rate/2/"),
    Screen("rating-import", ANALYST, "/evaluations/rounds/2/import/"),
    Screen("account", ANALYST, "/account/"),
    Screen("account-password", ANALYST, "/account/password/"),
    Screen("account-confirm", ANALYST, CONFIRM),
    Screen("account-second-factor", ANALYST, "/account/second-factor/"),
    Screen("account-second-factor-off", ANALYST, "/account/second-factor/off/"),
    Screen("account-with-second-factor", PROTECTED, "/account/"),
    Screen("account-recovery-codes-new", PROTECTED, "/account/second-factor/codes/"),
    Screen("account-passkeys-closed", ANALYST, "/account/passkeys/new/"),
    Screen("account-sessions-end", ANALYST, "/account/sessions/end-others/"),
    Screen("account-token", ANALYST, "/account/tokens/new/"),
    Screen("messages", ANALYST, "/notifications/"),
    Screen("messages-none-unread", MANAGER, "/notifications/?show=unread"),
    Screen("bell", ANALYST, "/notifications/", click=".bell > button"),
    Screen("notification-settings", ANALYST, "/notifications/settings/"),
    Screen("channel", ANALYST, "/notifications/channels/1/"),
    Screen("channel-new", ANALYST, "/notifications/channels/new/"),
    Screen("channel-edit", ANALYST, "/notifications/channels/1/edit/"),
    Screen("channel-delete", ANALYST, "/notifications/channels/1/delete/"),
    Screen("company-channels", ADMINISTRATOR, "/notifications/channels/company/"),
    Screen("company-channel", ADMINISTRATOR, "/notifications/channels/2/"),
    Screen("company-channel-new", ADMINISTRATOR, "/notifications/channels/company/new/"),
    Screen("webhooks", ADMINISTRATOR, "/notifications/webhooks/"),
    Screen("webhook-new", ADMINISTRATOR, "/notifications/webhooks/new/"),
    Screen("webhook", ADMINISTRATOR, "/notifications/webhooks/1/"),
    Screen("webhook-edit", ADMINISTRATOR, "/notifications/webhooks/1/edit/"),
    Screen("webhook-pause", ADMINISTRATOR, "/notifications/webhooks/1/pause/"),
    Screen("webhook-secret", ADMINISTRATOR, "/notifications/webhooks/1/secret/"),
    Screen("webhook-delete", ADMINISTRATOR, "/notifications/webhooks/1/delete/"),
    Screen("webhook-delivery", ADMINISTRATOR, "/notifications/webhooks/1/sent/2/"),
    Screen("people", ADMINISTRATOR, "/administration/people/"),
    Screen("person-new", ADMINISTRATOR, "/administration/people/new/"),
    Screen("person-invite", ADMINISTRATOR, "/administration/people/invite/"),
    Screen("invitations", ADMINISTRATOR, "/administration/people/invitations/"),
    Screen("invitation-again", ADMINISTRATOR, "/administration/people/invitations/1/send/"),
    Screen("invitation-withdraw", ADMINISTRATOR, "/administration/people/invitations/1/withdraw/"),
    Screen("person", ADMINISTRATOR, "/administration/people/2/"),
    Screen("person-with-a-region", ADMINISTRATOR, "/administration/people/10/"),
    Screen("person-with-second-factor", ADMINISTRATOR, PROTECTED_PERSON),
    Screen("person-factor-reset", ADMINISTRATOR, f"{PROTECTED_PERSON}second-factor/reset/"),
    Screen("person-sessions-end", ADMINISTRATOR, "/administration/people/2/sessions/end/"),
    Screen("person-disable", ADMINISTRATOR, "/administration/people/2/disable/"),
    Screen("person-password", ADMINISTRATOR, "/administration/people/2/password/"),
    Screen("teams", ADMINISTRATOR, "/administration/teams/"),
    Screen("team", ADMINISTRATOR, "/administration/teams/2/"),
    Screen("team-new", ADMINISTRATOR, "/administration/teams/new/"),
    Screen("team-delete", ADMINISTRATOR, "/administration/teams/2/delete/"),
    Screen("roles", ADMINISTRATOR, "/administration/roles/"),
    Screen("role", ADMINISTRATOR, "/administration/roles/1/"),
    Screen("role-new", ADMINISTRATOR, "/administration/roles/new/"),
    Screen("trail", ADMINISTRATOR, "/administration/trail/"),
    Screen("trail-entry", ADMINISTRATOR, "/administration/trail/", follow="/administration/trail/"),
    Screen("installation", ADMINISTRATOR, "/administration/installation/"),
    Screen("upkeep", ADMINISTRATOR, "/administration/upkeep/"),
    Screen("upkeep-merge", ADMINISTRATOR, "/administration/upkeep/compact/"),
    Screen("upkeep-remove", ADMINISTRATOR, "/administration/upkeep/expire/"),
    Screen("not-found", ANALYST, "/customers/999999999/", status=404),
    Screen("refused", MANAGER, "/administration/people/", status=403),
)

EMPTY_SCREENS: Final = (
    Screen("empty-home", ADMIN, "/"),
    Screen("empty-customers", ADMIN, "/customers/"),
    Screen("empty-custom-fields", ADMIN, "/customers/fields/"),
    Screen("empty-views", ADMIN, "/customers/views/"),
    Screen("empty-contacts", ADMIN, "/customers/contacts/"),
    Screen("empty-imports", ADMIN, "/imports/"),
    Screen("empty-import-profiles", ADMIN, "/imports/profiles/"),
    Screen("empty-recurring-imports", ADMIN, "/imports/recurring/"),
    Screen("empty-reference-files", ADMIN, "/imports/files/"),
    Screen("empty-calendars", ADMIN, "/reference/calendars/"),
    Screen("empty-rates", ADMIN, "/reference/rates/"),
    Screen("empty-products", ADMIN, "/reference/products/"),
    Screen("empty-product-lines", ADMIN, "/reference/products/lines/"),
    Screen("empty-regions", ADMIN, "/reference/regions/"),
    Screen("empty-industries", ADMIN, "/reference/industries/"),
    Screen("empty-quality", ADMIN, "/quality/"),
    Screen("empty-evaluations", ADMIN, "/evaluations/"),
    Screen("empty-net-profit", ADMIN, "/evaluations/net-profit/"),
    Screen("empty-serving-costs", ADMIN, "/evaluations/costs/"),
    Screen("empty-back-tests", ADMIN, "/evaluations/back-tests/"),
    Screen("empty-models", ADMIN, "/evaluations/models/"),
    Screen("empty-rating-rounds", ADMIN, "/evaluations/rounds/"),
    Screen("empty-messages", ADMIN, "/notifications/"),
    Screen("empty-notification-settings", ADMIN, "/notifications/settings/"),
    Screen("empty-company-channels", ADMIN, "/notifications/channels/company/"),
    Screen("empty-webhooks", ADMIN, "/notifications/webhooks/"),
    Screen("empty-bell", ADMIN, "/", click=".bell > button"),
    Screen("empty-people", ADMIN, "/administration/people/"),
    Screen("empty-invitations", ADMIN, "/administration/people/invitations/"),
    Screen("empty-teams", ADMIN, "/administration/teams/"),
)
