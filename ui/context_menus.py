"""What a right click on a picture or a guide offers: the actions that are about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from ui.actions import Actions
from ui.compare_view import CompareView
from ui.picture_view import PictureView


def add_context_menus(compare: CompareView, commands: Actions) -> None:
    """Give both views of `compare` the menus of what can be done there."""
    looks = (commands.fit, commands.full)
    back = (commands.picture,)
    _give(compare.input_view, (commands.open, commands.paste), looks, back)
    out = (commands.export, commands.export_again, commands.copy, commands.copy_file)
    _give(compare.guide_view, out, looks, (*commands.comparisons.values(), *back))


def _give(view: PictureView, *groups: tuple[QAction, ...]) -> None:
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    for number, group in enumerate(groups):
        if number:
            between = QAction(view)
            between.setSeparator(True)
            view.addAction(between)
        view.addActions(list(group))
