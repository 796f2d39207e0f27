"""Counts what was tried to break it: `python -m tests.hard.tried JUNIT.xml...` writes TRIED.md.

The reports are those that `packaging/test.py` leaves in build/reports. What was not run is not
counted, and what failed is: a number in the document is a number of tests that somebody saw.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

DOCUMENT = Path(__file__).with_name("TRIED.md")
TESTS = Path(__file__).resolve().parents[1]

KINDS: Mapping[str, Sequence[str]] = {
    "Pictures that are cut off, damaged, endless, or made to take minutes": (
        "core/test_codec_damage",
        "core/test_codec_refusals",
        "core/test_codec_bombs",
        "core/fuzz/test_bad_pictures",
        "core/test_source",
        "core/test_source_text",
        "core/test_source_url",
    ),
    "What a coverage-guided fuzzer came upon, thirteen ways in": (
        "core/fuzz/test_corpus",
        "core/fuzz/test_fuzzer",
        "core/test_json_text",
    ),
    "A full disk, folders that are gone or closed, files taken away while open": (
        "hard/test_places",
        "core/test_export_faults",
        "core/batch/test_troubles",
        "core/history/test_disk",
    ),
    "Two windows at once, in processes of their own": ("hard/test_two_windows",),
    "Windows that close at any moment, whatever was just begun": ("hard/test_closing",),
    "Files with names that nobody expects": ("hard/test_names", "core/test_export_names"),
    "Settings, history and lists that are damaged, of a newer version, or two windows'": (
        "hard/test_damaged_home",
        "core/test_settings_faults",
        "core/test_tables",
        "core/test_whole_file",
        "core/history/test_faults",
        "core/runware/test_purchases",
        "core/batch/test_keeping",
    ),
    "kill -9 at random moments": (
        "hard/test_kills",
        "core/history/test_kill",
        "core/batch/test_kill",
        "core/library/test_killed",
    ),
    "Networks that are not what they should be, and downloads that break": (
        "core/library/test_checking",
        "core/library/test_download_faults",
        "core/library/test_way",
    ),
    "Clocks that jump, back-off, and computers that sleep": (
        "hard/test_clocks",
        "core/test_backoff",
    ),
    "A service that refuses, breaks off, lies or does not answer": (
        "core/runware/test_answers",
        "core/runware/test_engine_mishaps",
        "faults/test_insecure",
        "faults/test_leaving",
        "faults/test_no_way",
        "faults/test_on_the_way",
        "faults/test_refused",
        "faults/test_restarts",
        "faults/test_secrets",
        "faults/test_the_key",
        "faults/test_together",
        "faults/test_uploading",
    ),
    "Clients that ask the served API for what they should not": (
        "core/api/test_requests",
        "core/server/test_anything",
        "core/server/test_gate",
        "core/server/test_limits",
        "core/server/test_webhooks",
        "core/server/test_openapi",
        "core/server/test_outgoing",
    ),
    "What nobody foresaw: a sentence and a line in the log, no traceback": (
        "hard/test_no_traceback",
        "ui/test_crash",
        "core/test_log",
    ),
    "All day long: thousands of moves, hundreds of pictures": ("stories/test_soak",),
}
"""What was tried, and the modules of tests, below tests/, that try it."""

_HEAD = """# What was tried to break it

Written by `python -m tests.hard.tried` from the reports of a run of all tests. Each of these ends
in a sentence that says what to do, or in nothing at all; a traceback, a lost file or a hang fails
the test.

| tried | tests | passed | skipped | failed |
| --- | ---: | ---: | ---: | ---: |
"""


def main(reports: list[str]) -> int:
    """Write the document; 1 if anything of it failed or was not run."""
    if not reports:
        sys.exit("Which reports? Run packaging/test.py, and name build/reports/*.xml.")
    counts = count([Path(report) for report in reports])
    DOCUMENT.write_text(_HEAD + "".join(map(_row, counts.items())) + _rest(), "utf-8")
    return int(any(found["failed"] or not found["tests"] for found in counts.values()))


def count(reports: Sequence[Path]) -> dict[str, Counter[str]]:
    """By kind, how many tests there were, and how they ended."""
    kinds = {f"tests/{module}": kind for kind, modules in KINDS.items() for module in modules}
    counts = {kind: Counter[str]() for kind in KINDS}
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            kind = kinds.get(case.get("classname", "").replace(".", "/"))
            if kind is not None:
                counts[kind]["tests"] += 1
                counts[kind][_end(case)] += 1
    return counts


def _end(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def _row(item: tuple[str, Counter[str]]) -> str:
    kind, found = item
    columns = (found[name] for name in ("tests", "passed", "skipped", "failed"))
    return f"| {kind} | {' | '.join(map(str, columns))} |\n"


def _rest() -> str:
    """What stands below the table, which longer runs by hand have shown."""
    there = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else ""
    at = there.find("\n## ")
    return there[at:] if at >= 0 else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
