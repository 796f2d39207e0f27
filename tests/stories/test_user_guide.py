"""An artist wants to know how something is done, and reads the user guide, also offline."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from core.paths import user_guide
from tests.stories.desk import Desk, play
from ui.notice_bar import Kind
from ui.user_guide import open_user_guide


class _Browser(QObject):
    """What the system would open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url.toLocalFile())


def test_the_user_guide_opens_in_the_browser() -> None:
    browser = _Browser()
    QDesktopServices.setUrlHandler("file", browser, "open")  # type: ignore[arg-type]  # bytes are refused

    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_F2)
        await desk.until(lambda: browser.asked, "it is opened")
        assert [Path(asked) for asked in browser.asked] == [user_guide()]
        assert user_guide().is_file()
        assert desk.notice is None

    try:
        play(story)
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_a_user_guide_that_is_gone_is_told_of(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        open_user_guide(desk.window.notices.show_notice, tmp_path / "index.html")
        notice = await desk.noticed()
        assert notice.kind is Kind.ERROR
        assert "cannot be opened" in notice.what
        assert str(tmp_path) in notice.remedy

    play(story)
