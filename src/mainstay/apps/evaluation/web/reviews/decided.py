"""Pages: the decided grades of a scheme, and the decision sheet of each as it was signed."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.decided import ORDER, decided
from mainstay.apps.evaluation.queries.reviews.sheets import decided_sheet
from mainstay.apps.evaluation.queries.schemes import scheme
from mainstay.apps.evaluation.web.reviews.forms import DecidedFilterForm
from mainstay.apps.evaluation.web.reviews.sheet import shown
from mainstay.apps.evaluation.web.reviews.tables import decided_columns
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.listing import Listing


@require_safe
@requires(VIEW_EVALUATIONS)
def decided_list(request: HttpRequest, code: str) -> HttpResponseBase:
    """What was decided and approved of customers within reach, the newest first."""
    actor = acting(request)
    form = DecidedFilterForm(request.GET)
    listing = Listing(
        caption=_("Decided grades"),
        name=f"decided-grades-{code}",
        columns=decided_columns(),
        rows=decided(actor, code, form.text),
        order=ORDER,
        action="evaluation.reviews.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    context = {
        "scheme": scheme(actor, code),
        "name": scheme_name(code),
        "form": form,
        "filtered": bool(form.text),
        "table": listing.table(request),
    }
    return render(request, "evaluation/reviews/decided.html", context)


@require_safe
@requires(VIEW_EVALUATIONS)
def decided_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The decision sheet of a grade that came into force."""
    sheet = decided_sheet(acting(request), code, number)
    context = {**shown(sheet), "is_in_force": True}
    return render(request, "evaluation/reviews/sheet.html", context)
