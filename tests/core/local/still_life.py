"""The sample picture with its truth, made smaller; see tests/data/still-life."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.paths import sample_picture
from core.picture import Pixels

FOLDER = Path(__file__).parents[2] / "data" / "still-life"


@dataclass(frozen=True, eq=False)
class Truth:
    """`picture` (height, width, 3); `distance` along the viewing axis in metres; `normals`
    (3, height, width) to the left, up and to the viewer; `objects`, numbers of `scene`'s names."""

    picture: Pixels
    distance: NDArray[np.float32]
    normals: NDArray[np.float32]
    objects: Pixels
    scene: dict[str, Any]

    def shows(self, *names: str) -> NDArray[np.bool_]:
        """Where the objects of these names are seen."""
        return np.isin(self.objects, [self.scene["objects"].index(name) for name in names])

    @property
    def figure(self) -> NDArray[np.bool_]:
        return self.shows(*self.scene["figure"])


def still_life(width: int, height: int) -> Truth:
    """The sample at this size, shrunk by area; the truth is that of the middle of each pixel."""
    picture = np.array(Image.open(sample_picture()).convert("RGB"))
    scene = json.loads((FOLDER / "scene.json").read_text("utf-8"))
    near, far = scene["depth"]["near"], scene["depth"]["far"]
    depth = _nearest("depth.png", width, height).astype(np.float32) / 65535 * (far - near) + near
    normals = _nearest("normals.png", width, height).astype(np.float32) / 127.5 - 1
    return Truth(
        cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8),
        depth,
        np.ascontiguousarray(normals.transpose(2, 0, 1)),
        _nearest("objects.png", width, height).astype(np.uint8),
        scene,
    )


def _nearest(name: str, width: int, height: int) -> NDArray[Any]:
    truth = np.array(Image.open(FOLDER / name))
    return cv2.resize(truth, (width, height), interpolation=cv2.INTER_NEAREST)
