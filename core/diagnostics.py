"""What a maker wants to know of a computer, in a few lines without names, paths and secrets."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata

from core.version import version

_PACKAGES = (
    *("PySide6-Essentials", "qasync", "numpy", "opencv-python-headless", "onnxruntime"),
    *("pillow", "pillow-heif", "httpx", "keyring", "starlette", "uvicorn", "websockets"),
)
_VARIABLES = ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP")
_SET_OR_NOT = ("RUNWARE_API_KEY", "RUNWARE_API_URL")
"""Of these it is told whether they are set, never to what."""


def diagnostics() -> str:
    """One fact a line."""
    lines = [
        f"Underdrawing {version()}",
        f"Python {platform.python_version()}, {sys.implementation.name}, {platform.machine()}",
        f"{platform.system()} {platform.release()}, {_distribution()}",
        f"{os.cpu_count()} processors",
    ]
    lines += [f"{name} {_version(name)}" for name in _PACKAGES]
    lines += [f"{name}={os.environ[name]}" for name in _VARIABLES if os.environ.get(name)]
    lines += [f"{name} is set" for name in _SET_OR_NOT if os.environ.get(name)]
    if "onnxruntime" in sys.modules:
        providers = sys.modules["onnxruntime"].get_available_providers()
        lines.append(f"onnxruntime offers {', '.join(providers)}")
    return "\n".join(lines)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "is not installed"


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except (OSError, AttributeError):
        return platform.version()
