"""What is never called is packed as an empty library; and that it really is never called."""

from __future__ import annotations

import ast
from pathlib import Path

import cv2
import pytest

from building import stand_ins
from building.linking import Library
from failures import SetupError

ROOT = Path(__file__).parents[2]

TRIED = """
Canny GaussianBlur LUT Laplacian Sobel absdiff addWeighted blur boxFilter circle compare
connectedComponents connectedComponentsWithStats convertScaleAbs copyMakeBorder copyTo cvtColor
dilate distanceTransform distanceTransformWithLabels erode error extractChannel fillConvexPoly
getStructuringElement imdecode imencode line magnitude max medianBlur merge morphologyEx remap
resize spatialGradient split subtract threshold transpose warpAffine watershed
"""
"""Functions of OpenCV that all tests of tests/core/local have called with the stand-ins in place.

Such as solve, SVDecomp, getPerspectiveTransform and VideoCapture would end a packaged program.
"""


def test_of_opencv_only_functions_are_called_that_do_without_what_is_left_out() -> None:
    called: set[str] = set()
    for path in [*(ROOT / "core").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "cv2":
                called.add(node.attr)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cv2"):
                called.update(alias.name for alias in node.names)
    functions = {name for name in called if callable(getattr(cv2, name))}
    assert functions == set(TRIED.split())


@pytest.mark.parametrize(
    "name",
    [
        "pillow_heif.libs/libx265-4883ecb5.so.217",
        "pillow_heif/.dylibs/libx265.217.dylib",
        "libx265-217-276e7d75772a32bd086b54d54e01fd11.dll",
        "opencv_python_headless.libs/libavcodec-c4204469.so.62.28.101",
        "opencv_python_headless.libs/libopenblasp-r0-59ffcd50.3.15.so",
        "cv2/.dylibs/libavdevice.61.3.100.dylib",
        "cv2/.dylibs/libaom.3.12.1.dylib",
    ],
)
def test_films_heics_encoder_and_opencvs_matrices_are_replaced(name: str) -> None:
    assert stand_ins.stands_for(name)
    assert stand_ins.stands_for(name.replace("/", "\\"))


@pytest.mark.parametrize(
    "name",
    [
        "numpy.libs/libscipy_openblas64_-32a4b2a6.so",
        "pillow.libs/libavif-c6062d5f.so.16.4.2",
        "opencv_python_headless.libs/libavif-43e630fc.so.16.4.2",
        "opencv_python_headless.libs/libpng16-529cb57a.so.16.58.0",
        "pillow_heif.libs/libheif-e72ea93c.so.1.23.6",
        "pillow_heif.libs/libde265-91206b2b.so.0.2.3",
        "cv2/cv2.abi3.so",
    ],
)
def test_what_is_called_is_not(name: str) -> None:
    assert not stand_ins.stands_for(name)


def test_what_only_they_needed_goes_with_them_and_so_do_links_to_it() -> None:
    reader = ("cv2/cv2.abi3.so", "/cv2/cv2.abi3.so", "EXTENSION")
    empty = ("cv2.libs/libavcodec-1.so", "/made/libavcodec-1.so", "BINARY")
    codec = ("cv2.libs/libvpx-2.so", "/cv2.libs/libvpx-2.so", "BINARY")
    link = ("libvpx-2.so", "cv2.libs/libvpx-2.so", "SYMLINK")
    other = ("libz.so", "/usr/lib/libz.so", "BINARY")
    text = ("numpy.libs/.load-order", "/numpy.libs/.load-order", "DATA")
    rows = [reader, empty, codec, link, other, text]
    # As Windows has it, where the same name may be written in other letters.
    needs = {"cv2.abi3.so": ["LIBAVCODEC-1.so"], "libavcodec-1.so": []}
    assert stand_ins.needed(rows, needs) == [reader, empty, other, text]
    needs["libavcodec-1.so"] = ["libvpx-2.so"]
    assert stand_ins.needed(rows, needs) == rows


def test_a_stand_in_has_what_is_asked_of_it_and_no_more() -> None:
    library = Library(frozenset(), {}, frozenset({"a", "b", "c"}), "x86_64-linux")
    user = Library(frozenset({"lib.so"}), {"a": "V1", "b": "", "puts": "GLIBC_2"}, frozenset(), "")
    stranger = Library(frozenset(), {"c": ""}, frozenset(), "")
    assert stand_ins.wanted_of(library, "lib.so", [user, stranger]) == {"a": "V1", "b": ""}


def test_what_nobody_has_thought_about_is_not_replaced_blindly() -> None:
    assert "return 0" in stand_ins.body_of("x265_api_get_217")
    assert "trap" in stand_ins.body_of("avcodec_open2")
    assert "bad_alloc" in stand_ins.body_of("_ZSt28__throw_bad_array_new_lengthv")
    with pytest.raises(SetupError, match="_ZNSt6thread4joinEv"):
        stand_ins.body_of("_ZNSt6thread4joinEv")
