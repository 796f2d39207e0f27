"""What packages are made of: the wheel's files, what a desktop is told, what is left out.

Making them takes minutes and is no test: `python3 packaging/build.py`, then `packaging/smoke.py`.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from building import deb, desktop, facts, icons, manual, slim, windows
from building.start import free_children
from building.wheel import make_wheel, unpacked
from core.version import version
from ui.opening import _PICTURES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheel(tmp_path_factory.mktemp("wheel"))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_the_wheel_has_every_module_and_brings_nothing_else_to_the_top(wheel: Path) -> None:
    modules = {
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "ui")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert modules <= names(wheel)
    assert {name.partition("/")[0] for name in names(wheel)} == {
        *("core", "ui", f"underdrawing-{facts.VERSION}.dist-info")
    }


def test_the_wheel_has_the_files_that_are_read_and_not_those_of_the_makers(wheel: Path) -> None:
    resources = ROOT / "resources"
    read = [
        *(resources / "models").glob("*.onnx"),
        *(resources / "icons").glob("*.svg"),
        *(resources / "translations").glob("*.qm"),
        *(path for path in (resources / "guide").rglob("*") if path.is_file()),
        resources / "models" / "manifest.json",
        resources / "samples" / "still-life.webp",
    ]
    assert {f"core/resources/{path.relative_to(resources).as_posix()}" for path in read} <= names(
        wheel
    )
    assert {"core/NOTICE", "core/local/seg/kinds.npz"} <= names(wheel)
    assert not [name for name in names(wheel) if name.endswith(".ts") or "/screens/" in name]


def test_the_wheel_is_small(wheel: Path) -> None:
    pack = sum(path.stat().st_size for path in (ROOT / "resources" / "models").glob("*.onnx"))
    assert wheel.stat().st_size < pack + 3_000_000


LOOK = """
from core import paths
from core.version import version
for path in (paths.sample_picture(), paths.model_pack() / "manifest.json", paths.notice_file(),
             paths.translations_folder() / "underdrawing_de.qm"):
    assert path.is_file(), path
    print(path)
print(version())
"""


def test_what_is_installed_finds_its_files(wheel: Path, tmp_path: Path) -> None:
    packages = unpacked(wheel, tmp_path / "site")
    said = subprocess.run(
        [sys.executable, "-P", "-c", LOOK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    *paths, its_version = said.stdout.splitlines()
    assert [path for path in paths if not path.startswith(str(packages))] == []
    assert its_version == facts.VERSION


def test_the_version_is_the_same_everywhere(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == facts.VERSION == version()
    assert f"-{facts.VERSION}-" in wheel.name
    assert f"-{facts.VERSION}-" in facts.file_stem()
    assert f"\nVersion: {facts.VERSION}\n" in deb.control_file(1)
    assert f'"Underdrawing {facts.VERSION}"' in manual.manual().splitlines()[0]


def test_the_desktop_entry_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "underdrawing.desktop"
    path.write_text(desktop.desktop_entry(), "utf-8")
    assert "\nExec=underdrawing %F\n" in desktop.desktop_entry()
    if shutil.which("desktop-file-validate"):
        done = subprocess.run(["desktop-file-validate", path], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_desktops_offer_it_for_the_pictures_that_its_own_dialog_offers() -> None:
    endings = {f"*{ending}" for endings in facts.PICTURES.values() for ending in endings}
    assert endings == set(_PICTURES.strip("()").split())


def test_the_icon_is_there_in_every_size(tmp_path: Path) -> None:
    desktop.write_share(tmp_path)
    for side in icons.SIZES:
        folder = tmp_path / "icons" / "hicolor" / f"{side}x{side}" / "apps"
        with Image.open(folder / "underdrawing.png") as picture:
            assert picture.size == (side, side)
            assert picture.getchannel("A").getextrema() == (0, 255)  # a shape, on nothing
    assert gzip.decompress((tmp_path / "man" / "man1" / "underdrawing.1.gz").read_bytes())


def test_the_man_page_tells_every_command_with_every_option() -> None:
    page = manual.manual().replace(r"\-", "-")
    for command in manual.COMMANDS:
        parser = manual.parser_of(command)
        assert " ".join(("underdrawing", *command)) == parser.prog
        for action in parser._actions:
            for option in action.option_strings:
                assert option in page, f"{parser.prog} {option}"
    assert "%(" not in page


def test_the_man_page_is_set_without_a_warning() -> None:
    if not shutil.which("groff"):
        pytest.skip("groff is not here")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Kutf8", "-Tutf8", "-P-cbou"],
        input=manual.manual(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    assert "underdrawing convert cat.png -p canny -o cat-edges.png --low 50" in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        "PySide6/Qt6Svg.dll",
        "PySide6/QtDBus.abi3.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "onnxruntime/capi/onnxruntime_pybind11_state.so",
        "libpyside6.abi3.so.6.11",
        "core/resources/models/pose.onnx",
    ],
)
def test_what_the_window_needs_goes_into_the_package(name: str) -> None:
    assert slim.ships(name, f"/venv/{name}", {"de"})


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml",
        "libQt6Network.so.6",
        "PySide6/QtNetwork.abi3.so",
        "PySide6\\Qt6Pdf.dll",
        "PySide6\\opengl32sw.dll",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6/Qt/translations/qt_help_de.qm",
        "onnxruntime/capi/libonnxruntime.so.1.32.0",
    ],
)
def test_what_nothing_asks_for_stays_out(name: str) -> None:
    assert not slim.ships(name, f"/venv/{name}", {"de"})


def test_of_the_system_only_small_and_rare_libraries_come_along() -> None:
    system = "/usr/lib/x86_64-linux-gnu"
    for name in ("libxcb-cursor.so.0", "libxkbcommon.so.0", "libssl.so.3", "libpython3.11.so.1.0"):
        assert slim.ships(name, f"{system}/{name}", set()), name
    for name in ("libgtk-3.so.0", "libstdc++.so.6", "libxcb.so.1", "libwayland-client.so.0"):
        assert not slim.ships(name, f"{system}/{name}", set()), name


def test_the_deb_depends_on_every_library_that_qt_takes_from_the_system() -> None:
    packages = [part.split()[0] for part in deb.depends()]
    assert packages[0] == "libc6"
    assert {"libxcb-cursor0", "libegl1", "libwayland-client0", "fonts-dejavu-core"} <= set(packages)
    assert len(packages) == len(set(packages))
    assert re.fullmatch(r"(\S+: .+\n)+( .+\n)+", deb.control_file(1))


def test_a_program_that_is_started_from_the_folder_finds_its_own_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/underdrawing/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/mine")
    free_children()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/mine"
    free_children()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_windows_is_offered_every_kind_of_picture_and_told_to_take_over_none(
    tmp_path: Path,
) -> None:
    lines = windows.registry_lines(tmp_path / "types.iss").read_text("utf-8").splitlines()
    assert len(lines) == 1 + sum(map(len, facts.PICTURES.values()))
    assert all("SupportedTypes" in line for line in lines[1:])
