"""How many customers still had the stage that a run told some months later."""

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Measure, Past


def back_test(past: Past) -> HeldAgainst:
    """Find the stages again as of the end of the months, and compare those of who had bought.

    The plain rule deals the stages out by lot, as many of each as there were. Raises LedgerDamaged.
    """
    import pyarrow.compute as pc

    from mainstay.analytics.agreement import share_alike, share_alike_by_chance
    from mainstay.apps.evaluation.services.model_runs.lifecycle import run

    later = run(past.pin, past.after.end, past.parameters, lambda _done, _total: None).table
    told = past.found.table.filter(pc.not_equal(past.found.table["stage"], "identify"))
    places = pc.index_in(told[KEY], value_set=later[KEY].combine_chunks())
    before = told["stage"].to_numpy(zero_copy_only=False).astype(str)
    after = later["stage"].take(places).to_numpy(zero_copy_only=False).astype(str)
    held = Measure(
        "stage_held",
        share_alike(before, after),
        share_alike_by_chance(before, after),
        more_is_better=True,
    )
    return HeldAgainst(told.num_rows, [held])
