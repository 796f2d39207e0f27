"""A server's folder that is full, closed, damaged or of another version is told and left alone."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import UnderdrawingError
from core.server.database import FILE_NAME, open_database
from core.server.running import RunningServer, ServerSettings
from core.server.store import Store
from tests.core.pictures import noise, saved
from tests.core.server.client import PNG, grey, in_base64, preprocess
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine
from tests.hard.disks import fill, protect, small_disk, unprotect

BLOCK = 4096
ROOT = Path(__file__).parents[3]


def refusal(folder: Path) -> UnderdrawingError:
    """Why there can be no server on `folder`."""
    with pytest.raises(UnderdrawingError) as caught:
        RunningServer.start(QuickEngine, ServerSettings(folder=folder)).stop()
    return caught.value


def _newer(file: Path) -> None:
    with closing(open_database(file.parent)) as database:
        database.execute("PRAGMA user_version = 9")


def _damaged_inside(file: Path) -> None:
    with closing(open_database(file.parent)) as database:
        database.executemany(
            "INSERT INTO files VALUES (?, ?, 'image/png', 4096, 0, 9e9, 0)",
            [(f"{number:032x}.png", str(number)) for number in range(200)],
        )
    whole = bytearray(file.read_bytes())
    for start in range(2 * BLOCK, len(whole), BLOCK):  # the first says what tables there are
        whole[start : start + 100] = b"\xa5" * 100
    file.write_bytes(whole)


def _of_another(file: Path) -> None:
    file.write_bytes(b"another program's" * 100)


@pytest.mark.parametrize("spoil", [_newer, _damaged_inside, _of_another])
def test_a_list_that_cannot_be_read_is_told_and_left_as_it_is(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / FILE_NAME
    spoil(file)
    before = file.read_bytes()
    error = refusal(tmp_path)
    assert error.what == f"The server's list of tasks in {tmp_path} cannot be read."
    assert file.read_bytes() == before


def test_a_file_where_pictures_are_to_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"mine")
    error = refusal(tmp_path)
    assert error.what == f"The folder {tmp_path} cannot be used: {os.strerror(errno.EEXIST)}."
    assert (tmp_path / "files").read_bytes() == b"mine"


def test_a_folder_that_another_server_has_is_told(serve: Serve, tmp_path: Path) -> None:
    client = serve(QuickEngine)
    assert "Another server keeps its tasks" in refusal(tmp_path / "served").what
    assert client.item(preprocess())


def test_on_a_disk_that_may_only_be_read_nothing_is_called_damaged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        open_database(disk).close()
        protect(disk)
        error = refusal(disk)
        unprotect(disk)
        assert error.what.startswith(f"The folder {disk} cannot be used: ")
        assert "remove" not in error.remedy


def test_on_a_full_disk_nothing_is_called_damaged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        fill(disk)
        error = refusal(disk)
        assert error.what.startswith(f"The folder {disk} cannot be used: ")
        assert "remove" not in error.remedy
        (disk / "filling").unlink()
        RunningServer.start(QuickEngine, ServerSettings(folder=disk)).stop()


async def test_a_picture_that_the_disk_has_no_room_for_leaves_no_part_of_it(
    tmp_path: Path,
) -> None:
    large = saved(Image.fromarray(noise((800, 800, 3))), "PNG")
    with small_disk(tmp_path / "disk") as disk, closing(open_database(tmp_path)) as database:
        store = _store(disk / "files", database, max_bytes=2**30)
        with pytest.raises(UnderdrawingError, match="cannot keep the picture"):
            await store.put(large)
        assert list((disk / "files").iterdir()) == []
        assert (await store.put(PNG)).path.read_bytes() == PNG


async def test_a_picture_that_cannot_be_listed_is_not_kept(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as database:
        store = _store(tmp_path / "files", database, max_bytes=2 * BLOCK)
        database.execute("PRAGMA query_only = ON")
        for _ in range(3):
            with pytest.raises(UnderdrawingError, match="cannot keep the picture"):
                await store.put(grey(8, 8))
        assert list((tmp_path / "files").iterdir()) == []
        database.execute("PRAGMA query_only = OFF")
        await store.put(grey(8, 8))


async def test_nothing_goes_for_a_picture_that_has_no_room_even_so(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as database:
        store = _store(tmp_path / "files", database, max_bytes=4 * BLOCK)
        kept = [await store.put(grey(8, 8)) for _ in range(2)]
        await store.put(grey(8, 8), ttl_s=3600)
        held = await store.put(grey(8, 8))
        store.hold(held.image_uuid)
        three = saved(Image.fromarray(np.asarray(noise((52, 52, 3)), np.uint8)), "PNG")
        assert 2 * BLOCK < len(three) <= 3 * BLOCK
        with pytest.raises(UnderdrawingError, match="no room"):
            await store.put(three)
        assert all(store.image(each.image_uuid) for each in kept)
        store.let_go(held.image_uuid)
        await store.put(three)
        assert not any(store.image(each.image_uuid) for each in kept)


def test_who_waits_for_a_task_whose_end_cannot_be_kept_is_told_so_and_the_next_server_does_it(
    serve: Serve, tmp_path: Path
) -> None:
    served = tmp_path / "served"
    serve(QuickEngine).server.stop()
    with closing(open_database(served)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON tasks"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    client = serve(QuickEngine)
    task = preprocess(inputImage=in_base64(PNG))
    response = client.post(task)
    assert response.status_code == 503
    (error,) = response.json()["errors"]
    assert "cannot keep what became of the task" in error["message"]
    client.server.stop()
    with closing(open_database(served)) as database:
        database.execute("DROP TRIGGER full")
    assert serve(QuickEngine).wait_for(task["taskUUID"])["data"][0]["status"] == "success"


def test_a_folder_that_has_gone_is_no_fault_of_the_task(serve: Serve, tmp_path: Path) -> None:
    client = serve(QuickEngine)
    files = tmp_path / "served" / "files"
    files.rmdir()
    task = preprocess()
    assert client.error(task, 500)["code"] == "internalServerError"
    files.mkdir()
    assert client.item(task)


def test_a_task_that_the_disk_has_changed_keeps_no_other_waiting(
    serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = QuickEngine()
    engine.gate.clear()
    first = serve(lambda: engine)
    tasks = [preprocess(deliveryMethod="async") for _ in range(2)]
    first.post(*tasks)
    first.server.stop()
    with closing(open_database(tmp_path / "served")) as database:
        database.execute(
            "UPDATE tasks SET request = ? WHERE task_uuid = ?",
            (json.dumps(tasks[0])[:40], tasks[0]["taskUUID"]),
        )
    engine.gate.set()
    second = serve(QuickEngine)
    assert second.wait_for(tasks[1]["taskUUID"])["data"]
    assert second.ask(tasks[0]["taskUUID"]).status_code == 400
    assert tasks[0]["taskUUID"] in caplog.text


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("sent", ["by the engine", "by the thread's start"])
def test_ctrl_c_while_it_starts_ends_it(tmp_path: Path, sent: str) -> None:
    code = f"""
import signal, threading
from pathlib import Path
from core.server.running import RunningServer, ServerSettings
from tests.core.server.engines import QuickEngine

# A job in the background of a shell begins with it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def engine():
    if {sent!r} == "by the engine":
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    return QuickEngine()

def start(thread, start=threading.Thread.start):
    start(thread)
    if thread.name == "server":
        signal.raise_signal(signal.SIGINT)

if {sent!r} == "by the thread's start":
    threading.Thread.start = start
try:
    RunningServer.start(engine, ServerSettings(folder=Path({str(tmp_path)!r})))
except KeyboardInterrupt:
    print([thread.name for thread in threading.enumerate()])
"""
    command = [sys.executable, "-P", "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert ended.stdout == "['MainThread']\n", ended.stderr


def _store(folder: Path, database: sqlite3.Connection, *, max_bytes: int) -> Store:
    return Store(folder, database, max_bytes=max_bytes, keep_s=3600, clock=lambda: 1e6)
