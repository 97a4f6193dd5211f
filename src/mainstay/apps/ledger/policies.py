"""Who may see and run imports."""

from mainstay.apps.ledger import models
from mainstay.foundation.access.policies import PermittedPolicy, register_policy

VIEW_IMPORTS = "ledger.import.view"
RUN_IMPORTS = "ledger.import.run"
VIEW_FILES = "ledger.file_content.view"
UNDO_IMPORTS = "ledger.import.undo"
CHANGE_PROFILES = "ledger.profile.change"
VIEW_LINES = "ledger.line.view"
VERIFY = "ledger.file.verify"


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(models.ImportProfile, PermittedPolicy(VIEW_IMPORTS))
    register_policy(models.ImportBatch, PermittedPolicy(VIEW_IMPORTS))
    register_policy(models.Salesperson, PermittedPolicy(VIEW_LINES))
    for model in (models.LedgerHead, models.LedgerStateEntry, models.LedgerFileEntry):
        register_policy(model, PermittedPolicy(VERIFY))
