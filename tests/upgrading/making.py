"""How `earlier/` was made: run with a checkout of the earlier version.

    PYTHONPATH=CHECKOUT/src python tests/upgrading/making.py FOLDER

makes an installation by that version's own commands, on SQLite or on the empty database that
MAINSTAY_DATABASE_URL names, and leaves in FOLDER its backup and what it said of itself. Made once,
with commit 1f72341 of 28 November 2026, and kept: today's program must open it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

PASSWORD = "steady-rope-holds-the-mast"
CUSTOMERS = """\
code,name,short_name,kind,region,industry,parent,tags,founded_on
K00,恒升电梯集团有限公司,恒升,organisation,华东,电梯制造,,战略;重要,1998-05-01
K01,恒升电梯（苏州）有限公司,恒升苏州,organisation,华东,电梯制造,K00,,2003-02-28
K02,重庆长江物业有限公司,长江物业,organisation,西南,物业,,,
K03,Northern Lifts GmbH,,organisation,Bavaria,Installer,,vip,
K04,"=cmd|' /C calc'!A0",,organisation,,,,,
K05,王小明,,person,华南,,,,
"""
ORDERS = """\
customer,order_no,line_no,ordered_at,product_code,product_name,category,quantity,unit_price,cost,channel
{lines}"""
CHANGED = """\
customer,order_no,line_no,ordered_at,product_code,product_name,category,quantity,unit_price,cost,channel
K00,SO0001,1,2024-01-03,P1,曳引机,主机,99,100.5,4000,直销
K03,SO9001,1,2024-06-30,P2,Guide rail,Rails,3,250,500,Web
K09,SO9002,1,2024-06-30,P2,Guide rail,Rails,3,250,500,Web
"""
WRONG = """\
customer,order_no,line_no,ordered_at,quantity,unit_price
K05,SO7001,1,2024-07-01,5,10
"""


def main(folder: Path) -> None:
    """Make the installation, ask it what it says, and back it up."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    os.environ["MAINSTAY_HOME"] = str(home)
    written = {"password": PASSWORD, "customers.csv": CUSTOMERS, "orders.csv": _orders()}
    for name, text in {**written, "changed.csv": CHANGED, "wrong.csv": WRONG}.items():
        (folder / name).write_text(text, encoding="utf-8")
    _run("init", "--admin", "admin.wang@mainstay.example", "--password-file", folder / "password")
    _run("import", "customers", folder / "customers.csv")
    _run("import", "orders", folder / "orders.csv", "--source", "ERP")
    _run(
        "import", "orders", folder / "changed.csv", "--source", "ERP", "--reject-limit", "50",
        "--profile", "ERP",
    )  # fmt: skip
    wrong = _run("import", "orders", folder / "wrong.csv", "--source", "Web")
    _run("undo", str(wrong["batch"]), "--yes")
    subprocess.run([sys.executable, __file__, "people"], check=True)
    for scheme in ("abc", "tiers", "rfm"):
        _run("evaluate", "--scheme", scheme, "--as-of", "2024-07-01")
    said = {
        "batches": _run("batches"),
        "verify": _run("ledger", "verify"),
        "audit": _run("audit", "verify"),
        "grades": {
            scheme: _text("grades", "--scheme", scheme, "--format", "csv")
            for scheme in ("abc", "tiers", "rfm")
        },
        "why": _run("why", "K01", "--scheme", "abc"),
        "indicators": _text("indicators", "--as-of", "2024-07-01", "--format", "csv"),
        "customers": _text("export", "customers", "--format", "csv"),
        "orders": _text("export", "orders", "--format", "csv"),
    }
    _run("backup", folder / "backup.zip")
    (folder / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1))


def _orders() -> str:
    lines = []
    for number in range(60):
        customer = ("K00", "K01", "K02", "K03", "K05")[number * number % 5]
        day = f"20{22 + number % 3}-{1 + number * 5 % 6:02}-{1 + number % 28:02}"
        for place in (1, 2):
            sign = "-" if number % 17 == 16 else ""
            lines.append(
                f"{customer},SO{number:04},{place},{day},P{1 + number % 3},产品{number % 3},"
                f"{('主机', '导轨', '门机')[number % 3]},{sign}{1 + number * place % 7},"
                f"{100 + number}.5,{sign}{60 * place},{('直销', 'Web')[place - 1]}\n"
            )
    return ORDERS.format(lines="".join(lines))


def _run(*words: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(_text(*words, "--json"))
    return found


def _text(*words: object) -> str:
    code = "import sys; from mainstay.cli.entry import main; sys.argv[0] = 'mainstay'; main()"
    command = [sys.executable, "-c", code, *(str(word) for word in words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def people() -> None:
    """A team, people, a role and a token, by the services of the version."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django

    django.setup()
    from mainstay.apps.customers.models import Customer
    from mainstay.apps.customers.services.records import change_customer
    from mainstay.apps.governance import services
    from mainstay.apps.governance.models import Person
    from mainstay.apps.governance.queries import actor_of
    from mainstay.foundation.access.actor import system_actor

    admin = actor_of(Person.objects.system("making").get())
    team = services.create_team(admin, name="华东大客户部")
    services.create_role(
        admin, name="区域经理", scope="team", permissions=["customers.customer.view"]
    )
    mei = services.create_person(
        admin,
        email="mei.lin@mainstay.example",
        full_name="林梅",
        password=PASSWORD,
        roles=["key_account_manager"],
        team_id=team.pk,
    )
    customer = Customer.objects.system("making").get(code="K01")
    change_customer(
        system_actor("making"), customer.pk, customer.version, owner=mei.pk, region="华东"
    )


if __name__ == "__main__":
    if sys.argv[1] == "people":
        people()
    else:
        main(Path(sys.argv[1]))
