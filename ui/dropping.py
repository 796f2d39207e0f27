"""Taking what is dragged in from another program, which keeps its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent


def take_copy(event: QDropEvent) -> None:
    """Accept `event` as a copy, whatever is proposed: who moves a picture deletes its own.

    Already while it hovers: a program may go by what was told it last before the drop.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
