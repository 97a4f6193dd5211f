"""What the labels of customers of a run are called, and how good they are."""

from collections.abc import Mapping

from django.utils.functional import Promise

from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries.segment_runs import NONE, segments_of
from mainstay.apps.evaluation.services.model_runs.segments import BEFORE
from mainstay.apps.evaluation.web.model_runs.segments import named_before
from mainstay.apps.evaluation.wording.model_runs import LABELS
from mainstay.apps.evaluation.wording.segments import NOBODY
from mainstay.shell.web.tables import Tone

Labels = Mapping[str, tuple[str | Promise, Tone]]
AllLabels = Mapping[str, Labels]


def labels_of(run: ModelRun) -> AllLabels:
    """The labels by the columns they stand in; segments are called as people named them."""
    if run.kind != ModelKind.SEGMENTS:
        return LABELS
    nobody = {NONE: (NOBODY, Tone.PLAIN)}
    now = {each.code: (each.name, Tone.INFO) for each in segments_of(run)}
    before = {code: (name, Tone.PLAIN) for code, name in named_before(run).items()}
    return {**LABELS, "segment": {**now, **nobody}, BEFORE: {**before, **nobody}}
