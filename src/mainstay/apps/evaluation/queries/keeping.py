"""Which files outside the database evaluations and model runs keep."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mainstay.apps.evaluation.models import Evaluation, ModelRun
from mainstay.apps.evaluation.queries.files import folder_of
from mainstay.foundation.keeping.kept_files import KeptFile


def kept_files(using: str) -> Iterator[KeptFile]:
    """The files of every evaluation and model run that came to an end."""
    root: Path = settings.MAINSTAY_HOME.root
    for model in (Evaluation, ModelRun):
        rows = model.objects.system("a backup holds everybody's files").using(using)
        for folder, files in rows.order_by("pk").values_list("folder", "files"):
            for name, sha256 in files.items():
                yield KeptFile((folder_of(folder) / name).relative_to(root).as_posix(), sha256)
