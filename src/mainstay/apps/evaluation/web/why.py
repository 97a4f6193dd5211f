"""Page: why a customer has its grade, in detail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries.detail import why_in_detail
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.detail import (
    BEST,
    LOWEST,
    NO_CHANGE,
    NOT_TOLD,
    change_in_words,
    changed_rows,
    neighbour_rows,
    place_in_words,
    step_rows,
)
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.apps.evaluation.wording.waterfall import waterfall
from mainstay.apps.governance import queries as governance
from mainstay.shell.web.access import acting, requires

TEMPLATE = "evaluation/why.html"


@require_safe
@requires(policies.VIEW_GRADES)
def why_page(request: HttpRequest, scheme: str, key: int) -> HttpResponse:
    """A customer's grade in a scheme: reasons, what changed, both ways on, who stands beside."""
    actor = acting(request)
    customer = customers.customer(actor, key)
    name = scheme_name(scheme)
    context = {"customer": customer, "scheme": name}
    try:
        told = why(actor, customer.code, scheme)
        found = why_in_detail(actor, customer.code, scheme)
    except NotEvaluated:
        raise Http404 from None
    except EvaluationDamaged as damaged:
        return render(request, TEMPLATE, {**context, "damaged": str(damaged)}, status=503)
    currency = governance.installation().reporting_currency
    change, beside = found.change, found.neighbours
    parts = {
        "why": told,
        "fall": waterfall(told.scorecard, currency),
        "change": change,
        "change_words": "" if change is None else change_in_words(change, scheme),
        "changed": [] if change is None else changed_rows(change, currency),
        "not_told": NOT_TOLD.get(found.reachable.reach, ""),
        "up": step_rows(found.reachable.up, scheme, currency),
        "down": step_rows(found.reachable.down, scheme, currency),
        "up_end": BEST if found.reachable.is_best else NO_CHANGE,
        "down_end": LOWEST if found.reachable.is_lowest else NO_CHANGE,
        "beside": beside,
        "place": "" if beside is None else place_in_words(beside),
        "ranked_by": "" if beside is None else indicator_name(beside.by),
        "neighbours": [] if beside is None else neighbour_rows(beside, scheme, currency),
    }
    return render(request, TEMPLATE, {**context, **parts})
