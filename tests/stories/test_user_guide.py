"""An artist wants to know how something is done, and reads the user guide, also offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from core.paths import settings_file, user_guide
from tests.stories.desk import Desk, play
from ui.notice import Kind
from ui.user_guide import open_user_guide


class _Browser(QObject):
    """What the system would open."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.asked.append(url.toLocalFile())


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_user_guide_opens_in_the_browser_in_the_language_of_the_window(language: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps({"language": language}), "utf-8")
    browser = _Browser()
    QDesktopServices.setUrlHandler("file", browser, "open")  # type: ignore[arg-type]  # bytes are refused

    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_F2)
        await desk.until(lambda: browser.asked, "it is opened")
        assert [Path(asked) for asked in browser.asked] == [user_guide(language)]
        assert user_guide(language).is_file()
        assert f'<html lang="{language}">' in user_guide(language).read_text("utf-8")
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
