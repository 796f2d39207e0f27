"""The binding of Qt to Python: faults of it that would end the application."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal

TIMES = 1_000


class _Speaker(QObject):
    said = Signal(object)
    switched = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal, whatever its count")
def test_emitting_a_signal_loses_no_reference_to_true() -> None:
    """PySide6 6.12.0 gives back one reference to True too many at every `emit`.

    Where True can die (before Python 3.12 it is counted like any object), the interpreter ends
    with a fatal error after some thousand signals: a few drags of a slider. This fails if that
    version, or another with its fault, is installed.
    """
    speaker = _Speaker()
    heard: list[object] = []
    speaker.said.connect(heard.append)
    speaker.switched.connect(heard.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(TIMES):
        speaker.said.emit("a word")
        speaker.switched.emit(False)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert len(heard) == 2 * TIMES
    assert abs(after[0] - before[0]) < TIMES / 20
    assert abs(after[1] - before[1]) < TIMES / 20
