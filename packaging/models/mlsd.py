"""M-LSD, which its package carries as ONNX: plain names, nothing unused.

G. Gu, B. Ko, S. Go, S. Lee, J. Lee, M. Shin, Towards Light-weight and Real-time Line Segment
Detection, 2021. Scaling the picture to -1..1 is part of the graph. The fourth channel, which is
there for the graphics chips of telephones, has no weight.
"""

from __future__ import annotations

import onnx

from models.graphs import renamed, trimmed

NAMES = {"input_image_with_alpha:0": "rgb1"}


def convert(content: bytes) -> onnx.ModelProto:
    """The network in the ONNX file `content`.

    Input `rgb1`: float32 (1, 512, 512, 4), RGB 0..255 and a channel of ones. Outputs: `offsets`
    (1, 256, 256, 4) and `scores` (1, 256, 256, 1).
    """
    model = trimmed(renamed(onnx.load_model_from_string(content), NAMES))
    onnx.checker.check_model(model, full_check=True)
    return model
