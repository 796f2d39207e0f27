"""Files: the picture, and the ground truth with its description."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from .camera import Camera
from .scene import Scene
from .shapes import Floats
from .truth import Truth, object_names, visible_joints

NEAR, FAR = 2.0, 20.0
"""Depths in metres that are 0 and 65535 in depth.png."""

FIGURE = ("face", "hair", "collar", "jersey", "arms", "trousers", "shoes")
"""The objects that together are the figure."""


def encoded_depth(depth: Floats) -> npt.NDArray[np.uint16]:
    """Metres as 16-bit numbers, evenly spaced from NEAR to FAR."""
    share = np.clip((depth - NEAR) / (FAR - NEAR), 0.0, 1.0)
    return np.asarray(np.round(share * 65535).astype(np.uint16))


def decoded_depth(numbers: npt.NDArray[np.uint16]) -> Floats:
    """The inverse of `encoded_depth`, within 0.14 mm."""
    return np.asarray(NEAR + numbers / 65535 * (FAR - NEAR))


def encoded_normals(normal: Floats) -> npt.NDArray[np.uint8]:
    """Unit vectors as ControlNet reads them: red to the left, green up, blue to the viewer."""
    to_left = normal * np.array([-1.0, 1.0, 1.0])
    return np.asarray(np.round((to_left + 1.0) * 127.5).astype(np.uint8))


def decoded_normals(colours: npt.NDArray[np.uint8]) -> Floats:
    """The inverse of `encoded_normals` within 0.004, in the scene's axes (x to the right)."""
    return np.asarray((colours / 127.5 - 1.0) * np.array([-1.0, 1.0, 1.0]))


def write_picture(picture: npt.NDArray[np.uint8], path: Path) -> None:
    """Write RGB (h, w, 3) as WEBP of high quality."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, quality=96, method=6)


def write_truth(scene: Scene, camera: Camera, found: Truth, folder: Path) -> None:
    """Write depth.png, normals.png, objects.png and scene.json."""
    folder.mkdir(parents=True, exist_ok=True)
    note = PngInfo()
    note.add_text("depth", f"metres along the viewing axis = {NEAR} + value / 65535 * {FAR - NEAR}")
    depth = Image.fromarray(encoded_depth(found.depth))
    depth.save(folder / "depth.png", optimize=True, pnginfo=note)
    Image.fromarray(encoded_normals(found.normal)).save(folder / "normals.png", optimize=True)
    Image.fromarray(found.objects).save(folder / "objects.png", optimize=True)
    text = json.dumps(_description(scene, camera, found.depth.shape[1]), indent=2)
    (folder / "scene.json").write_text(text + "\n", encoding="utf-8")


def _description(scene: Scene, camera: Camera, width: int) -> dict[str, object]:
    seen = visible_joints(scene, camera, width)
    return {
        "width": width,
        "height": camera.height_for(width),
        "camera": camera.described(width),
        "depth": {"near": NEAR, "far": FAR},
        "objects": object_names(scene),
        "figure": list(FIGURE),
        "joints": {
            name: None if at is None else [round(at[0], 2), round(at[1], 2)]
            for name, at in seen.items()
        },
    }
