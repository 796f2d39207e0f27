"""A damaged or cut file gives pixels or a refusal: no other error, no warning, no output."""

from __future__ import annotations

import logging
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core import codec
from core.codec import decode
from core.errors import PictureError
from tests.core.pictures import exif_orientation, noise, png, psd, quadrants, saved, tiff
from tests.core.profiles import cmyk_profile, rgb_profile


def whole_files() -> dict[str, bytes]:
    """A small file of every kind, with all that a decoder can stumble over."""
    image, grain = Image.fromarray(quadrants()), Image.fromarray(noise((40, 50, 3)))
    clear = image.convert("RGBA")
    clear.putalpha(Image.fromarray(noise((48, 64))))
    extras = {"exif": exif_orientation(6), "icc_profile": rgb_profile()}
    deep = np.arange(3000, dtype=np.uint16).reshape(20, 50, 3)
    ink = {"icc_profile": cmyk_profile((255, 128, 128), (140, 91, 78))}
    return {
        "PNG": saved(clear, "PNG", **extras),
        "PNG, 16 bits": png(deep, 2, 16),
        "PNG, palette": saved(image.quantize(4), "PNG", transparency=1),
        "PNG, animated": saved(image, "PNG", save_all=True, append_images=[clear]),
        "JPEG": saved(grain, "JPEG", **extras),
        "JPEG, progressive": saved(grain, "JPEG", progressive=True),
        "JPEG, CMYK": saved(grain.convert("CMYK"), "JPEG", **ink),
        "MPO": saved(grain, "MPO", save_all=True, append_images=[image]),
        "WEBP": saved(clear, "WEBP", **extras),
        "WEBP, lossless": saved(grain, "WEBP", lossless=True),
        "AVIF": saved(clear, "AVIF", **extras),
        "HEIC": saved(clear, "HEIF", **extras),
        "TIFF": saved(clear, "TIFF", **extras),
        "TIFF, LZW": saved(grain, "TIFF", compression="tiff_lzw"),
        "TIFF, deflate": saved(grain, "TIFF", compression="tiff_adobe_deflate"),
        "TIFF, JPEG": saved(grain, "TIFF", compression="jpeg"),
        "TIFF, fax": saved(grain.convert("1"), "TIFF", compression="group4"),
        "TIFF, 16 bits": tiff(deep, photometric=2, deflate=True),
        "TIFF, planes apart": tiff(deep, photometric=2, planes_apart=True),
        "TIFF, float": tiff(np.arange(3000, dtype=np.float32).reshape(60, 50)),
        "BMP": saved(image, "BMP"),
        "BMP, palette": saved(image.quantize(4), "BMP"),
        "GIF": saved(grain, "GIF"),
        "GIF, animated": saved(image, "GIF", save_all=True, append_images=[clear], disposal=2),
        "PSD": psd(quadrants().transpose(2, 0, 1), 3, resources={1039: rgb_profile()}, layers=2),
        "PSD, packed": psd(noise((5, 20, 30)), 4, packed=True, layers=-1),
        "PSB, indexed": psd(noise((1, 20, 30)), 2, large=True, palette=bytes(768)),
    }


WHOLE = whole_files()


# Of these a small part is enough for all of the first frame.
SOON_WHOLE = {"MPO", "PNG, animated", "GIF, animated", "PNG, palette"}


@pytest.mark.parametrize("name", sorted(set(WHOLE) - SOON_WHOLE))
def test_a_file_that_was_cut_off_says_so(name: str) -> None:
    file = WHOLE[name]
    for share in (0.4, 0.7, 0.95):
        with pytest.raises(PictureError, match="ends too early") as refusal:
            decode(file[: int(len(file) * share)])
        assert refusal.value.remedy == "Download or copy it again."


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(WHOLE)),
    cut=st.one_of(st.none(), st.floats(0, 1)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.integers(0, 255)), max_size=6),
)
def test_damage_gives_pixels_or_a_refusal_and_nothing_else(
    name: str,
    cut: float | None,
    changes: list[tuple[float, bool, int]],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = bytearray(WHOLE[name])
    for place, in_head, value in changes:
        span = min(len(file), 400) if in_head else len(file)
        file[int(place * (span - 1))] = value
    if cut is not None:
        file = file[: int(cut * len(file))]
    with warnings.catch_warnings(record=True) as warned, caplog.at_level(logging.WARNING):
        warnings.simplefilter("always")
        try:
            pixels = decode(bytes(file))
        except PictureError as refusal:
            assert refusal.what.endswith(".")
            assert refusal.remedy
        else:
            assert pixels.dtype == np.uint8
            assert pixels.ndim == 3
            assert pixels.shape[2] == 3
    assert not warned
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_what_pillow_logs_as_an_error_is_only_raised(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PictureError, match="rare variant"):
        decode(tiff(noise((4, 4, 8)), photometric=2))
    assert not caplog.records


def test_when_memory_runs_out_that_is_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(image: Image.Image) -> None:
        raise MemoryError

    monkeypatch.setattr(codec, "to_srgb", no_memory)
    with pytest.raises(PictureError, match="not enough memory"):
        decode(WHOLE["PNG"])
