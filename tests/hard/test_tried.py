"""The document of what was tried counts tests that are there, and all that try to break it."""

from __future__ import annotations

from pathlib import Path

from tests.hard.tried import KINDS, TESTS, count

TRYING = ("fault", "damage", "kill", "refus", "mishap", "trouble", "corpus")
"""What the names of modules that are about going wrong have in them."""


def test_every_module_that_is_named_is_there() -> None:
    named = [module for modules in KINDS.values() for module in modules]
    assert len(named) == len(set(named))
    assert [module for module in named if not (TESTS / f"{module}.py").exists()] == []


def test_no_module_that_tries_to_break_it_is_left_out() -> None:
    named = {module for modules in KINDS.values() for module in modules}
    files = (path.relative_to(TESTS).with_suffix("") for path in TESTS.rglob("test_*.py"))
    trying = {
        path.as_posix()
        for path in files
        if any(word in path.name for word in TRYING) or path.parts[0] == "faults"
    }
    assert trying - named == set()


def test_what_failed_is_counted_as_that(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="tests.hard.test_kills" name="a"/>'
        '<testcase classname="tests.hard.test_kills" name="b"><failure/></testcase>'
        '<testcase classname="tests.hard.test_kills" name="c"><skipped/></testcase>'
        '<testcase classname="tests.core.test_task" name="d"/></testsuite></testsuites>'
    )
    found = count([report])["kill -9 at random moments"]
    assert found == {"tests": 3, "passed": 1, "failed": 1, "skipped": 1}
