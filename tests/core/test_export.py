"""Writing guides: whole or not at all, and never over what was to stay."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from PIL import Image

from core.errors import ExportError
from core.export import save_guide
from core.guide import Guide
from core.preprocessor import Preprocessor, Quality
from core.task import OutputFormat, PreprocessTask

PNG, WEBP, JPG = OutputFormat.PNG, OutputFormat.WEBP, OutputFormat.JPG
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX modes and pipes")


@pytest.fixture
def guide() -> Guide:
    return _guide(np.random.default_rng(5).integers(0, 256, (48, 64, 3), np.uint8))


def _guide(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Guide:
    task = PreprocessTask(preprocessor=Preprocessor.TILE)
    return Guide(pixels, task, "local", "noise", Quality.FINAL, 0.0)


def _pixels(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as image:
        return np.asarray(image)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("file_format", "name"), [(PNG, "a.png"), (WEBP, "a.webp")])
def test_what_is_written_losslessly_is_the_guide(
    guide: Guide, tmp_path: Path, file_format: OutputFormat, name: str
) -> None:
    save_guide(guide, tmp_path / name, file_format, 100, overwrite=False)
    np.testing.assert_array_equal(_pixels(tmp_path / name), guide.pixels)
    assert _files(tmp_path) == [name]


def test_quality_changes_the_size_of_a_jpg(guide: Guide, tmp_path: Path) -> None:
    for quality in (20, 95):
        save_guide(guide, tmp_path / f"{quality}.jpg", JPG, quality, overwrite=False)
    assert (tmp_path / "20.jpg").stat().st_size < (tmp_path / "95.jpg").stat().st_size / 2


def test_a_file_that_is_there_stays_unless_it_may_go(guide: Guide, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"mine")
    with pytest.raises(ExportError, match=r"a\.png is already there\. Choose another name"):
        save_guide(guide, path, PNG, 95, overwrite=False)
    assert path.read_bytes() == b"mine"
    save_guide(guide, path, PNG, 95, overwrite=True)
    np.testing.assert_array_equal(_pixels(path), guide.pixels)
    assert _files(tmp_path) == ["a.png"]


def test_a_dead_link_is_not_written_through(guide: Guide, tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(ExportError, match="already there"):
        save_guide(guide, tmp_path / "a.png", PNG, 95, overwrite=False)
    assert _files(tmp_path) == ["a.png"]


@pytest.mark.parametrize("hard_links", [True, False])
def test_of_two_that_want_one_name_at_once_exactly_one_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    if not hard_links:
        _forbid_hard_links(monkeypatch)
    for attempt in range(20):
        path = tmp_path / f"{attempt}.png"
        barrier = Barrier(2)

        def save(shade: int, path: Path = path, barrier: Barrier = barrier) -> int | None:
            guide = _guide(np.full((4, 4), shade, np.uint8))
            barrier.wait()
            try:
                save_guide(guide, path, PNG, 95, overwrite=False)
            except ExportError:
                return None
            return shade

        with ThreadPoolExecutor(2) as pool:
            winners = [shade for shade in pool.map(save, (10, 20)) if shade is not None]
        assert [_pixels(path)[0, 0]] == winners
    assert len(_files(tmp_path)) == 20


def _forbid_hard_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT, which has none."""

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)


def test_without_hard_links_nothing_is_left_when_the_last_step_fails(
    guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    _forbid_hard_links(monkeypatch)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ExportError, match=r"a\.png could not be written in ") as caught:
        save_guide(guide, tmp_path / "a.png", PNG, 95, overwrite=False)
    assert "Input/output error" in caught.value.details
    assert _files(tmp_path) == []


@posix_only
def test_a_guide_has_the_permissions_of_any_new_file(guide: Guide, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save_guide(guide, tmp_path / "new.png", PNG, 95, overwrite=False)
        save_guide(guide, tmp_path / "new.png", PNG, 95, overwrite=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.png").stat().st_mode) == 0o640


def test_a_missing_folder_is_named(guide: Guide, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_guide(guide, tmp_path / "no" / "a.png", PNG, 95, overwrite=True)
    assert caught.value.what == f"There is no folder {tmp_path / 'no'}."
    assert caught.value.remedy == "Make it, or choose another."


def test_a_file_is_no_folder(guide: Guide, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="There is no folder"):
        save_guide(guide, tmp_path / "file" / "a.png", PNG, 95, overwrite=True)


@pytest.mark.parametrize("overwrite", [True, False])
def test_a_folder_is_never_replaced(guide: Guide, tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(ExportError, match=r"a\.png is there and is not a file"):
        save_guide(guide, tmp_path / "a.png", PNG, 95, overwrite=overwrite)
    assert (tmp_path / "a.png").is_dir()


@posix_only
def test_a_device_is_never_replaced(guide: Guide, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(ExportError, match="is not a file"):
        save_guide(guide, tmp_path / "a.png", PNG, 95, overwrite=True)
    assert (tmp_path / "a.png").is_fifo()


def test_a_name_that_is_too_long_is_said_to_be(guide: Guide, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"too long\. Choose a shorter name\."):
        save_guide(guide, tmp_path / ("x" * 300 + ".png"), PNG, 95, overwrite=True)
    assert _files(tmp_path) == []
