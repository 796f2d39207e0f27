"""The server describes itself at /openapi.json, and is as it says."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import core
from core.api.reading import Refused, read_request
from core.catalog import CATALOG
from core.preprocessor import Preprocessor
from core.server import desk, failures
from core.server.codes import MEANINGS, codes
from tests.core.server.client import Client, in_base64, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine
from tests.core.server.test_sdk import PYTHON

ROOT = Path(__file__).parents[3]
EXAMPLES = 100
"""How many requests schemathesis makes up."""

apart = pytest.mark.skipif(
    not PYTHON.exists(), reason="packaging/test.py makes the environment of these tools"
)


def address(client: Client) -> str:
    return client.server.url.removesuffix("/v1") + "/openapi.json"


def description(client: Client) -> dict[str, Any]:
    response = client.http.get(address(client), headers={"Authorization": ""})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found = response.json()
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def described(local: Client) -> dict[str, Any]:
    return description(local)


def test_it_is_asked_for_without_a_key_and_sent_once(local: Client) -> None:
    first = httpx.get(address(local), trust_env=False)
    assert first.status_code == 200
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = httpx.get(address(local), headers={"If-None-Match": known}, trust_env=False)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = httpx.get(address(local), headers={"If-None-Match": '"other"'}, trust_env=False)
    assert other.json() == first.json()
    assert "no-cache" in first.headers["cache-control"]  # kept, and asked for again


def test_it_tells_the_limits_that_this_server_was_started_with(serve: Serve) -> None:
    found = description(serve(QuickEngine, max_tasks=7, max_waiting=9, idle_s=33, keep_s=7200))
    several, _ = found["components"]["schemas"]["Request"]["oneOf"]
    assert several["maxItems"] == 7
    for words in ("7 tasks", "9 tasks may be waiting", "33 seconds", "2 hours"):
        assert words in found["info"]["description"]


def test_every_preprocessor_is_described_with_its_options(described: dict[str, Any]) -> None:
    flat = list(tasks(described, "preProcessorType"))
    assert [fields["preProcessorType"]["const"] for fields in flat] == list(Preprocessor)
    models = list(tasks(described, "model"))
    for name, fields, model in zip(Preprocessor, flat, models, strict=True):
        titles = {option.title for option in CATALOG[name].options}
        assert {field["title"] for field in fields.values() if "title" in field} == titles
        settings = model["settings"]["anyOf"][0]["properties"]
        assert {field["title"] for field in settings.values()} == titles


def test_the_ranges_are_those_that_are_kept_to(described: dict[str, Any]) -> None:
    """What is least and most is taken, what is beyond is refused by name."""
    ordered = {name for entry in CATALOG.values() for pair in entry.ordered for name in pair}
    tried = 0
    for fields in tasks(described, "preProcessorType"):
        for name, field in fields.items():
            limits = at(described, field).get("anyOf", [{}])[0]
            for limit, beyond in ((limits.get("minimum"), -1), (limits.get("maximum"), 1)):
                if limit is None:
                    continue
                task = {**preprocess(), "preProcessorType": fields["preProcessorType"]["const"]}
                if name not in ordered:
                    assert read_request(task | {name: limit})
                with pytest.raises(Refused) as refused:
                    read_request(task | {name: limit + beyond})
                assert refused.value.problem.parameters == (name,)
                assert refused.value.problem.code in codes()
                tried += 1
    assert tried > 50


def test_every_code_that_stands_in_the_source_is_explained() -> None:
    folder = Path(core.__file__).parent
    modules = [*folder.glob("server/*.py"), folder / "api" / "reading.py"]
    known = set(codes())
    found = {code for module in modules for code in codes_in(module.read_text("utf-8"))}
    found |= {desk.MISSING_KEY, desk.INVALID_KEY, desk.TOO_MANY, desk.STOPPING}
    found |= {code for _, code, _ in failures.CODES}
    assert found <= known
    assert set(MEANINGS) <= found


def test_the_websocket_and_the_errors_are_told_in_words(described: dict[str, Any]) -> None:
    words = described["info"]["description"]
    assert "WebSocket" in words
    assert all(f"`{code}`: {meaning}" in words for code, meaning in MEANINGS.items())


def test_a_whole_number_may_have_a_point(local: Client) -> None:
    """In JSON 16.0 and 16 are the same number, and some write it so."""
    assert local.guide(width=16.0, outputQuality=90.0, ttl=60.0).shape[1] == 16
    assert local.error(preprocess(width=16.5))["parameter"] == "width"
    assert local.error(preprocess(includeCost=1.0))["parameter"] == "includeCost"


@apart
def test_it_is_openapi_and_its_examples_are_what_they_are_examples_of(
    described: dict[str, Any],
) -> None:
    done = subprocess.run(
        [PYTHON, "-I", Path(__file__).with_name("validator.py")],
        input=json.dumps(described),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) >= 15


@apart
def test_whatever_the_description_allows_and_forbids_the_server_does(
    serve: Serve, tmp_path: Path
) -> None:
    # Nobody listens where addresses lead that are put into requests.
    nobody: dict[str, Any] = {"upload_delays_s": (), "webhook_delays_s": ()}
    client = serve(QuickEngine, allow_private_addresses=True, **nobody)
    done = preprocess(outputType="URL")
    name = client.item(done)["guideImageURL"].rpartition("/")[2]
    asked = {"KEY": client.server.key, "PICTURE": in_base64(), "NAME": name}
    environ = {f"ASKER_{word}": value for word, value in asked.items()}
    environ |= {"ASKER_DONE": done["taskUUID"], "SCHEMATHESIS_HOOKS": "tests.core.server.asker"}
    command = [
        *(
            str(PYTHON),
            "-m",
            "schemathesis.cli",
            "run",
            address(client),
            "--no-color",
            "--checks=all",
        ),
        *("--phases=examples,fuzzing", f"--max-examples={EXAMPLES}", "--generation-database=none"),
        *("--header", f"Authorization: Bearer {client.server.key}"),
    ]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, **environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    made = re.search(r"(\d+) generated, (\d+) passed", run.stdout)
    assert made and int(made[1]) == int(made[2]) > EXAMPLES, run.stdout


def tasks(described: dict[str, Any], by: str) -> Iterator[dict[str, Any]]:
    """The fields of every preprocess task that names its preprocessor in that field."""
    schemas = described["components"]["schemas"]
    for way in schemas["Task"]["oneOf"]:
        fields = at(described, way)["properties"]
        if by in fields:
            yield fields


def at(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """`schema`, or what it refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found = described["components"]["schemas"][name] if name else schema
    assert isinstance(found, dict)
    return found


def codes_in(source: str) -> Iterator[str]:
    """The codes with which this module refuses something, as far as they stand there."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("Problem", "_refused") and node.args:
            first = node.args[0]
            for way in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(way, ast.Constant):
                    yield str(way.value)
