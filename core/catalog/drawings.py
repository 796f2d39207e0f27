"""Rows of the catalogue: line drawings."""

from __future__ import annotations

from core.options import NumberOption
from core.preprocessor import Entry, LocalMethod, Look, Preprocessor, Quality

ROWS = (
    Entry(
        Preprocessor.LINEART,
        title="Line art",
        description="A pencil-like drawing of the picture, for photographs and paintings.",
        guide="grey strokes on black",
        look=Look.GREY,
        options=(
            NumberOption(
                "lineDetail",
                "Detail",
                "How closely it looks. Higher: finer lines; lower: only the main ones.",
                minimum=0.5,
                maximum=2,
                default=1.0,
                step=0.1,
                local=True,
            ),
            NumberOption(
                "lineWidth",
                "Line width",
                "The width of the pencil, in pixels at 512.",
                minimum=1,
                maximum=4,
                default=2.0,
                step=0.1,
                local=True,
            ),
            NumberOption(
                "noiseFloor",
                "Noise floor",
                "Lines fainter than this are left out. Higher: fewer lines.",
                minimum=0,
                maximum=64,
                default=12,
                local=True,
            ),
        ),
        nothing_found="No lines found. Lower the noise floor.",
        local=LocalMethod(
            "core.local.lines.lineart:open_lineart",
            Quality.FINAL,
            "own line network",
            networks=("lineart",),
        ),
    ),
    Entry(
        Preprocessor.LINEART_ANIME,
        title="Anime line art",
        description="Clean ink lines, for anime, comics and flat colour.",
        guide="grey ink lines on black",
        look=Look.GREY,
        options=(
            NumberOption(
                "inkDetail",
                "Detail",
                "How closely it looks. Higher: finer lines; lower: only the main ones.",
                minimum=0.5,
                maximum=2,
                default=1.0,
                step=0.1,
                local=True,
            ),
            NumberOption(
                "inkWidth",
                "Line width",
                "The width of the pen, in pixels at 512.",
                minimum=1,
                maximum=4,
                default=2.0,
                step=0.1,
                local=True,
            ),
            NumberOption(
                "inkThreshold",
                "Ink threshold",
                "How different two colours must be for a line between them. Higher: fewer lines.",
                minimum=1,
                maximum=64,
                default=16,
                local=True,
            ),
        ),
        nothing_found="No lines found. Lower the ink threshold.",
        local=LocalMethod(
            "core.local.lines.lineart:open_lineart_anime",
            Quality.FINAL,
            "own line network",
            networks=("lineart",),
        ),
    ),
)
