"""From light to picture: grain smoothed away, tones mapped, encoded as sRGB."""

import cv2
import numpy as np
import numpy.typing as npt

from .render import Layers
from .shapes import Floats

_KERNEL = (1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16)


def smoothed(layers: Layers, rounds: int = 4) -> Floats:
    """Light (h, w, 3) with the grain of the falling light taken out, edges and textures kept.

    An edge-avoiding wavelet filter (Dammertz and others, "Edge-Avoiding A-Trous Wavelet
    Transform", 2010) smooths the falling light where part, normal and depth agree; what surfaces
    scatter is multiplied by what changed.
    """
    falling = layers.falling
    for round_number in range(rounds):
        falling = _one_round(falling, layers, 2**round_number, 0.6 / 2**round_number)
    ratio = (falling + 0.01) / (layers.falling + 0.01)
    return np.asarray(layers.matt * ratio + layers.shine)


def developed(light: Floats, exposure: float = 1.42) -> npt.NDArray[np.uint8]:
    """RGB (h, w, 3), sRGB, from linear light: soft shoulder, a touch of bloom and vignette."""
    height, width = light.shape[:2]
    bright = np.maximum(light - 0.9, 0.0)
    bloom = cv2.GaussianBlur(bright, (0, 0), width / 90) * 0.25
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = 1.0 - 0.16 * np.clip((x * x + y * y) / 2, 0, 1)[..., None] ** 1.3
    toned = _filmic((light + bloom) * vignette * exposure)
    dither = np.random.default_rng(5).random(light.shape) - 0.5
    return np.clip(np.round(255 * _srgb(toned) + 0.9 * dither), 0, 255).astype(np.uint8)


def _one_round(falling: Floats, layers: Layers, spacing: int, tolerance: float) -> Floats:
    total = np.zeros_like(falling)
    weights = np.zeros(falling.shape[:2], np.float32)
    grey = np.sqrt(np.maximum(cv2.GaussianBlur(falling.mean(axis=2), (0, 0), 1.0), 0))
    for i, row_weight in enumerate(_KERNEL):
        for j, column_weight in enumerate(_KERNEL):
            move = ((i - 2) * spacing, (j - 2) * spacing)
            part, depth = _moved(layers.part, move), _moved(layers.depth, move)
            alike = (_moved(layers.normal, move) * layers.normal).sum(axis=2)
            weight = np.clip(alike, 0.0, 1.0) ** 64
            weight *= np.abs(part - layers.part) < 1e-3
            weight *= np.exp(-np.abs(depth - layers.depth) / (0.02 * spacing))
            weight *= np.exp(-np.abs(_moved(grey, move) - grey) / (tolerance * (0.05 + grey)))
            weight *= row_weight * column_weight
            total += weight[..., None] * _moved(falling, move)
            weights += weight
    own = weights < 1e-4
    return np.where(own[..., None], falling, total / np.maximum(weights, 1e-4)[..., None])


def _moved(layer: Floats, move: tuple[int, int]) -> Floats:
    rows = np.clip(np.arange(layer.shape[0]) + move[0], 0, layer.shape[0] - 1)
    columns = np.clip(np.arange(layer.shape[1]) + move[1], 0, layer.shape[1] - 1)
    return layer[rows][:, columns]


def _filmic(light: Floats) -> Floats:
    """Narkowicz's fit of the ACES curve, 2015."""
    x = light * 0.85
    return np.asarray(np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0))


def _srgb(linear: Floats) -> Floats:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
