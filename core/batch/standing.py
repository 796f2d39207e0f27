"""How many guides of a plan are there before it is begun, so that what is left can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from core.batch.making import is_there
from core.batch.naming import Names
from core.batch.plan import Plan
from core.preprocessor import Preprocessor


def standing(plan: Plan, stopped: Callable[[], bool] = lambda: False) -> Counter[Preprocessor]:
    """How many guides of `plan` a run would leave alone, by preprocessor; it blocks.

    Those whose names take somebody who has opened the picture are not among them. It ends early,
    with fewer, once `stopped` says so. It never raises.
    """
    found: Counter[Preprocessor] = Counter()
    if not plan.skip_existing:
        return found
    names = Names(plan)
    for picture in range(len(plan.sources)):
        if stopped():
            break
        for task, named in zip(plan.tasks, names.known(picture) or (), strict=False):
            if is_there(named.path, task):
                found[task.preprocessor] += 1
    return found
