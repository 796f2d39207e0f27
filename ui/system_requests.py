"""What is asked of the application from outside its window: to open files, and to quit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow


class Application(QApplication):
    """Lets `requests` hear what is asked of it.

    Qt gives the application itself what the system asks; an event filter, of which Python would be
    called for every event of every widget, is not needed.
    """

    def __init__(self, argv: list[str]) -> None:
        super().__init__(argv)
        self.requests: SystemRequests | None = None

    def event(self, event: QEvent) -> bool:
        if self.requests is not None and self.requests.taken(event):
            return True
        return super().event(event)


class SystemRequests(QObject):
    """Takes them from `app` and hands them to the window, as soon as there is one.

    `asked`: paths and addresses that were typed. On macOS a double click, or a drop on the dock,
    comes as an event for each file, the first of them before the window is made. A request to quit
    (the dock, the session's end) becomes the closing of the window: Qt would end its event loop at
    once, and asyncio's with it, before anything is closed.
    """

    def __init__(self, app: Application, asked: list[str]) -> None:
        super().__init__()
        self._app = app
        self._window: MainWindow | None = None
        self._asked = asked
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._open)
        app.requests = self

    def serve(self, window: MainWindow) -> None:
        """Hand what is asked to `window`, and what was asked before."""
        self._window = window
        self._open()

    def close(self) -> None:
        """Take no more requests."""
        self._app.requests = None
        self._waiting.stop()
        self._window = None

    def taken(self, event: QEvent) -> bool:
        """Whether `event` asked for something, which is then done or kept."""
        if isinstance(event, QFileOpenEvent):
            self._asked.append(event.file() or event.url().toString())
            # Of several files the others come at once: together they are for the batch.
            if self._window is not None:
                self._waiting.start(0)
            return True
        if event.type() == QEvent.Type.Quit and self._window is not None:
            self._window.close()
            return True
        return False

    def _open(self) -> None:
        asked, self._asked = self._asked, []
        if self._window is None or not asked:
            return
        self._window.opener.open_named(*asked)
        self._window.activateWindow()
