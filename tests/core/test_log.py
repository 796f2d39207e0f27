"""The log: written, rotated, silent about addresses, and no reason to fail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.codec import decode
from core.diagnostics import diagnostics
from core.errors import PictureError
from core.log import FILE_BYTES, OLDER_FILES, end_log, keep_log, where
from tests.core.pictures import noise, tiff


@pytest.fixture(autouse=True)
def levels() -> Iterator[None]:
    root = logging.getLogger()
    before = root.level
    yield
    root.setLevel(before)


def test_what_is_logged_is_in_the_file_and_the_chatty_are_not(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "underdrawing.log"
    handler = keep_log(path)
    logging.getLogger("core.anything").info("made a guide")
    logging.getLogger("httpx").info("GET https://example.com/signed?key=secret")
    end_log(handler)
    logging.getLogger("core.anything").error("after the end")
    text = path.read_text("utf-8")
    assert "INFO core.anything: made a guide" in text
    assert "secret" not in text
    assert "after the end" not in text


def test_what_pillow_raises_as_well_is_not_logged(tmp_path: Path) -> None:
    path = tmp_path / "underdrawing.log"
    handler = keep_log(path)
    with pytest.raises(PictureError, match="rare variant"):
        decode(tiff(noise((4, 4, 8)), photometric=2))
    end_log(handler)
    assert path.read_text("utf-8") == ""


def test_it_never_grows_beyond_its_bounds(tmp_path: Path) -> None:
    handler = keep_log(tmp_path / "underdrawing.log")
    line = "x" * 10_000
    for _ in range(5 * FILE_BYTES // 10_000):
        logging.getLogger("core.anything").info(line)
    end_log(handler)
    files = list(tmp_path.iterdir())
    assert len(files) == 1 + OLDER_FILES
    assert sum(file.stat().st_size for file in files) <= (1 + OLDER_FILES) * FILE_BYTES


def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    handler = keep_log(tmp_path / "file" / "underdrawing.log")
    assert handler is None
    end_log(handler)


def test_of_an_error_the_place_is_told_but_not_its_words() -> None:
    try:
        raise ValueError("my secret")  # noqa: TRY301
    except ValueError as error:
        told = where(error)
    assert told.endswith("ValueError")
    assert "test_log.py" in told
    assert "my secret'" not in told.rpartition("\n")[2]


def test_diagnostics_hold_versions_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNWARE_API_KEY", "the-secret-key")
    told = diagnostics()
    assert "Underdrawing 0." in told
    assert "numpy 2." in told
    assert "RUNWARE_API_KEY is set" in told
    assert "the-secret-key" not in told
    assert str(Path.home()) not in told
