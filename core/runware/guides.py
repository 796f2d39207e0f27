"""From the bytes that a service handed over to a guide of the size that was asked for."""

from __future__ import annotations

from typing import cast

import cv2

from core.codec import decode
from core.guide import Guide
from core.picture import Pixels
from core.preprocessor import Look, Quality
from core.task import PreprocessTask
from core.wording import say, together

ENGINE = "runware"


_METHOD = "ControlNet preprocess API"


def guide_of(
    data: bytes,
    task: PreprocessTask,
    size: tuple[int, int],
    service: str,
    *,
    seconds: float,
    cost_usd: float | None,
) -> Guide:
    """The guide in `data`, a picture file that the service of that name made for `task`.

    `size`: its width and height in pixels as they were asked for; where it came in another, it is
    brought to that one, and a remark says so. Raises PictureError.
    """
    pixels = decode(data)
    height, width = pixels.shape[:2]
    remark = say("")
    if (width, height) != size:
        pixels = _resized(pixels, size, task.entry.look)
        remark = say(
            "{service} made it at {width} x {height} pixels; it was brought to {wide} x {high}.",
            service=service,
            width=width,
            height=height,
            wide=size[0],
            high=size[1],
        )
    if task.entry.look in (Look.BINARY, Look.GREY):
        pixels = _grey(pixels)
    nothing = "" if pixels.any() else task.entry.nothing_found
    return Guide(
        pixels=pixels,
        task=task,
        engine=ENGINE,
        method=_METHOD if service == "Runware" else f"{_METHOD} at {service}",
        quality=Quality.FINAL,
        seconds=seconds,
        cost_usd=cost_usd,
        remark=together(nothing, remark),
    )


def _resized(pixels: Pixels, size: tuple[int, int], look: Look) -> Pixels:
    """`pixels` at `size` (width, height); of a palette no colours are mixed."""
    height, width = pixels.shape[:2]
    smaller = size[0] <= width and size[1] <= height
    method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    if look is Look.PALETTE:
        method = cv2.INTER_NEAREST
    return cast("Pixels", cv2.resize(pixels, size, interpolation=method))


def _grey(pixels: Pixels) -> Pixels:
    """One of three channels that are all the same; otherwise `pixels` as they are."""
    red = pixels[..., 0]
    same = (red == pixels[..., 1]).all() and (red == pixels[..., 2]).all()
    return red.copy() if same else pixels
