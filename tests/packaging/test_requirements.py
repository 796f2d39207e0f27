"""The pinned requirements: complete, the same for users and developers, and bound to no host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FILES = (
    *("requirements.txt", "requirements-dev.txt", "requirements-sdk.txt"),
    *(
        "requirements-build.txt",
        "requirements-coverage.txt",
        "requirements-mutants.txt",
        "requirements-fuzz.txt",
    ),
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pins(name: str) -> set[tuple[str, Version]]:
    text = (ROOT / "packaging" / name).read_text("utf-8")
    found = re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    return {(canonicalize_name(package), Version(version)) for package, version in found}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_every_dependency_is_pinned_to_a_version_it_allows(name: str, asked: list[str]) -> None:
    for requirement in map(Requirement, asked):
        package = canonicalize_name(requirement.name)
        versions = [version for pinned, version in pins(name) if pinned == package]
        assert versions, f"{requirement} is not pinned"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_developers_run_what_users_run() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_what_is_packed_can_be_installed_beside_the_tools_that_pack_it() -> None:
    shipped, tools = dict(pins("requirements.txt")), dict(pins("requirements-build.txt"))
    both = shipped.keys() & tools.keys()
    assert "packaging" in both
    assert {name: shipped[name] for name in both} == {name: tools[name] for name in both}


@pytest.mark.parametrize("name", FILES)
def test_no_host_is_named_and_every_pin_has_a_hash(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    for pin in re.split(r"\n(?=\w)", text)[1:]:
        assert "--hash=sha256:" in pin
