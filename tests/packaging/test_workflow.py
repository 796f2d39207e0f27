"""The workflow for a hosted CI: what it runs is there, what it fetches is named by its commit."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / ".github" / "workflows" / "packages.yml").read_text("utf-8")


def test_it_makes_packages_on_three_systems_and_says_that_it_was_not_run() -> None:
    assert TEXT.startswith("# NOT RUN YET.")
    assert len(re.findall(r"- run: python3? packaging/build\.py$", TEXT, re.MULTILINE)) == 3


def test_every_file_of_ours_that_it_names_is_there() -> None:
    named = set(re.findall(r"\b(?:packaging|resources)[/\\][\w/\\.-]+\w", TEXT))
    assert {name.replace("\\", "/") for name in named} >= {
        "packaging/build.py",
        "resources/samples/still-life.webp",
    }
    assert [name for name in named if not (ROOT / name.replace("\\", "/")).is_file()] == []


def test_every_action_is_named_by_a_commit_and_tells_its_version() -> None:
    actions = re.findall(r"uses: (.+)$", TEXT, re.MULTILINE)
    assert actions
    pinned = re.compile(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [action for action in actions if not pinned.fullmatch(action)] == []


def test_it_may_read_the_repository_and_no_more() -> None:
    assert "\npermissions:\n  contents: read\n" in TEXT
    assert TEXT.count("permissions:") == 1
    assert TEXT.count("actions/checkout@") == TEXT.count("{ persist-credentials: false }")


def test_every_secret_that_it_takes_is_told_at_its_head() -> None:
    head, _, _ = TEXT.partition("\nname: ")
    for name in re.findall(r"(?:secrets|vars)\.(\w+)", TEXT):
        assert re.search(rf"\b{name}\b", head), name
