"""Colours: neutral greys, so that the colours of pictures can be judged, in light and in dark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from core.settings import Theme

_Role = QPalette.ColorRole

# Text on its ground has a contrast of at least 4.5 to 1 (WCAG AA) in every pair that is used, and
# what marks the focus 3 to 1: tests/ui/test_contrast.py.
_DARK = {
    _Role.Window: "#2d2d2d",
    _Role.WindowText: "#e0e0e0",
    _Role.Base: "#232323",
    _Role.AlternateBase: "#292929",
    _Role.Text: "#e0e0e0",
    _Role.Button: "#3a3a3a",
    _Role.ButtonText: "#e0e0e0",
    _Role.BrightText: "#ffffff",
    _Role.PlaceholderText: "#a0a0a0",
    _Role.ToolTipBase: "#3a3a3a",
    _Role.ToolTipText: "#e8e8e8",
    _Role.Light: "#4a4a4a",
    _Role.Midlight: "#404040",
    _Role.Mid: "#262626",
    _Role.Dark: "#1b1b1b",
    _Role.Shadow: "#101010",
    _Role.Highlight: "#4a6785",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#7aa7d6",
    _Role.Link: "#8ab8e8",
    _Role.LinkVisited: "#b5a2d8",
}
_LIGHT = {
    _Role.Window: "#ececec",
    _Role.WindowText: "#1f1f1f",
    _Role.Base: "#fbfbfb",
    _Role.AlternateBase: "#f2f2f2",
    _Role.Text: "#1f1f1f",
    _Role.Button: "#e2e2e2",
    _Role.ButtonText: "#1f1f1f",
    _Role.BrightText: "#000000",
    _Role.PlaceholderText: "#454545",
    _Role.ToolTipBase: "#fbfbfb",
    _Role.ToolTipText: "#1f1f1f",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#f4f4f4",
    _Role.Mid: "#c4c4c4",
    _Role.Dark: "#b4b4b4",
    _Role.Shadow: "#8a8a8a",
    _Role.Highlight: "#44698f",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#1f5c9e",
    _Role.Link: "#1f5c9e",
    _Role.LinkVisited: "#6a4a9c",
}
_DISABLED = {"dark": "#7b7b7b", "light": "#8f8f8f"}


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of `theme`; SYSTEM follows the desktop.

    The palette is ours in both: not every platform honours a request for a colour scheme.
    """
    app.setPalette(
        palette_of(dark=theme is Theme.DARK or (theme is Theme.SYSTEM and system_is_dark()))
    )


def palette_of(*, dark: bool) -> QPalette:
    """The colours of one of the two themes."""
    colours, disabled = (_DARK, _DISABLED["dark"]) if dark else (_LIGHT, _DISABLED["light"])
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return palette


def warning_colour() -> QColor:
    """Of words that say what went wrong, on the ground of lists and windows; AA as well."""
    dark = QGuiApplication.palette().color(_Role.Window).lightness() < 128
    return QColor("#f0948c" if dark else "#a3261e")


def system_is_dark() -> bool:
    """Whether the desktop prefers dark; where it does not say, dark, as painters' tools are."""
    return QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light
