"""The engine's progress, told to the job that runs it."""

from mainstay.engine.progress import Phase
from mainstay.engine.progress import Progress as EngineProgress
from mainstay.foundation.jobs.context import JobContext


def engine_progress(context: JobContext) -> EngineProgress:
    """Progress and cancellation of a job, as the engine takes them."""

    def tell(phase: Phase, done: int, total: int) -> None:
        context.progress(phase.value, done, total or None)

    def is_cancelled() -> bool:
        context.check_cancelled()
        return False

    return EngineProgress(tell=tell, is_cancelled=is_cancelled)
