"""What this is: version, licences, and what a maker wants to know when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.paths import RESOURCES, model_pack, notice_file
from ui.text import title
from ui.wording import tr

_ICON_PX = 64
_SIZE, _SHARE_OF_SCREEN = (860, 560), 0.9


def show_about(window: QWidget) -> QDialog:
    """Open the dialog over `window`."""
    from core.version import version  # noqa: PLC0415 - slow to import, and rarely wanted

    dialog = QDialog(window)
    dialog.setWindowTitle(tr("About Underdrawing"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(QSize(*_SIZE).boundedTo(window.screen().availableSize() * _SHARE_OF_SCREEN))
    icon = QLabel()
    icon.setPixmap(window.windowIcon().pixmap(_ICON_PX, _ICON_PX))
    words = QLabel(
        "\n".join(
            (
                tr("Version {number}", number=version()),
                tr("Guide images for ControlNet, made from your pictures on this computer."),
                tr("MIT licence. What it is built with, and from what its networks learned:"),
            )
        )
    )
    words.setWordWrap(True)
    licences = QPlainTextEdit()
    licences.setReadOnly(True)
    # It has line ends of its own, and columns.
    licences.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    licences.setFont(_fixed_font(licences.font()))
    licences.setTabChangesFocus(True)
    licences.setAccessibleName(tr("Licences"))
    licences.setAccessibleDescription(tr("Whose work is in Underdrawing; arrow keys scroll."))
    works = QComboBox()
    works.setToolTip(tr("Whose licence is shown below"))
    of = QLabel(tr("&Licence of"))
    of.setBuddy(works)
    works.addItem(tr("Underdrawing and its networks"), [notice_file()])
    for name, files in _works():
        works.addItem(name, files)
    works.currentIndexChanged.connect(lambda: licences.setPlainText(_text(works.currentData())))
    licences.setPlainText(_text(works.currentData()))
    copy = QPushButton(tr("&Copy diagnostics"))
    copy.setToolTip(
        tr("Versions and the kind of computer, for a report; no names, no paths, no keys")
    )
    copy.setAutoDefault(False)
    copy.clicked.connect(_copy_diagnostics)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.rejected.connect(dialog.reject)

    head = QHBoxLayout()
    head.setSpacing(18)
    head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.addWidget(title("Underdrawing"))
    column.addWidget(words)
    head.addLayout(column, 1)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(12)
    layout.addLayout(head)
    whose = QHBoxLayout()
    whose.addWidget(of)
    whose.addWidget(works, 1)
    layout.addLayout(whose)
    layout.addWidget(licences, 1)
    layout.addWidget(buttons)
    dialog.open()
    return dialog


def _works() -> Iterator[tuple[str, list[Path]]]:
    """The texts that are here beside NOTICE: those of networks and, where packages came along,
    of each package.
    """
    for file in sorted((model_pack() / "licences").glob("*.txt")):
        yield file.stem, [file]
    # Put there by packaging/building/licences.py; pip leaves them with each package.
    brought = RESOURCES / "licences"
    if (contents := brought / "CONTENTS.txt").is_file():
        yield tr("All packages"), [contents]
    for work in sorted(brought.glob("*/")):
        yield work.name, sorted(work.glob("*.txt"))


def _text(files: list[Path]) -> str:
    try:
        # Not all of them say how they are written.
        return "\n\n\n".join(file.read_text("utf-8", errors="replace") for file in files)
    except OSError as error:
        return tr("This text could not be read: {reason}.", reason=error.strerror)


def _fixed_font(like: QFont) -> QFont:
    """The system's font of one width, of the size of `like`, which the user may have chosen."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if like.pointSizeF() > 0:
        font.setPointSizeF(like.pointSizeF())
    else:
        font.setPixelSize(like.pixelSize())
    return font


def _copy_diagnostics() -> None:
    from core.diagnostics import diagnostics  # noqa: PLC0415 - as above

    QGuiApplication.clipboard().setText(diagnostics())
