"""What a window needs of a Linux system: found, named, or installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import system_libraries
from failures import SetupError
from system_libraries import ALWAYS, FONT, PLUGINS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring all of it")


@pytest.fixture
def apt_get(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only program is apt-get; returns the file in which it writes its orders."""
    orders = tmp_path / "orders"
    program = tmp_path / "bin" / "apt-get"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> "{orders}"\n'
        '[ "$REFUSE" != yes ] || { echo no room; exit 100; }\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return orders


@pytest.mark.parametrize(
    ("environ", "plugins"),
    [
        ({}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"DISPLAY": ""}, []),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland", "xcb"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "wayland-egl;xcb:nograb"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "vnc"}, ["offscreen"]),
    ],
)
def test_the_screen_decides_what_is_needed(environ: dict[str, str], plugins: list[str]) -> None:
    assert system_libraries.usable_plugins(environ) == plugins


def test_a_library_that_is_there_is_found_and_another_is_not() -> None:
    assert system_libraries.is_there("libc.so.6")
    assert not system_libraries.is_there("libunderdrawing.so.9")


def test_with_two_kinds_of_screen_one_that_works_is_enough() -> None:
    def all_but_xcb(name: str) -> bool:
        return name not in PLUGINS["xcb"]

    assert system_libraries.missing(["wayland", "xcb"], all_but_xcb) == {}
    assert system_libraries.missing(["xcb"], all_but_xcb) == PLUGINS["xcb"]


def test_a_system_without_fonts_lacks_a_font() -> None:
    lacks = system_libraries.missing(["offscreen"], lambda name: name != FONT)
    assert lacks == {FONT: "fonts-dejavu-core"}


@pytest.mark.usefixtures("apt_get")
def test_a_user_of_debian_reads_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    lacks = {name: ALWAYS[name] for name in ("libgthread-2.0.so.0", "libglib-2.0.so.0")}
    with pytest.raises(SetupError) as told:
        system_libraries.provide(lacks | {"libEGL.so.1": "libegl1"})
    assert "\n    sudo apt-get install -y libegl1 libglib2.0-0\n" in str(told.value)


def test_a_user_of_another_system_reads_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match=r"libEGL\.so\.1, libGL\.so\.1.*package manager"):
        system_libraries.provide({"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1"})


def test_root_on_debian_gets_them_installed(
    apt_get: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system_libraries.provide({"libEGL.so.1": "libegl1"})
    update, install = apt_get.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends libegl1")
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)


@pytest.mark.usefixtures("apt_get")
def test_what_apt_refuses_is_shown_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("REFUSE", "yes")
    with pytest.raises(SetupError, match="could not be installed") as told:
        system_libraries.provide({"libEGL.so.1": "libegl1"})
    assert told.value.output == "no room\n"


def test_once_found_they_are_not_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / system_libraries.FOUND).write_text("offscreen")
    monkeypatch.setattr(system_libraries, "is_there", pytest.fail)
    system_libraries.make_ready(tmp_path, {"QT_QPA_PLATFORM": "offscreen"})


def test_without_a_screen_nothing_is_asked_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_libraries, "is_there", pytest.fail)
    system_libraries.make_ready(tmp_path, {})
    assert not list(tmp_path.iterdir())
