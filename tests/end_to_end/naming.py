"""What things are called at an installation, asked in a process of its own."""

import json
import sys


def print_names() -> None:
    """Print every name that is data, and the code of a customer."""
    import django

    django.setup()
    from mainstay.apps.customers.models import AccountTeamMember, Contact, Customer, CustomerTag
    from mainstay.apps.governance.models import Installation as Settings
    from mainstay.apps.governance.models import Person, Role, Team
    from mainstay.apps.ledger.queries.states import current_state, engine, store
    from mainstay.apps.ledger.rules import DEFAULT_SOURCE
    from mainstay.apps.reference.models import Industry, Product, ProductLine, Region
    from mainstay.engine.tables import open_tables

    why = "names on the screens"
    names: set[str] = {DEFAULT_SOURCE}
    for model, fields in (
        (Customer, ("name", "short_name", "region", "industry", "scale", "source")),
        (Contact, ("name", "position", "department", "email", "phone", "notes")),
        (Person, ("full_name", "email")),
        (Team, ("name",)),
        (AccountTeamMember, ("function",)),
        (Settings, ("name",)),
        (Product, ("name", "unit", "category")),
        (ProductLine, ("name",)),
        (Region, ("name",)),
        (Industry, ("name",)),
    ):
        for row in model.objects.system(why).values_list(*fields):
            names.update(row)
    own_roles = Role.objects.system(why).filter(built_in=False)
    names.update(own_roles.values_list("name", flat=True))
    names.update(CustomerTag.objects.system(why).values_list("name", flat=True))
    with open_tables(engine(), store(), current_state()) as tables:
        lines = tables.lines()
        for column in ("product_name", "category", "channel"):
            names.update(
                lines[column].name("it").as_table().distinct().to_pyarrow()["it"].to_pylist()
            )
    code = Customer.objects.system(why).values_list("code", flat=True).first()
    json.dump({"code": code, "names": sorted(name for name in names if name)}, sys.stdout)
