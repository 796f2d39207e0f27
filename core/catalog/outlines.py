"""Rows of the catalogue: edges and outlines."""

from __future__ import annotations

from core.options import ChoiceOption, NumberOption, SwitchOption
from core.preprocessor import Entry, LocalMethod, Look, Preprocessor, Quality

ROWS = (
    Entry(
        Preprocessor.CANNY,
        title="Canny edges",
        description="Hard, thin edges wherever brightness or colour changes quickly.",
        guide="white lines one pixel wide on black",
        look=Look.BINARY,
        options=(
            NumberOption(
                "lowThresholdCanny",
                "Low threshold",
                "Weak edges above this stay if they touch a strong one. Lower: longer lines.",
                minimum=0,
                maximum=255,
                default=100,
            ),
            NumberOption(
                "highThresholdCanny",
                "High threshold",
                "An edge must be stronger than this to begin. Lower: more lines.",
                minimum=0,
                maximum=255,
                default=200,
            ),
        ),
        ordered=(("lowThresholdCanny", "highThresholdCanny"),),
        nothing_found="No edges at these thresholds. Lower both to find fainter ones.",
        local=LocalMethod("core.local.lines.canny:open_canny", Quality.FINAL, "OpenCV Canny"),
    ),
    Entry(
        Preprocessor.SOFTEDGE,
        title="Soft edges",
        description="Soft outlines of things, weighted by how much they matter.",
        guide="soft grey outlines on black",
        look=Look.GREY,
        options=(
            NumberOption(
                "softedgeDetail",
                "Detail",
                "How closely it looks. Lower: main outlines only, thicker. Higher: finer lines.",
                minimum=0.5,
                maximum=2,
                default=1.0,
                step=0.25,
                local=True,
            ),
            SwitchOption(
                "softedgeSafe",
                "Safe",
                "Only black, grey and white, so that no faint trace of the picture gets through.",
                default=False,
                local=True,
            ),
        ),
        local=LocalMethod(
            "core.local.lines.softedge:open_softedge",
            Quality.FINAL,
            "own edge network",
            networks=("softedge",),
        ),
    ),
    Entry(
        Preprocessor.SCRIBBLE,
        title="Scribble",
        description="Thick, rough strokes, as if drawn by hand in a moment.",
        guide="thick white strokes on black",
        look=Look.BINARY,
        options=(
            ChoiceOption(
                "scribbleMethod",
                "Drawn from",
                "Soft edges: the outlines of things. XDoG: dark lines, for drawings.",
                choices=(("softedge", "Soft edges"), ("xdog", "XDoG")),
                default="softedge",
                local=True,
            ),
            NumberOption(
                "scribbleThreshold",
                "Threshold",
                "How clear an outline or a line must be for a stroke. Lower: more strokes.",
                minimum=1,
                maximum=64,
                default=32,
                local=True,
            ),
        ),
        nothing_found="No strokes found. Lower the threshold.",
        local=LocalMethod(
            "core.local.lines.scribble:open_scribble",
            Quality.FINAL,
            "soft edges or XDoG",
            networks=("softedge",),
        ),
    ),
    Entry(
        Preprocessor.MLSD,
        title="Straight lines",
        description="Straight lines only: rooms, houses, furniture.",
        guide="straight white lines one pixel wide on black",
        look=Look.BINARY,
        options=(
            NumberOption(
                "mlsdScore",
                "Certainty",
                "How sure it must be that there is a line. Lower: more lines, some of them wrong.",
                minimum=0,
                maximum=1,
                default=0.1,
                step=0.01,
                local=True,
            ),
            NumberOption(
                "mlsdLength",
                "Shortest line",
                "Lines that are shorter are left out, in pixels at 512.",
                minimum=0,
                maximum=256,
                default=16,
                local=True,
            ),
        ),
        nothing_found="No straight lines found. Lower the certainty or the shortest line.",
        local=LocalMethod(
            "core.local.lines.mlsd:open_mlsd", Quality.FINAL, "M-LSD", networks=("mlsd",)
        ),
    ),
)
