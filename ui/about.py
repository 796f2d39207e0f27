"""The box that says what this is, which version, and under which licence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def show_about(window: QWidget) -> None:
    """Open the box over `window`."""
    from core.version import version  # noqa: PLC0415 - slow to import, and rarely wanted

    box = QMessageBox(window)
    box.setWindowTitle("About Underdrawing")
    box.setIconPixmap(window.windowIcon().pixmap(64, 64))
    box.setText(f"<b>Underdrawing {version()}</b>")
    box.setInformativeText(
        "Guide images for ControlNet, made from your pictures on this computer.\nMIT licence."
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
