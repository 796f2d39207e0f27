"""What PyInstaller finds and Underdrawing does without.

Modules that nothing of ours imports; Qt's plugins, and what only they need; libraries of the
system, which a package brings only where few systems have them.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import system_libraries

MODULES = (
    *("tkinter", "setuptools", "pkg_resources", "pip", "pytest", "IPython", "matplotlib"),
    *("onnx", "sympy", "onnxruntime.transformers", "onnxruntime.quantization"),
    *("onnxruntime.tools", "onnxruntime.datasets", "numpy.f2py", "PIL.ImageQt", "PIL.ImageTk"),
)
"""Imported by others only if they are there, or for what is never asked of them."""

QT = {"Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa", "WaylandClient"}
"""Qt's libraries and modules: what ui imports, and what Gui and the plugins are linked with."""

PLUGINS = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qcocoa", "qwindows"},
    "iconengines": {"qsvgicon"},
    # The sample's preview is a WEBP, and what lies on the clipboard may be a JPEG.
    "imageformats": {"qsvg", "qwebp", "qjpeg"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    # Whose file dialogs a desktop's users know. GTK itself is never brought along.
    "platformthemes": {"qgtk3", "qxdgdesktopportal"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
}
"""Qt's plugins by folder. Without OpenGL none are needed that bring it to a window."""

BROUGHT = {*system_libraries.PLUGINS["xcb"], "libxkbcommon.so.0"} - {
    "libX11-xcb.so.1",
    "libxcb.so.1",
}
"""Libraries of the system that come along: small, and lacking on many desktops without KDE."""

_OF_PYTHON = re.compile(r"lib(python3|crypto|ssl|sqlite3|ffi|bz2|lzma|expat|mpdec|uuid|b2)[.-]")
_SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")
_LEFT_OUT = (
    # The whole of onnxruntime once more, for programs that are not written in Python.
    re.compile(r"onnxruntime/capi/libonnxruntime\.so"),
    re.compile(r"onnxruntime/capi/libonnxruntime[\d.]*\.dylib"),
    # Films, which OpenCV looks for only when one is opened, and OpenGL without a graphics card.
    re.compile(r"opencv_videoio_ffmpeg\w*\.dll$"),
    re.compile(r"(opengl32sw|d3dcompiler_\d+)\.dll$"),
)
_QT_LIBRARY = re.compile(
    r"(?:lib)?Qt6(\w+?)(?:\.so[\d.]*|\.dll|\.\d[\w.]*)$|Qt(\w+)\.framework/"
    r"|^Qt(\w+?)(?:\.abi3\.so|\.pyd)?$"
)
_QT_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/([^/]+)/(?:lib)?([^/]+)\.(?:so|dylib|dll)$")
_QT_TEXTS = re.compile(r"PySide6/(?:Qt/)?translations/")


def ships(name: str, source: str, languages: set[str]) -> bool:
    """Whether the file that PyInstaller took from `source` goes into the package as `name`.

    `languages`: codes of those that the window speaks, such as de.
    """
    name, source = name.replace("\\", "/"), source.replace("\\", "/")
    if any(pattern.search(name) for pattern in _LEFT_OUT):
        return False
    if _QT_TEXTS.search(name):
        return PurePosixPath(name).name in {f"qtbase_{code}.qm" for code in languages}
    if plugin := _QT_PLUGIN.search(name):
        return plugin[2] in PLUGINS.get(plugin[1], ())
    if library := _QT_LIBRARY.search(name if ".framework/" in name else PurePosixPath(name).name):
        return next(found for found in library.groups() if found) in QT
    if source.startswith(_SYSTEM):
        file = PurePosixPath(name).name
        return file in BROUGHT or bool(_OF_PYTHON.match(file))
    return True
