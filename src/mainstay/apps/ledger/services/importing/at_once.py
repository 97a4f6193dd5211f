"""A file in one go: taken in, settled, checked or committed, for a caller who waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportProfile
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.queries.profiles import profile_named
from mainstay.apps.ledger.services.importing.describing import (
    configure,
)
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.profiles import may_save_profiles, renew_profile
from mainstay.apps.ledger.services.importing.running import FREE, run_now
from mainstay.apps.ledger.services.importing.uploading import (
    discard,
    file_blocks,
    keep_rejects,
    take_file,
)
from mainstay.apps.ledger.wording import OTHER_KIND
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.context import Progress
from mainstay.foundation.names import checked_name


class ProfileRefused(Exception):
    """The profile that was named cannot be used; `code` and `words` say why."""

    def __init__(self, code: str, words: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class FileImport:
    """What is to be done with a file.

    `options` are those that were said; the others come from the profile. A profile of a name that
    there is not yet is made by the import that commits. A check keeps nothing but a reject file.
    """

    kind: str
    path: Path
    commit: bool = True
    profile: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


def import_at_once(
    actor: Actor, order: FileImport, on_progress: Callable[[Progress], None] | None = None
) -> tuple[ImportBatch, Path | None]:
    """Do it; gives the batch, which a check does not keep, and the reject file.

    Raises ProfileRefused, and what `take_file`, `configure` and `run_now` raise.
    """
    profile = profile_called(actor, order.profile, order.kind) if order.profile else None
    batch = take_file(
        actor, kind=order.kind, file_name=order.path.name, blocks=file_blocks(order.path)
    )
    try:
        _settle(actor, batch, order, profile)
        run_now(actor, batch, commit=order.commit, on_progress=on_progress)
    except BaseException:
        # One that failed while running stays to be looked at; of a check nothing does.
        if batch.state == BatchState.UPLOADED or (not order.commit and batch.state in FREE):
            discard(actor, batch)
        raise
    if not order.commit:
        rejects = keep_rejects(actor, batch)
        discard(actor, batch)
        return batch, rejects
    if order.profile and batch.state == BatchState.COMMITTED and may_save_profiles(actor):
        renew_profile(actor, batch, order.profile)
    return batch, reject_path(batch) if batch.reject_name else None


def _settle(
    actor: Actor, batch: ImportBatch, order: FileImport, profile: ImportProfile | None
) -> None:
    kept = profile.options if profile else {}
    configure(
        actor,
        batch,
        mapping=order.mapping,
        options=ImportOptions.from_json({**kept, **order.options}),
        source=order.source or (order.profile if profile is None else "") or None,
        profile=profile,
    )


def profile_called(actor: Actor, said: str, kind: str) -> ImportProfile | None:
    """The profile of this name; None for one that the import will make. Raises ProfileRefused."""
    try:
        name = checked_name(ImportProfile, "name", said)
    except ValidationError as error:
        raise ProfileRefused("unfit_name", " ".join(error.messages)) from error
    found = profile_named(actor, name)
    if found is None and not may_save_profiles(actor):
        words = str(_("There is no profile {name}.")).format(name=said)
        raise ProfileRefused("unknown_profile", words)
    if found is not None and found.kind != kind:
        raise ProfileRefused("other_kind", OTHER_KIND)
    return found
