"""The last row of a batch that is planned: what is to be made, or why nothing can be; a press."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.wording import tr, tr_n

MARGIN_PX = 16


class StartRow(QWidget):
    """`button` is what begins the batch."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton()
        self.button.setDefault(True)
        self._says = QLabel()
        self._says.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, 10, MARGIN_PX, 12)
        row.setSpacing(MARGIN_PX)
        row.addWidget(self._says, 1)
        row.addWidget(self.button)

    @property
    def says(self) -> str:
        """What is to be made, or why nothing can be."""
        return self._says.text()

    def show_plan(self, problem: str, *, guides: int, pictures: int, there: int) -> None:
        """`guides` of so many pictures are asked for, and `there` of them are there already.

        `problem`: why nothing can be made of it yet; empty if it can.
        """
        self._says.setText(problem or _plan_text(guides, pictures, there))
        self._says.setToolTip(self._says.text())
        self.button.setEnabled(not problem)

    def show_press(self, guides: int, *, local: bool) -> None:
        """The press has so many guides made by this computer, or bought."""
        press = tr("Make {guides}") if local else tr("Buy {guides}")
        self.button.setText(press.format(guides=_guides(guides)) if guides else tr("Make guides"))
        self.button.setToolTip(
            tr("Begin; it can be paused and cancelled (Ctrl+Return)")
            if local
            else tr("Have Runware make them, which costs money (Ctrl+Return)")
        )


def _plan_text(guides: int, pictures: int, there: int) -> str:
    of = {"guides": _guides(guides), "pictures": tr_n("{n} picture", "{n} pictures", pictures)}
    if not there:
        return tr("{guides} of {pictures}.", **of)
    if there < guides:
        already = tr_n("{n} of them is there already.", "{n} of them are there already.", there)
        return f"{tr('{guides} of {pictures}.', **of)} {already}"
    return tr("{guides} of {pictures}: all there already.", **of)


def _guides(count: int) -> str:
    return tr_n("{n} guide", "{n} guides", count)
