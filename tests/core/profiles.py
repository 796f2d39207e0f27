"""ICC profiles made from numbers, so that tests know what colours must become."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np

P3_COLORANTS = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
SRGB_COLORANTS = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
"""What the primaries of Display P3 and of sRGB are in the profile connection space (XYZ, D50)."""


def rgb_profile(
    colorants: Sequence[Sequence[float]] = P3_COLORANTS, gamma: float | None = None
) -> bytes:
    """An ICC profile of RGB with these primaries and a power curve, or the tone curve of sRGB."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    curve += b"".join(map(_fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))
    if gamma is not None:
        curve = _power_curve(gamma)
    names = (b"rXYZ", b"gXYZ", b"bXYZ")
    tags = {name: _xyz(colour) for name, colour in zip(names, colorants, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def grey_profile(gamma: float) -> bytes:
    """An ICC profile of grey with a power curve."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _power_curve(gamma)})


def cmyk_profile(paper: Sequence[int], cyan: Sequence[int]) -> bytes:
    """An ICC profile of CMYK in which paper and cyan ink are these 8-bit Lab colours.

    All other inks are black.
    """
    corners = np.zeros((2, 2, 2, 2, 3), np.uint8)
    corners[...] = (0, 128, 128)
    corners[0, 0, 0, 0], corners[1, 0, 0, 0] = paper, cyan
    identity = bytes(range(256))
    matrix = b"".join(map(_fixed, (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix
    table += identity * 4 + corners.tobytes() + identity * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table, b"A2B1": table})


def _power_curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(colour: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, colour))


def _profile(device: bytes, space: bytes, connection: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    description = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\x00" + bytes(78)
    all_tags = {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + b"none\x00",
        b"wtpt": _xyz((0.9642, 1.0, 0.8249)),
        **tags,
    }
    table, body, begin = struct.pack(">I", len(all_tags)), b"", 132 + 12 * len(all_tags)
    for name, content in all_tags.items():
        table += struct.pack(">4sII", name, begin + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", begin + len(body), bytes(4), 0x02100000, device, space, connection
    )
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += b"".join(map(_fixed, (0.9642, 1.0, 0.8249)))
    return head.ljust(128, b"\x00") + table + body
