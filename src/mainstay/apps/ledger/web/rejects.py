"""Pages: whether rejected records still wait to be mended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.web.finding import found_batch, to_batch
from mainstay.shell.web.access import acting, requires


@require_POST
@requires(policies.RUN_IMPORTS)
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import from the list of what is to be mended; on its page it can be put back."""
    actor = acting(request)
    batch = found_batch(actor, number)
    importing.dismiss_rejects(actor, batch)
    said = _("%(name)s has left the list of rejects to mend. Its page can put it back.")
    messages.success(request, said % {"name": batch.file_name})
    return redirect("home") if "from_home" in request.POST else to_batch(number)


@require_POST
@requires(policies.RUN_IMPORTS)
def recall(request: HttpRequest, number: int) -> HttpResponse:
    """Put an import back on that list."""
    actor = acting(request)
    importing.recall_rejects(actor, found_batch(actor, number))
    return to_batch(number)
