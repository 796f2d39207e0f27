"""What is known to be weak is found without a network, and silence is never taken for good news."""

from __future__ import annotations

import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

import advisories


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """One in the format of OSV."""
    package = {"ecosystem": "PyPI", "name": name}
    span = {"type": "ECOSYSTEM", "events": list(events)}
    affected = {"package": package, "ranges": [span], "versions": more.pop("versions", [])}
    return {"id": "PYSEC-0-1", "modified": "2026-01-02T00:00:00Z", "affected": [affected], **more}


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("h11==0.14.0 \\\n    --hash=sha256:00\nnumpy==2.4.6 ; python_version > '3'\n")
    return path


def looked_up(tmp_path: Path, pinned: Path, *found: dict[str, Any]) -> int:
    data = tmp_path / "data"
    data.mkdir()
    for number, one in enumerate(found):
        (data / f"{number}.json").write_text(json.dumps(one), "utf-8")
    return advisories.main(["--data", str(data), "--requirements", str(pinned)])


WEAK = advisory("H11", {"introduced": "0"}, {"fixed": "0.16.0"}, summary="Requests are smuggled")


def test_a_pin_that_is_weak_is_named(
    tmp_path: Path, pinned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert looked_up(tmp_path, pinned, WEAK) == advisories.FOUND
    said = capsys.readouterr().out
    assert "h11 0.14.0: PYSEC-0-1 Requests are smuggled" in said
    assert "2 pins against 1 advisories on disk; the newest is of 2026-01-02" in said
    assert "too old to rely on" in said


def test_what_is_mended_withdrawn_or_of_another_package_is_not(
    tmp_path: Path, pinned: Path
) -> None:
    mended = advisory("h11", {"introduced": "0"}, {"fixed": "0.14"})
    other = advisory("h12", {"introduced": "0"})
    withdrawn = {**WEAK, "withdrawn": "2026-02-02T00:00:00Z"}
    later = advisory("numpy", {"introduced": "2.10"})
    assert looked_up(tmp_path, pinned, mended, other, withdrawn, later) == advisories.CLEAN


@pytest.mark.parametrize(
    ("events", "versions", "weak"),
    [
        ([{"introduced": "0"}, {"last_affected": "2.4.6"}], [], True),
        ([{"introduced": "0"}, {"last_affected": "2.4.5"}], [], False),
        ([{"introduced": "1"}, {"fixed": "2"}, {"introduced": "2.4"}], [], True),
        ([{"introduced": "2.4.6"}], [], True),
        ([{"introduced": "0"}, {"fixed": "2.4.6rc1"}], [], False),
        ([{"introduced": "0"}, {"fixed": "2.4.6.post1"}], [], True),
        ([{"introduced": "2.4.6.dev3"}, {"fixed": "1!0.1"}], [], True),
        ([{"introduced": "3"}], ["2.4.6"], True),
        ([], ["2.4.5"], False),
    ],
)
def test_the_rules_of_osv(events: list[dict[str, str]], versions: list[str], weak: bool) -> None:
    one = advisory("numpy", *events, versions=versions)
    assert advisories.concerns(one, ("numpy", "2.4.6")) is weak


def test_versions_are_ordered_as_pypi_orders_them() -> None:
    endings = ("", ".dev1", "a1", "a.2", "alpha10", "b1", "rc1", "c2", "rc2.dev1", ".post1", "-r2")
    starts = ("0.9", "1", "1.0", "1.0.1", "1.10", "v2", "1!0.1")
    for one, other in itertools.combinations([f"{a}{b}" for a in starts for b in endings], 2):
        ours = advisories.order(one) < advisories.order(other)
        assert ours == (Version(one) < Version(other)), f"{one} and {other}"
    assert advisories.order("r5238") < advisories.order("0.0.dev1")


def test_a_zip_is_read_as_it_is_published(tmp_path: Path, pinned: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("PYSEC-0-1.json", json.dumps(WEAK))
    given = ["--data", str(path), "--requirements", str(pinned)]
    assert advisories.main(given) == advisories.FOUND


def test_without_data_it_does_not_say_that_all_is_well(
    tmp_path: Path, pinned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert looked_up(tmp_path, pinned) == advisories.UNKNOWN
    assert "nothing was looked up" in capsys.readouterr().out


def test_every_pin_of_the_project_is_looked_at() -> None:
    names = {name for name, _ in advisories.pins([advisories.HERE / n for n in advisories.FILES])}
    assert {"numpy", "pyside6-essentials", "pytest", "pyinstaller"} <= names
