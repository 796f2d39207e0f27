"""The picture of an old guide comes back, or it is said what has become of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from core.errors import PictureError
from core.history.history import GuideHistory
from core.picture import Picture
from tests.core.history.made import HEIGHT, WIDTH, canny, opened, pasted
from tests.core.pictures import noise


def _files(folder: Path) -> list[str]:
    return [path.name for path in (folder / "current" / "files").iterdir()]


def _same(one: Picture, other: Picture) -> bool:
    return (one.name, one.origin) == (other.name, other.origin) and bool(
        (one.pixels == other.pixels).all()
    )


@pytest.mark.parametrize("origin", ["clipboard", "", "https://example.com/a.png", "a\0b", "/"])
def test_a_picture_without_a_file_is_kept_once(
    history: GuideHistory, folder: Path, origin: str
) -> None:
    picture = Picture(noise((HEIGHT, WIDTH, 3)), "cat", origin)
    entries = [history.add(picture, canny(low)) for low in (1, 2)]
    history.add(Picture(picture.pixels.copy(), "again", "drop"), canny(3))
    assert len(_files(folder)) == 4, "three guides, one picture"
    for entry in entries:
        assert _same(history.picture(entry), picture)


def test_a_picture_from_a_file_is_read_from_there_again(
    history: GuideHistory, folder: Path, tmp_path: Path
) -> None:
    picture = opened(tmp_path / "cat.png")
    entry = history.add(picture, canny())
    assert len(_files(folder)) == 1, "the guide"
    assert _same(history.picture(entry), picture)


def test_a_relative_path_is_found_from_another_folder(
    history: GuideHistory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = history.add(opened(Path("cat.png")), canny())
    monkeypatch.chdir("/")
    assert (history.picture(entry).pixels == noise((HEIGHT, WIDTH, 3))).all()


def test_a_file_that_is_gone_is_told_and_the_guide_is_still_there(
    history: GuideHistory, tmp_path: Path
) -> None:
    path = tmp_path / "cat.png"
    entry = history.add(opened(path), canny())
    path.rename(tmp_path / "moved.png")
    with pytest.raises(PictureError) as caught:
        history.picture(entry)
    assert caught.value.what == f"The picture {path} is no longer there."
    assert "Put the picture back" in caught.value.remedy
    assert (history.guide(entry).pixels == canny().pixels).all()
    (tmp_path / "moved.png").rename(path)
    assert history.picture(entry).name == "cat"


def test_a_file_that_has_changed_is_told(history: GuideHistory, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    entry = history.add(opened(path), canny())
    Image.fromarray(noise((HEIGHT, WIDTH, 3), 2)).save(path)
    with pytest.raises(PictureError, match=r"cat\.png has changed since this guide was made"):
        history.picture(entry)
    path.write_bytes(b"no picture")
    with pytest.raises(PictureError, match=r"cat\.png cannot be opened as it could"):
        history.picture(entry)


def test_a_change_that_keeps_size_and_time_is_noticed(
    history: GuideHistory, tmp_path: Path
) -> None:
    path = tmp_path / "cat.bmp"
    entry = history.add(opened(path), canny())
    before = path.stat()
    Image.fromarray(noise((HEIGHT, WIDTH, 3), 2)).save(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    with pytest.raises(PictureError, match="has changed"):
        history.picture(entry)


def test_a_file_that_was_only_touched_is_as_good_as_before(
    history: GuideHistory, tmp_path: Path
) -> None:
    path = tmp_path / "cat.png"
    picture = opened(path)
    entry = history.add(picture, canny())
    os.utime(path, (1, 1))
    assert _same(history.picture(entry), picture)


def test_a_file_saved_anew_before_its_first_guide_is_not_trusted(
    history: GuideHistory, tmp_path: Path
) -> None:
    path = tmp_path / "cat.png"
    picture = opened(path, 1)
    opened(path, 2)
    entry = history.add(picture, canny())
    assert _same(history.picture(entry), picture)


def test_what_can_still_be_saved_of_a_vanished_file_is(
    history: GuideHistory, tmp_path: Path
) -> None:
    path = tmp_path / "cat.png"
    picture = opened(path)
    before = history.add(picture, canny(1))
    path.unlink()
    history.add(picture, canny(2))
    assert _same(history.picture(before), picture)


def test_a_copy_that_is_gone_is_told_and_made_anew(history: GuideHistory, folder: Path) -> None:
    entry = history.add(pasted(), canny(1))
    copies = [name for name in _files(folder) if name.endswith(".webp")]
    assert len(copies) == 1
    path = folder / "current" / "files" / copies[0]
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(PictureError, match="The copy of the picture picture is gone"):
        history.picture(entry)
    path.unlink()
    with pytest.raises(PictureError, match="The copy of the picture picture is gone"):
        history.picture(entry)
    history.add(pasted(), canny(2))
    assert _same(history.picture(entry), pasted())
