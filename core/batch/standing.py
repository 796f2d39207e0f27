"""How many guides of a plan are there before it is begun, so that what is left can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from core.batch.item import Item
from core.batch.naming import Names
from core.batch.numbers import kept_numbers
from core.batch.plan import Plan
from core.batch.there import There
from core.preprocessor import Preprocessor


def standing(plan: Plan, stopped: Callable[[], bool] = lambda: False) -> Counter[Preprocessor]:
    """How many guides of `plan` a run would leave alone, by preprocessor; it blocks.

    Those whose names take somebody who has opened the picture are not among them. It ends early,
    with fewer, once `stopped` says so. It never raises.
    """
    found: Counter[Preprocessor] = Counter()
    if not plan.skip_existing:
        return found
    names, there = Names(plan, kept_numbers(plan)), There(plan)
    for picture in range(len(plan.sources)):
        if stopped():
            break
        first = picture * len(plan.tasks)
        for place, named in enumerate(names.known(picture) or ()):
            preprocessor = plan.tasks[place].preprocessor
            item = Item(first + place, picture, preprocessor, named.path, named.remark)
            if there.look(item) is not None:
                found[preprocessor] += 1
    return found
