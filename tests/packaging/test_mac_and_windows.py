"""What packages for macOS and Windows are made of, as far as it can be tried on any system."""

from __future__ import annotations

import ast
import plistlib
import re
import sys
from pathlib import Path

import pytest

from building import facts, freeze, mac, windows
from failures import SetupError

BUILDING = Path(__file__).parents[2] / "packaging" / "building"
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="stand-ins here are for sh")


def put(folder: Path, name: str, script: str) -> Path:
    """A program called `name` for the shell."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_on_a_mac_the_application_has_a_place_in_the_dock() -> None:
    # PyInstaller marks one with a console as in the background only.
    assert freeze.programs("darwin") == [("underdrawing", False)]
    assert freeze.programs("win32") == [("underdrawing", False), ("underdrawing-cli", True)]
    assert freeze.programs("linux") == [("underdrawing", True)]


def test_a_mac_offers_it_for_every_kind_of_picture_and_takes_none_over() -> None:
    told = plistlib.loads(plistlib.dumps(mac.info_plist({"de"})))
    (kinds,) = told["CFBundleDocumentTypes"]
    assert len(set(kinds["LSItemContentTypes"])) == len(facts.PICTURES)
    assert kinds["LSHandlerRank"] == "Alternate"
    assert told["CFBundleLocalizations"] == ["en", "de"]
    assert told["CFBundleVersion"] == facts.VERSION
    assert not told.get("LSBackgroundOnly")


def test_what_apple_accepts_goes_on() -> None:
    mac.refuse_unaccepted('{"id":"1-2","message":"Processing complete","status":"Accepted"}', ())


@needs_shell
def test_what_apple_refuses_is_told_with_its_reasons(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(tmp_path, "xcrun", 'echo "$@: the signature is invalid"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    said = '{"status":"Invalid","id":"1-2","message":"Processing complete"}'
    with pytest.raises(SetupError) as refused:
        mac.refuse_unaccepted(said, ("--keychain-profile", "mine"))
    assert "notarytool log 1-2 --keychain-profile mine: the signature" in refused.value.output


def test_what_says_nothing_of_acceptance_is_none() -> None:
    with pytest.raises(SetupError):
        mac.refuse_unaccepted("Error: HTTP status code: 401.", ())


@needs_shell
def test_an_image_that_is_busy_is_tried_again_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(mac, "_PAUSE_S", 0)
    count = tmp_path / "count"
    third = put(tmp_path, "third", f'echo >> {count}; [ "$(wc -l < {count})" -ge 3 ]')
    mac._with_patience([str(third)])
    assert len(count.read_text().splitlines()) == 3
    with pytest.raises(SetupError):
        mac._with_patience([str(put(tmp_path, "never", f"echo >> {count}; exit 1"))])
    assert len(count.read_text().splitlines()) == 3 + mac._TRIES


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.0", (1, 2, 0, 0)), ("1.2.0rc1", (1, 2, 0, 1)), ("3", (3, 0, 0, 0))],
)
def test_windows_is_told_every_version_as_four_numbers(
    version: str, numbers: tuple[int, ...]
) -> None:
    text = freeze.version_text(version)
    ast.parse(text)
    assert f"filevers={numbers}" in text
    assert f'StringStruct("FileVersion", "{version}")' in text


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where what Inno Setup is called with is noted, a line for each."""
    noted = tmp_path / "noted"
    program = put(tmp_path, "ISCC", f'printf "%s\\n" "$@" > {noted}')
    monkeypatch.setenv("ISCC", str(program))
    for name in (windows.THUMBPRINT, windows.TIMES):
        monkeypatch.delenv(name, raising=False)
    return noted


@needs_shell
def test_the_installers_script_has_every_name_that_it_uses(compiler: Path, tmp_path: Path) -> None:
    windows.make_installer(tmp_path / "frozen", tmp_path, tmp_path)
    options = compiler.read_text("utf-8").splitlines()
    given = {option[2:].partition("=")[0] for option in options if option.startswith("/D")}
    script = (BUILDING / "underdrawing.iss").read_text("utf-8")
    used = re.findall(r"\{#(\w+)\}|^#include (\w+)$", script, re.MULTILINE)
    assert {name for names in used for name in names if name} == given
    assert options[-1] == str(windows.SCRIPT)


@needs_shell
def test_with_a_certificate_the_uninstaller_is_signed_as_well(
    compiler: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(windows.THUMBPRINT, "ab12")
    monkeypatch.setenv(windows.TIMES, "http://time.example")
    windows.make_installer(tmp_path / "frozen", tmp_path, tmp_path)
    signed = "signtool sign /fd sha256 /sha1 ab12 /tr http://time.example /td sha256 $f"
    assert {"/DSigned", f"/Sunderdrawing={signed}"} <= set(compiler.read_text().splitlines())
    script = (BUILDING / "underdrawing.iss").read_text("utf-8")
    assert "#ifdef Signed\nSignTool=underdrawing\n#endif" in script


def test_without_a_certificate_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(windows.THUMBPRINT, raising=False)
    assert windows.signing("a.exe") == []
