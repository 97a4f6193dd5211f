"""What the audit trail calls what was done in evaluation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "evaluation.evaluation.requested": _("Evaluation asked for"),
    "evaluation.evaluation.finished": _("Evaluation finished"),
    "evaluation.figures.refreshed": _("Latest figures refreshed"),
    "evaluation.list.exported": _("List of evaluations exported"),
    "evaluation.result.exported": _("Result of an evaluation exported"),
}

DETAILS: dict[str, Promise] = {
    "scheme": _("Scheme"),
    "version": _("Version"),
    "as_of": _("As of"),
    "unit": _("Evaluation unit"),
    "ledger_state": _("Ledger state"),
    "sizes": _("Customers per grade"),
    "changed": _("Customers whose grade changed"),
    "customers": _("Customers"),
    "rows": _("Rows"),
}
