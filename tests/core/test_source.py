"""Whatever a person brings becomes a picture with a good name, or is refused for a good reason."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import codec
from core.errors import PictureError
from core.export import guide_name
from core.file_format import FileFormat
from core.preprocessor import Preprocessor
from core.source import from_bytes, from_path
from tests.core.pictures import noise, quadrants, saved

PNG = saved(Image.fromarray(quadrants()), "PNG")
BASE64 = base64.b64encode(PNG).decode()
# Large enough that its base64 is longer than a file name may be, with all of the alphabet.
GRAIN = saved(Image.fromarray(noise((60, 60, 3))), "PNG")
ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("cat.png", "cat"),
        ("photo.final.png", "photo.final"),
        ("cat", "cat"),
        (".png", "picture"),
        ("", "picture"),
        ("...", "picture"),
        ("C:\\Users\\me\\cat.jpg", "cat"),
        ("../../etc/cat.jpg", "cat"),
        ("ca\nt\x00.png", "ca t"),
        ("Grüße aus Köln.jpeg", "Grüße aus Köln"),
        ("cat .png", "cat"),
    ],
)
def test_a_picture_is_named_after_its_file(file_name: str, name: str) -> None:
    picture = from_bytes(PNG, name=file_name, origin="clipboard")
    assert picture.name == name
    assert picture.origin == "clipboard"
    assert np.array_equal(picture.pixels, quadrants())


def test_the_bytes_are_judged_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "really a png.jpg"
    path.write_bytes(PNG)
    picture = from_path(path)
    assert np.array_equal(picture.pixels, quadrants())
    assert (picture.name, picture.origin) == ("really a png", str(path))


def refusal_of(path: Path) -> PictureError:
    with pytest.raises(PictureError) as refusal:
        from_path(path)
    assert refusal.value.remedy
    return refusal.value


def test_every_way_a_file_can_fail_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "page.png").write_text("<!DOCTYPE html><html></html>")
    (tmp_path / "cut.png").write_bytes(PNG[:-30])
    (tmp_path / "file").touch()
    words = {
        "missing.png": "no file",
        "file/under-a-file.png": "no file",
        ".": "folder",
        "empty.png": "empty",
        "page.png": "web page",
        "cut.png": "ends too early",
        "n" * 300 + ".png": "no file can be called so",
        "zero\x00.png": "no file can be called so",
    }
    for name, expected in words.items():
        assert expected in refusal_of(tmp_path / name).what, name


@posix_only
def test_a_backslash_is_a_sign_of_a_name_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "left\\right.png").write_bytes(PNG)
    picture = from_path(tmp_path / "left\\right.png")
    assert picture.name == "left\\right"
    assert guide_name(picture.name, Preprocessor.TILE, FileFormat.PNG) == "left_right-tile.png"


@posix_only
@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\u2028", "\u00a0", " "])
def test_what_breaks_a_line_is_a_space_in_a_name(tmp_path: Path, between: str) -> None:
    (tmp_path / f"two{between}lines\u200b\x07.png").write_bytes(PNG)
    picture = from_path(tmp_path / f"two{between}lines\u200b\x07.png")
    assert picture.name == "two lines"


@posix_only
def test_a_link_that_leads_nowhere_or_round_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nowhere.png").symlink_to(tmp_path / "gone.png")
    (tmp_path / "round.png").symlink_to(tmp_path / "round.png")
    assert "no file" in refusal_of(tmp_path / "nowhere.png").what
    assert "leads to itself" in refusal_of(tmp_path / "round.png").what
    (tmp_path / "good.png").write_bytes(PNG)
    (tmp_path / "link.png").symlink_to(tmp_path / "good.png")
    assert from_path(tmp_path / "link.png").name == "link"


@posix_only
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.png")
        for path in (tmp_path / "pipe.png", tmp_path / "socket.png", Path("/dev/zero")):
            assert "device or a pipe" in refusal_of(path).what


@posix_only
def test_a_file_without_permission_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "secret.png"
        path.write_bytes(PNG)
        path.chmod(0)
        if os.geteuid() != 0:
            assert "no permission to read" in refusal_of(path).what
            return
        # Root may read everything, so somebody else has to try.
        Path(folder).chmod(0o755)
        script = (
            "import os, sys\n"
            "from pathlib import Path\n"
            "from core.source import from_path, PictureError\n"
            "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            "try:\n    from_path(Path(sys.argv[1]))\n"
            "except PictureError as refusal:\n    print(refusal)\n"
        )
        command = [sys.executable, "-c", script, str(path)]
        said = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
        assert "You have no permission to read" in said.stdout, said.stderr


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(codec.MAX_BYTES + 1)  # takes no room on the disk, but would in memory
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    refusal = refusal_of(path)
    assert "too large" in refusal.what
    assert "256 MB" in refusal.what


def test_a_long_path_is_shown_shortened(tmp_path: Path) -> None:
    assert len(refusal_of(tmp_path / ("n" * 5000)).what) < 400
