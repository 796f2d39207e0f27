"""Rows of the catalogue: space, people and things."""

from __future__ import annotations

from core.options import ChoiceOption, NumberOption, SwitchOption
from core.preprocessor import Entry, LocalMethod, Look, Preprocessor, Quality

ROWS = (
    Entry(
        Preprocessor.DEPTH,
        title="Depth",
        description="How near everything is to the viewer.",
        guide="grey, near is white",
        look=Look.GREY,
        options=(
            NumberOption(
                "depthFar",
                "Far",
                "How near things begin to rise from black. Higher: the background is dropped.",
                minimum=0,
                maximum=99,
                default=0,
                local=True,
            ),
            NumberOption(
                "depthNear",
                "Near",
                "How near things are white. Lower: more tones for what is far.",
                minimum=1,
                maximum=100,
                default=100,
                local=True,
            ),
            NumberOption(
                "depthEdges",
                "Edge detail",
                "How closely borders follow the picture. Lower: softer; higher: texture shows.",
                minimum=0,
                maximum=100,
                default=60,
                local=True,
            ),
            SwitchOption(
                "depthInvert",
                "Near is black",
                "For tools that expect the far side to be white. It turns the depth alone; Invert, "
                "among the export options, turns every guide as it goes out. Both undo each other.",
                default=False,
                local=True,
            ),
        ),
        ordered=(("depthFar", "depthNear"),),
        local=LocalMethod(
            "core.local.space.depth:open_depth",
            Quality.DRAFT,
            "own space network, FastDepth",
            caveat="Fine parts are soft, and things it has never seen can be misplaced.",
            networks=("space", "fastdepth", "softedge", "deeplab", "pose"),
        ),
    ),
    Entry(
        Preprocessor.NORMALBAE,
        title="Normals",
        description="Which way every surface faces.",
        guide="colours of directions: red left, green up, blue to the viewer",
        look=Look.COLOUR,
        options=(
            NumberOption(
                "normalRelief",
                "Relief",
                "How steep surfaces are, in per cent. 0: everything faces the viewer.",
                minimum=0,
                maximum=200,
                default=100,
                local=True,
            ),
            NumberOption(
                "normalDetail",
                "Detail",
                "How deep folds, features and other outlines are cut into surfaces.",
                minimum=0,
                maximum=100,
                default=50,
                local=True,
            ),
            NumberOption(
                "normalSmoothness",
                "Smoothness",
                "How far a surface goes on without a change. Higher: larger, calmer planes.",
                minimum=0,
                maximum=100,
                default=50,
                local=True,
            ),
        ),
        local=LocalMethod(
            "core.local.space.normals:open_normalbae",
            Quality.DRAFT,
            "own space network, outlines",
            caveat="Large surfaces are right more often than folds and features.",
            networks=("space", "fastdepth", "softedge", "deeplab", "pose"),
        ),
    ),
    Entry(
        Preprocessor.OPENPOSE,
        title="Pose",
        description="The skeleton of every person in the picture.",
        guide="coloured sticks and joints on black",
        look=Look.PALETTE,
        options=(
            SwitchOption(
                "includeHandsAndFaceOpenPose",
                "Hands and face",
                "Draw fingers and the face as well.",
                default=False,
            ),
            NumberOption(
                "poseScore",
                "How sure",
                "Who is less certain is left out. Lower: more people; higher: no mistaken ones.",
                minimum=0.2,
                maximum=1.2,
                default=0.5,
                step=0.05,
                local=True,
            ),
        ),
        nothing_found="No person found. Lower how sure it must be, or crop to the person.",
        local=LocalMethod(
            "core.local.pose.openpose:open_openpose",
            Quality.FINAL,
            "Lightweight OpenPose",
            networks=("pose", "palm", "hand", "face_detector", "face_mesh"),
        ),
    ),
    Entry(
        Preprocessor.SEG,
        title="Segments",
        description="What everything is, as flat areas of the ADE20K colours.",
        guide="flat areas in the colours of the ADE20K palette",
        look=Look.PALETTE,
        options=(
            ChoiceOption(
                "segScene",
                "Scene",
                "Where the picture was taken. Set it if sky is taken for wall, or wall for sky.",
                choices=(("auto", "Guess"), ("outdoors", "Outdoors"), ("indoors", "Indoors")),
                default="auto",
                local=True,
            ),
            NumberOption(
                "segDetail",
                "Detail",
                "How small an area may be. Lower: only large areas.",
                minimum=0,
                maximum=100,
                default=50,
                local=True,
            ),
        ),
        local=LocalMethod(
            "core.local.seg.seg:open_seg",
            Quality.DRAFT,
            "DeepLab v3",
            caveat="Knows few things, and a third of the surroundings is mistaken.",
            networks=("deeplab", "softedge", "pose", "space"),
        ),
    ),
)
