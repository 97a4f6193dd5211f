"""Pages: the list of imports."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.queries.batches import batches
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.web.forms import ImportFilter
from mainstay.apps.ledger.web.tables import batch_columns
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Table


@require_safe
@requires(policies.VIEW_IMPORTS)
def import_list(request: HttpRequest) -> HttpResponseBase:
    """Every import, the newest first."""
    actor = acting(request)
    policies.require_imports(actor)
    importing.settle_ended()
    form = ImportFilter(request.GET)
    rows = batches(actor, **form.conditions())
    if kind := asked_format(request):
        return download_rows(
            request, "imports", batch_columns(), rows, action="ledger.list.exported", kind=kind
        )
    table = Table(
        caption=_("Imports"),
        columns=batch_columns(),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor")),
        total=capped_count(rows),
        cards=True,
    )
    context = {
        "table": table,
        "form": form,
        "filtered": any(form.conditions().values()),
        "may_run": actor.may(policies.RUN_IMPORTS),
        "may_export_lines": bool(table.page.items) and actor.may(policies.EXPORT_LINES),
    }
    return render(request, "ledger/list.html", context)
