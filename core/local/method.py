"""What a local preprocessor is: a picture is opened once, then asked for guides with options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.local.networks import Networks
from core.options import Options
from core.picture import Pixels
from core.pose import People


@dataclass(frozen=True, eq=False)
class Drawn:
    """A guide's `pixels`, with what else is to be told of it: see `core.guide.Guide`."""

    pixels: Pixels
    people: People | None = None
    remark: str = ""
    deep: NDArray[np.uint16] | None = None


Maker = Callable[[Options], Pixels]
"""From complete options to the guide, grey (height, width) or RGB (height, width, 3) `uint8`.

The same options give the same bytes, however often it is called. Called from one thread at a time.
"""

TellingMaker = Callable[[Options], Drawn]
"""A Maker that has more to tell of its guide than the pixels."""

Opener = Callable[[Pixels], Maker]
"""From RGB pixels (height, width, 3) of the guide's size, which it must not write to, to a Maker.

What does not depend on the options is computed here or in the Maker, once; the Makers last used
are kept by the engine.
"""

NetworkOpener = Callable[[Pixels, Networks], Maker | TellingMaker]
"""An Opener that runs networks; its `LocalMethod` names them."""
