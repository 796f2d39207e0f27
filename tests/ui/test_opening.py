"""Where dialogs for files begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from ui.opening import start_folder


def test_a_dialog_begins_in_a_folder_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, there, pictures = (tmp_path / name for name in ("gone", "there", "Pictures"))
    there.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    assert start_folder(str(gone), "", str(there)) == str(there)
    # A dialog would take the name of a folder that is not there for that of a file.
    assert start_folder(str(gone)) == str(Path.home())
    pictures.mkdir()
    assert start_folder(str(gone)) == str(pictures)
