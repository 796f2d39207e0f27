"""Damaged files, full disks and locked folders take nothing away that was there."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from core.catalog import CATALOG
from core.file_format import FileFormat
from core.options import Options
from core.preprocessor import Preprocessor
from core.presets import Preset
from core.rendition import Rendition
from core.settings import Settings, SettingsFile, Theme

SHUFFLE = Preprocessor.SHUFFLE
CHOSEN = Settings(
    theme=Theme.DARK,
    preprocessor=SHUFFLE,
    options={SHUFFLE: Options({"seed": -5})},
    open_folder="/home/a/Bilder",
    export_folder="C:\\Users\\a",
    rendition=Rendition(FileFormat.WEBP, 100),
    window="AdnQywAD",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


DAMAGED = {
    "empty": b"",
    "cut off": b'{"theme": "da',
    "a list": b"[]",
    "a word": b'"dark"',
    "null": b"null",
    "no UTF-8": b'{"theme": "\xff"}',
    "binary": bytes(range(256)),
    "bottomless": b"[" * 200_000,
    "a number without end": b'{"rendition": {"quality": ' + b"9" * 9_999 + b"}}",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_set_aside_and_not_lost(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.damaged == path.with_name("settings.json.damaged")
    assert names(path.parent) == ["settings.json.damaged"]
    file.save(CHOSEN)
    assert path.with_name("settings.json.damaged").read_bytes() == data
    assert SettingsFile(path).load() == CHOSEN


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_who_only_looks_leaves_a_damaged_file_where_it_is(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert SettingsFile(path).peek() is None
    assert names(path.parent) == ["settings.json"]
    assert path.read_bytes() == data


def test_who_only_looks_sees_what_is_there(path: Path) -> None:
    assert SettingsFile(path).peek() == Settings()
    SettingsFile(path).save(CHOSEN)
    assert SettingsFile(path).peek() == CHOSEN


def test_a_file_that_cannot_be_read_is_set_aside_as_well(path: Path) -> None:
    path.mkdir()
    (path / "precious").touch()
    file = SettingsFile(path)
    assert file.load() == Settings()
    file.save(CHOSEN)
    assert SettingsFile(path).load() == CHOSEN
    assert (path.with_name("settings.json.damaged") / "precious").exists()


def test_the_old_file_stays_whole_if_the_new_one_cannot_be_written(path: Path) -> None:
    file = SettingsFile(path)
    file.save(CHOSEN)
    with pytest.raises(TypeError):
        file.save(Settings(unknown={"a": object()}))
    assert SettingsFile(path).load() == CHOSEN
    assert names(path.parent) == ["settings.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_old_file_and_nothing_else(path: Path) -> None:
    import resource
    import signal

    file = SettingsFile(path)
    file.save(CHOSEN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            file.save(CHOSEN.replace(window="A" * 100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert SettingsFile(path).load() == CHOSEN
    assert names(path.parent) == ["settings.json"]
    file.save(CHOSEN.replace(window="A"))
    assert SettingsFile(path).load().window == "A"


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(OSError):
        SettingsFile(tmp_path / "taken" / "settings.json").save(CHOSEN)
    assert names(tmp_path) == ["taken"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to this user"
)
def test_a_folder_that_must_not_be_written_to_is_an_error_of_the_system(path: Path) -> None:
    file = SettingsFile(path)
    file.save(CHOSEN)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            file.save(Settings())
        assert SettingsFile(path).load() == CHOSEN
        path.write_text("damaged")
        assert SettingsFile(path).load() == Settings()
        assert path.read_text() == "damaged"
    finally:
        path.parent.chmod(0o700)


def test_what_could_not_be_written_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    folder.touch()
    file = SettingsFile(folder / "settings.json")
    with pytest.raises(OSError):
        file.save(CHOSEN)
    folder.unlink()
    file.save(CHOSEN)
    assert SettingsFile(folder / "settings.json").load() == CHOSEN


def test_each_damaged_file_is_kept_beside_the_ones_before_it(path: Path) -> None:
    for data in (b"first", b"second"):
        path.write_bytes(data)
        SettingsFile(path).load()
    assert path.with_name("settings.json.damaged").read_bytes() == b"first"
    assert path.with_name("settings.json.damaged-2").read_bytes() == b"second"


def test_what_is_damaged_while_it_is_open_is_kept_beside_as_well(path: Path) -> None:
    file = SettingsFile(path)
    file.load()
    path.write_bytes(b"damaged meanwhile")
    file.save(CHOSEN)
    assert path.with_name("settings.json.damaged").read_bytes() == b"damaged meanwhile"
    assert SettingsFile(path).load() == CHOSEN


def test_presets_of_two_windows_are_both_kept(path: Path) -> None:
    SettingsFile(path).save(Settings(presets=(_preset("old"), _preset("not wanted"))))
    one, other = SettingsFile(path), SettingsFile(path)
    before = one.load()
    assert other.load() == before
    one.save(replace(before, presets=(*before.presets, _preset("of one"))))
    other.save(replace(before, presets=(_preset("old"), _preset("of the other"))))
    names = [each.name for each in SettingsFile(path).load().presets]
    assert sorted(names) == ["of one", "of the other", "old"]


def test_many_windows_that_save_at_once_lose_nothing(path: Path) -> None:
    SettingsFile(path).save(Settings(presets=(_preset("old"),)))

    def save(name: str) -> None:
        file = SettingsFile(path)
        settings = file.load()
        file.save(replace(settings, presets=(*settings.presets, _preset(name))))

    wanted = [str(number) for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, wanted))
    assert {each.name for each in SettingsFile(path).load().presets} == {"old", *wanted}


def _preset(name: str) -> Preset:
    return Preset(name, Preprocessor.TILE, Options(CATALOG[Preprocessor.TILE].complete({})))
