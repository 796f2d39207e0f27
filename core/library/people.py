"""Rows of the library: poses, for which one file finds people and another their joints."""

from __future__ import annotations

from core.library.row import ANY, DETECTOR, POSE, Row, RowFile
from core.local.pack import Tensor
from core.preprocessor import Preprocessor

_F32, _WHOLE = "float32", "int32 or int64"


_POSE_TRAINING = (
    "COCO-WholeBody, UBody and Human-Art; their labels or pictures are for research only."
)


_PERSON = "RGB, less ImageNet's mean, by its deviation"


def _pose_file(
    path: str, size: int | None, sha256: str, sides: tuple[int, int], about_bytes: int = 0
) -> RowFile:
    """A network for 133 joints; `sides`: height and width of the person that it looks at."""
    height, width = sides
    return RowFile(
        path,
        size,
        sha256,
        inputs=(
            Tensor(
                "input",
                _F32,
                (ANY, 3, height, width),
                _PERSON,
            ),
        ),
        outputs=(
            Tensor("simcc_x", _F32, (ANY, 133, 2 * width), "where each joint is, in half pixels"),
            Tensor("simcc_y", _F32, (ANY, 133, 2 * height), "likewise, from above"),
        ),
        role=POSE,
        about_bytes=about_bytes,
    )


_LETTERBOX = "BGR, 0 to 255; the picture in the upper left corner, 114 beside it"

_DWPOSE_LARGE = Row(
    name="dwpose-l",
    need="openpose",
    title="DWPose Large",
    good_for="Every person with hands and face, small and half hidden ones too.",
    licence="Apache-2.0",
    licence_note="Said by the authors, who publish the files themselves.",
    training=_POSE_TRAINING,
    repo="yzd-v/DWPose",
    revision="f7c16a3d45ad3783db41471848c80fbc281cabac",
    files=(
        RowFile(
            "yolox_l.onnx",
            216_746_733,
            "7860ae79de6c89a3c1eb72ae9a2756c0ccfbe04b7791bb5880afabd97855a411",
            inputs=(Tensor(ANY, _F32, (ANY, 3, 640, 640), _LETTERBOX),),
            outputs=(Tensor(ANY, _F32, (ANY, ANY, 85), "boxes by cell, and 80 classes"),),
            role=DETECTOR,
        ),
        _pose_file(
            "dw-ll_ucoco_384.onnx",
            134_399_116,
            "724f4ff2439ed61afb86fb8a1951ec39c6220682803b4a8bd4f598cd913b1843",
            (384, 288),
        ),
    ),
    serves=(Preprocessor.OPENPOSE,),
    rank=10,
    adapter="core.local.library.dwpose:open_openpose",
)

_DWPOSE_MEDIUM = Row(
    name="dwpose-m",
    need="openpose",
    title="DWPose Medium",
    good_for="Every person with hands and face, several times quicker than the large one.",
    licence="Apache-2.0",
    licence_note="Said by the publisher, who is one of the authors of RTMPose.",
    training=_POSE_TRAINING,
    repo="Tau-J/RTMPose",
    revision="cd4d7095f5cfc9cfc4f46289bee91ea4a1e1d9fd",
    files=(
        RowFile(
            "rtmposev1/onnx_sdk/yolox_tiny_8xb8-300e_humanart-6f3252f9.zip",
            None,
            "36e09ca555916253fa1b5d51bec01e48e98e1f0af966c51ce3e844d8c8fc4cfc",
            inputs=(Tensor(ANY, _F32, (ANY, 3, 416, 416), _LETTERBOX),),
            outputs=(
                Tensor(ANY, _F32, (ANY, ANY, 5), "boxes: left, top, right, bottom, score"),
                Tensor(ANY, _WHOLE, (ANY, ANY), "their classes: 0 is a person"),
            ),
            role=DETECTOR,
            about_bytes=20_000_000,
            member_sha256="ceb11c07298f95c50d7c5abeb906d03340c85f23aa79e3e66966e7fb6c307250",
        ),
        _pose_file(
            "rtmposev1/onnx_sdk/rtmpose-m_simcc-ucoco_dw-ucoco_270e-256x192-c8b76419_20230728.zip",
            None,
            "a4e4d56e9dc043e2171c73f5918f334509a47fde60182c1961370c7160334ac0",
            (256, 192),
            about_bytes=72_000_000,
        ),
    ),
    serves=(Preprocessor.OPENPOSE,),
    rank=20,
    adapter="core.local.library.dwpose:open_openpose",
)

PEOPLE = (_DWPOSE_LARGE, _DWPOSE_MEDIUM)
