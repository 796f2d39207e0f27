"""Rows of the catalogue: the picture itself, blurred or swirled."""

from __future__ import annotations

from core.options import NumberOption
from core.preprocessor import Entry, LocalMethod, Look, Preprocessor, Quality

ROWS = (
    Entry(
        Preprocessor.TILE,
        title="Tile",
        description="The picture with its detail taken away, for adding new detail.",
        guide="a blurred copy in colour",
        look=Look.COLOUR,
        options=(
            NumberOption(
                "tileFactor",
                "Blur",
                "How many times smaller the detail is kept. 1 is the picture itself.",
                minimum=1,
                maximum=16,
                default=4.0,
                step=0.5,
                local=True,
            ),
        ),
        local=LocalMethod("core.local.tile:open_tile", Quality.FINAL, "area and Lanczos"),
    ),
    Entry(
        Preprocessor.SHUFFLE,
        title="Shuffle",
        description="The picture's colours and style, swirled so that its shapes are lost.",
        guide="swirled colour",
        look=Look.COLOUR,
        options=(
            NumberOption(
                "seed",
                "Seed",
                "Each number gives another swirl; the same number gives the same one.",
                minimum=-(2**53) + 1,
                maximum=2**53 - 1,
                default=0,
                slider=False,
                local=True,
            ),
        ),
        local=LocalMethod("core.local.shuffle:open_shuffle", Quality.FINAL, "content shuffle"),
    ),
)
