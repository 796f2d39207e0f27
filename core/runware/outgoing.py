"""Pictures and tasks on their way out: how they are sent."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import dataclass, field
from typing import cast
from weakref import WeakKeyDictionary, ref

import cv2
import numpy as np

from core.encoding import QUALITY_MAX, encode
from core.picture import Picture, Pixels
from core.service_choices import ServiceChoices
from core.task import OutputFormat, OutputType, PreprocessTask

_JPG_QUALITY = 95
_JPG_LONGEST = 65_500
_BAND = 16
"""Rows; of so many, every sixteenth is looked at to judge a picture."""

_SMALLER = 0.5**0.5
"""Each step that a picture is shrunk by halves its pixels."""


@dataclass(frozen=True)
class Parcel:
    """A picture as it is sent: a data URI of a file of `bytes` bytes."""

    uri: str = field(repr=False)
    bytes: int


class Outgoing:
    """Gets pictures ready, each once as long as it is the one that is worked on.

    `most_bytes`: the largest file that is sent, see `file_of`.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._digests: WeakKeyDictionary[Picture, str] = WeakKeyDictionary()
        self._last: tuple[ref[Picture], Parcel] | None = None
        self._packing = asyncio.Lock()

    async def digest(self, picture: Picture) -> str:
        """What `picture` is recognised by in another run of the program: its pixels alone."""
        known = self._digests.get(picture)
        if known is None:
            known = self._digests[picture] = await asyncio.to_thread(_digest, picture.pixels)
        return known

    async def parcel(self, picture: Picture) -> Parcel:
        """`picture` as it is sent."""
        async with self._packing:
            if self._last is None or self._last[0]() is not picture:
                self._last = None
                parcel = await asyncio.to_thread(_packed, picture.pixels, self._most_bytes)
                self._last = ref(picture), parcel
            return self._last[1]


def file_of(pixels: Pixels, most_bytes: int) -> tuple[bytes, str]:
    """A file of `pixels` of at most `most_bytes`, and its media type.

    Without losses if that fits, else as JPG, and where even that is too large, shrunk.
    """
    if _may_fit(pixels, most_bytes):
        data = encode(pixels, OutputFormat.PNG, QUALITY_MAX)
        if len(data) <= most_bytes:
            return data, "image/png"
    height, width = pixels.shape[:2]
    scale = min(1.0, _JPG_LONGEST / max(height, width))
    while True:
        data = encode(_scaled(pixels, scale), OutputFormat.JPG, _JPG_QUALITY)
        if len(data) <= most_bytes or scale * max(height, width) <= 1:
            return data, "image/jpeg"
        scale *= _SMALLER


def ordered(task: PreprocessTask, choices: ServiceChoices) -> PreprocessTask:
    """`task` as it is bought: lossless, and delivered as `choices` say."""
    by_url = choices.output_type is OutputType.URL
    return task.replace(
        output_format=OutputFormat.PNG,
        output_type=choices.output_type,
        delivery_method=choices.delivery,
        ttl_s=choices.ttl_s if by_url else None,
        include_cost=choices.include_cost,
    )


def _digest(pixels: Pixels) -> str:
    digest = hashlib.blake2b(repr(pixels.shape).encode(), digest_size=32)
    digest.update(pixels.data)
    return digest.hexdigest()


def _packed(pixels: Pixels, most_bytes: int) -> Parcel:
    data, media_type = file_of(pixels, most_bytes)
    return Parcel(f"data:{media_type};base64,{base64.b64encode(data).decode()}", len(data))


def _may_fit(pixels: Pixels, most_bytes: int) -> bool:
    """Whether a PNG of `pixels` may have `most_bytes`, judged by a part of it.

    Of a photograph that is far too large, all of it would take seconds for nothing.
    """
    if pixels.nbytes <= most_bytes:
        return True
    part = np.concatenate([pixels[top : top + _BAND] for top in range(0, len(pixels), 16 * _BAND)])
    share = len(part) / len(pixels)
    return len(encode(part, OutputFormat.PNG, QUALITY_MAX)) / share <= most_bytes * 1.25


def _scaled(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1.0:
        return pixels
    height, width = pixels.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cast("Pixels", cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
