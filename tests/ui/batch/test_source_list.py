"""What is left from last time is told, and laid aside and brought back as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.batch.planned import Planned
from ui.batch.last_time import LastTime
from ui.batch.sources import BatchSources

A, B, C = (Path(f"{name}.png").absolute() for name in "abc")


@pytest.fixture
def sources(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchSources]:
    """With its line below; nothing is looked for on the disk."""
    monkeypatch.setattr(BatchSources, "_look_again", lambda self: None)
    sources = BatchSources()
    qtbot.addWidget(sources)
    sources.show()
    yield sources


def _offers(line: LastTime) -> list[str]:
    buttons = (line.lay_aside, line.put_back, line.forget)
    return [button.text() for button in buttons if button.isVisible()]


def test_what_is_restored_is_told_until_it_is_brought_anew(sources: BatchSources) -> None:
    listed, line = sources.list, sources.last_time
    assert not line.isVisible()
    listed.add([C])
    assert not line.isVisible(), "that is from now"
    listed.restore([Planned(A), Planned(B, begun=True), Planned(C)])
    assert (line.says, _offers(line)) == ("2 are from last time.", ["Lay aside"])
    listed.add([A])
    assert line.says == "1 is from last time."
    listed.mark_begun([B])
    assert not line.isVisible(), "a batch of this run was begun with it"


def test_what_is_laid_aside_comes_back_as_it_was(sources: BatchSources) -> None:
    listed, line = sources.list, sources.last_time
    listed.restore([Planned(A), Planned(B, begun=True)])
    listed.add([C])
    QTest.mouseClick(line.lay_aside, Qt.MouseButton.LeftButton)
    assert listed.named == (C,)
    assert listed.planned == (Planned(C), Planned(A, aside=True), Planned(B, True, aside=True))
    assert line.says == "2 from last time are laid aside."
    assert _offers(line) == ["Put back", "Forget"]
    listed.add([A])
    QTest.mouseClick(line.put_back, Qt.MouseButton.LeftButton)
    assert listed.planned == (Planned(C), Planned(A), Planned(B, begun=True)), "each once"
    assert not line.isVisible(), "the artist has chosen them"


def test_what_is_laid_aside_is_kept_until_it_is_forgotten(sources: BatchSources) -> None:
    listed, line = sources.list, sources.last_time
    listed.restore([Planned(A), Planned(B, aside=True)])
    assert listed.named == (A,)
    assert line.says == "1 is from last time. 1 from last time is laid aside."
    assert _offers(line) == ["Lay aside", "Put back", "Forget"]
    listed.mark_begun([A])
    assert listed.planned == (Planned(A, begun=True), Planned(B, aside=True)), "there is a way back"
    QTest.mouseClick(line.forget, Qt.MouseButton.LeftButton)
    assert list(listed.planned) == [Planned(A, begun=True)]
    assert not line.isVisible()
