"""Rows of the library: depth, normals and segments."""

from __future__ import annotations

from core.library.row import ANY, REST, SEVERAL, Row, RowFile
from core.local.pack import Tensor
from core.preprocessor import Preprocessor
from core.wording import say

_F32, _FLOAT = "float32", "float16 or float32"


def _depth_anything(name: str, title: str, path: str, size: int, sha256: str, *, rank: int) -> Row:
    image = "RGB / 255, less ImageNet's mean, by its deviation; sides are multiples of 14"
    return Row(
        name=name,
        need="depth",
        title=title,
        good_for="Sharp depth of any scene, indoors and outdoors.",
        licence="Apache-2.0",
        licence_note="Said by the publisher and by the authors; it holds for the small model only.",
        training="Five sets of rendered scenes, and 62 million photographs of eight public sets, "
        "some of which are for research only.",
        repo="onnx-community/depth-anything-v2-small",
        revision="4472b7362082ad9968fee890ca0f1e5aca36b93d",
        files=(
            RowFile(
                path,
                size,
                sha256,
                inputs=(Tensor("pixel_values", _FLOAT, (ANY, 3, "height", "width"), image),),
                outputs=(
                    Tensor(
                        "predicted_depth",
                        _FLOAT,
                        (ANY, "height", "width"),
                        "relative inverse depth, larger is nearer",
                    ),
                ),
            ),
        ),
        serves=(Preprocessor.DEPTH,),
        rank=rank,
        adapter="core.local.library.depth_anything:open_depth",
    )


_MOGE = Row(
    name="moge-2-vits-normal",
    need="normals",
    title="MoGe-2 Small",
    good_for="Surfaces as they face, measured rather than guessed, and a calm depth beside them.",
    licence="MIT",
    licence_note="Said by the authors of the model; the repository of the file itself says none.",
    training="Some twenty sets of rendered and measured scenes, some of which are for research "
    "only; it began as DINOv2 (Apache-2.0).",
    repo="Ruicheng/moge-2-vits-normal-onnx",
    revision="e50ffda41565591092adea54c6ac83d6212e1e23",
    files=(
        RowFile(
            "model.onnx",
            140_852_051,
            "24eacb5dc7a2c54c7bc98f7de085ffbed79ad006ea5b664c2c2cdc02ff3a52f0",
            inputs=(
                Tensor("image", _F32, (ANY, 3, "height", "width"), "RGB, 0 to 1, any size"),
                Tensor("num_tokens", "int64", (), "1200 (quick) to 2500 (detailed)"),
            ),
            outputs=(
                Tensor(ANY, _F32, (ANY, "height", "width", 3), "points, up to scale and shift"),
                Tensor(
                    ANY,
                    _F32,
                    (ANY, "height", "width", 3),
                    "unit normals; x right, y down, z away from the viewer",
                ),
                Tensor(ANY, _F32, (ANY, "height", "width"), "mask, 0 to 1: where there is depth"),
                Tensor(SEVERAL, _F32, (REST,), "metres for one unit of the points"),
            ),
        ),
    ),
    serves=(Preprocessor.NORMALBAE, Preprocessor.DEPTH),
    rank=30,
    adapter="core.local.library.moge:open_moge",
)

_UPERNET = Row(
    name="upernet-convnext-tiny-ade",
    need="seg",
    title="UperNet with ConvNeXt Tiny",
    good_for="All 150 kinds of things of ADE20K, with true outlines.",
    licence="MIT",
    licence_note="Said by the publisher, who is new; the authors of the model say the same.",
    training="ADE20K, whose pictures are for research and teaching only, after ImageNet, likewise.",
    repo="JElvis/upernet-convnext-tiny-ade-onnx",
    revision=None,
    files=(
        RowFile(
            "model.onnx",
            None,
            None,
            inputs=(
                Tensor(
                    "pixel_values",
                    _F32,
                    (ANY, 3, 512, 512),
                    "RGB / 255, less ImageNet's mean, by its deviation",
                ),
            ),
            outputs=(
                Tensor(
                    "logits",
                    _F32,
                    (ANY, 150, 128, 128),
                    "scores of the classes of ADE20K: 0 wall, 1 building, 2 sky",
                ),
            ),
            about_bytes=237_000_000,
        ),
    ),
    serves=(Preprocessor.SEG,),
    rank=10,
    adapter="core.local.library.upernet:open_seg",
)

SCENES = (
    _depth_anything(
        "depth-anything-v2-small-fp16",
        say("{name}, 16 bits", name="Depth Anything V2 Small"),
        "onnx/model_fp16.onnx",
        49_642_442,
        "2df6223f206b5164e21f664ace61dabeb9bb6a49b8b5a3e00510b4807d0f5b04",
        rank=10,
    ),
    _depth_anything(
        "depth-anything-v2-small",
        say("{name}, 32 bits", name="Depth Anything V2 Small"),
        "onnx/model.onnx",
        99_060_839,
        "afb6a5c28f3b6bf1618c6e43f02073ef9dfdc70e937502d51603e57b0a1df10c",
        rank=20,
    ),
    _MOGE,
    _UPERNET,
)
