"""Orders, what was graded by them, findings and imports."""

from datetime import date
from decimal import Decimal

from mainstay.apps.evaluation.models import (
    Evaluation,
    FigureFile,
)
from mainstay.apps.evaluation.services.back_testing import Wanted, back_test
from mainstay.apps.evaluation.services.costs import set_activity_cost
from mainstay.apps.evaluation.services.custom_indicators import create_indicator
from mainstay.apps.evaluation.services.drafting import start_draft
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.figure_files import import_figures
from mainstay.apps.evaluation.services.model_runs.running import run_model
from mainstay.apps.ledger.models import (
    ImportBatch,
    QualityFinding,
    RecurringImport,
)
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import importing, recurring
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.ledger.services.quality.checking import check_now
from mainstay.apps.ledger.testing import checked, csv_file, handed_in, imported
from mainstay.foundation.jobs.models import Job
from tests.rights.furnishing.evaluation import (
    INDICATOR,
    WALLET,
    forecast_run,
    furnish_ratings,
    furnish_reviews,
    segments_run,
)
from tests.rights.furnishing.people import everybody
from tests.rights.world import MAKING, World

_ANY_FINDING = {"field": "region", "code": "missing"}
_WATCHED = {"profile": "ERP", "origin": "folder", "folder": "erp"}


def furnish_ledger(world: World) -> None:
    customers = [(key, row) for key, row in world.rows.items() if key[0] == "customer"]
    codes = [(row.marks[1], key) for key, row in customers if key[1] != "withdrawn"]
    lines = [f"{code},NO-{code},1,2024-03-05,800" for code, _key in codes]
    imported(csv_file(*lines), name="everything.csv", reject_limit=100)
    for scheme in ("attractiveness", "strength"):
        evaluate(MAKING, scheme, date(2025, 1, 1))
    for day in (date(2024, 6, 1), date(2025, 1, 1)):
        evaluate(MAKING, "abc", day)
    number = Evaluation.objects.system("test").latest("pk").pk
    world.put("evaluation", "one", "", number=number, field="region")
    tested = back_test(MAKING, Wanted("abc", (date(2024, 1, 1),)))
    world.put("back-test", "one", "", number=tested.pk)
    modelled = run_model(MAKING, "lifecycle", date(2025, 1, 1), {"months": 1})
    world.put("model run", "one", "", number=modelled.pk, other=modelled.pk)
    modelled = run_model(MAKING, "baskets", date(2025, 1, 1))
    world.put("run of next products", "one", "", number=modelled.pk)
    world.put("run of forecasts", "one", "", number=forecast_run().pk)
    world.put("run of segments", "one", "", number=segments_run().pk, code="segment_1")
    world.put("model kind", "one", "", model="lifecycle")
    start_draft(MAKING, "abc")
    world.put("scheme", "one", "", code="abc", number=1, before=1, after=2)
    furnish_ratings(world)
    furnish_reviews(world)
    create_indicator(MAKING, **INDICATOR)
    world.put("indicator", "one", "", "Half the revenue", code="custom.half")
    set_activity_cost(MAKING, "orders", date(2024, 1, 1), Decimal(8))
    a_day = {"day": "2024-01-01", "valid_from": "2024-01-01"}
    world.put("activity cost", "one", "", driver="orders", **a_day)
    create_indicator(MAKING, **WALLET)
    reached = str(world.row("customer", "worked", "").marks[1]).encode()
    figures = ReferenceFile("wallet.csv", [b"customer,value\n" + reached + b",0.2\n"])
    import_figures(MAKING, "wallet", figures, origin="Report 2024", on=date(2024, 1, 1))
    number = FigureFile.objects.system("test").get().pk
    world.put("figure file", "one", "", "wallet.csv", code="custom.wallet", number=number)
    check_now(MAKING)
    for (_type, kind, letter), row in customers:
        found = QualityFinding.objects.system("test").filter(customer=row.values["key"])
        worst = found.filter(code="missing").order_by("field").first()
        what = {"field": worst.field, "code": worst.code} if worst else _ANY_FINDING
        named = {"key": row.values["key"], "customer": row.values["key"]}
        world.put("finding", kind, letter, row.marks[0], **named, **what)
    _furnish_imports(world)


def _furnish_imports(world: World) -> None:
    kept = importing.save_profile(MAKING, handed_in(csv_file("X,1,1,2024-03-01,1")), "ERP")
    world.put("import profile", "one", "", "ERP", key=kept.pk)
    (inbox() / "erp").mkdir(parents=True)
    for kind, letter, person in everybody(world):
        short = person.full_name.replace(" ", "-")
        content = csv_file(f"ROW-{short},1,1,2024-03-01,1", f"BAD-{short},2,x,2024-03-01,1")
        batch = checked(content, name=f"orders-{short}.csv", reject_limit=100)
        ImportBatch.objects.system("test").filter(pk=batch.pk).update(by=person)
        Job.objects.system("test").filter(pk=batch.job_id).update(actor_person_id=person.pk)
        world.put("import", kind, letter, f"orders-{short}.csv", number=batch.pk)
        made = recurring.set_up(MAKING, name=f"Nightly {short}", pattern=f"{short}-*", **_WATCHED)
        RecurringImport.objects.system("test").filter(pk=made.pk).update(by=person)
        world.put("recurring import", kind, letter, f"Nightly {short}", key=made.pk)
