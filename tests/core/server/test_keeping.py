"""What the server keeps goes when its time has come, stays within bounds, and is all it touches."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from core.api.reading import read_request
from core.api.requests import Preprocess
from core.server.database import open_database
from core.server.records import Outcome, Record, Records
from core.server.store import Store
from tests.core.server.client import PNG, Client, grey, in_base64, new_uuid, preprocess, until
from tests.core.server.conftest import Serve
from tests.core.server.engines import QuickEngine
from tests.core.server.wire import answer_to

DAY_S = 24 * 3600.0
BLOCK = 4096


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "files").iterdir()}


def result(client: Client, **fields: object) -> str:
    """The address of a new guide."""
    return str(client.item(preprocess(outputType="URL", **fields))["guideImageURL"])


def test_a_result_is_there_for_its_ttl_and_not_a_second_longer(
    serve: Serve, tmp_path: Path
) -> None:
    clock = Clock()
    client = serve(QuickEngine, clock=clock, sweep_s=0.01)
    image = client.upload()
    short, usual = result(client, ttl=60, inputImage=image), result(client, inputImage=image)
    clock.now += 59
    assert client.http.get(short).status_code == 200
    clock.now += 1
    assert client.http.get(short).status_code == 404
    name = short.rpartition("/")[2]
    until(lambda: name not in files(tmp_path / "served"))
    assert client.http.get(usual).status_code == 200
    clock.now += DAY_S - 61
    assert client.http.get(usual).status_code == 200
    clock.now += 1
    assert client.http.get(usual).status_code == 404
    until(lambda: files(tmp_path / "served") == set())


def test_a_ttl_may_be_longer_than_a_day(serve: Serve) -> None:
    clock = Clock()
    client = serve(QuickEngine, clock=clock, sweep_s=0.01)
    task = preprocess(outputType="URL", ttl=int(3 * DAY_S), deliveryMethod="async")
    forever = preprocess(outputType="URL", ttl=10**400, deliveryMethod="async")
    client.post(task, forever)
    for each in (task, forever):
        url = client.wait_for(each["taskUUID"])["data"][0]["guideImageURL"]
        assert client.http.get(url).status_code == 200
    clock.now += 2 * DAY_S
    (item,) = client.ask(task["taskUUID"]).json()["data"]
    assert client.http.get(item["guideImageURL"]).status_code == 200
    clock.now += DAY_S
    until(lambda: client.ask(task["taskUUID"]).status_code == 400)
    assert client.ask(forever["taskUUID"]).status_code == 200


def test_a_ttl_is_for_addresses_only(serve: Serve) -> None:
    clock = Clock()
    client = serve(QuickEngine, clock=clock)
    task = preprocess(outputType="base64Data", ttl=60)
    client.item(task)
    clock.now += 3600
    assert client.ask(task["taskUUID"]).json()["data"][0]["guideImageBase64Data"]


def test_a_task_is_known_as_long_as_its_guide(serve: Serve) -> None:
    clock = Clock()
    client = serve(QuickEngine, clock=clock, sweep_s=0.01)
    task = preprocess()
    client.item(task)
    clock.now += DAY_S - 1
    assert client.ask(task["taskUUID"]).status_code == 200
    clock.now += 1
    until(
        lambda: (
            client.ask(task["taskUUID"]).json()["errors"][0]["message"]
            == "No task with this taskUUID is known here."
        )
    )
    assert client.item(task)


def test_an_upload_is_there_for_a_day(serve: Serve) -> None:
    clock = Clock()
    client = serve(QuickEngine, clock=clock)
    image = client.upload()
    clock.now += DAY_S - 1
    assert client.item(preprocess(inputImage=image))
    clock.now += 1
    error = client.error(preprocess(inputImage=image))
    assert f"has no image {image}" in error["message"]


def test_an_image_stays_as_long_as_a_task_wants_it(serve: Serve) -> None:
    clock, engine = Clock(), QuickEngine()
    client = serve(lambda: engine, clock=clock, sweep_s=0.01)
    engine.gate.clear()
    image = client.upload()
    tasks = [preprocess(inputImage=image, deliveryMethod="async") for _ in range(3)]
    client.post(*tasks)
    clock.now += 2 * DAY_S
    other = client.upload(grey(9, 9))
    engine.gate.set()
    for task in tasks:
        assert client.wait_for(task["taskUUID"])["data"][0]["status"] == "success"
    assert client.item(preprocess(inputImage=other))
    assert client.error(preprocess(inputImage=image))


def test_the_oldest_go_where_there_is_no_room(serve: Serve, tmp_path: Path) -> None:
    size = -(-len(PNG) // BLOCK) * BLOCK
    client = serve(QuickEngine, max_stored_bytes=4 * size)
    images = [client.upload() for _ in range(6)]
    assert len(files(tmp_path / "served")) == 4
    known = [image for image in images if "data" in client.post(_upload_of(image)).json()]
    assert known == images[2:]


def test_what_was_promised_stays_and_the_new_is_refused(serve: Serve) -> None:
    small = in_base64(grey(8, 8))
    client = serve(QuickEngine, max_stored_bytes=3 * BLOCK)
    kept = [result(client, inputImage=small, ttl=3600) for _ in range(2)]
    error = client.error(preprocess(inputImage=small, outputType="URL", ttl=3600), 500)
    assert error["code"] == "internalServerError"
    assert "no room" in error["message"]
    assert [client.http.get(url).status_code for url in kept] == [200, 200]
    # What nobody was promised makes room.
    assert client.upload(grey(8, 8)) != client.upload(grey(8, 8))


def test_even_the_smallest_file_counts(serve: Serve, tmp_path: Path) -> None:
    client = serve(QuickEngine, max_stored_bytes=10 * BLOCK)
    for _ in range(20):
        client.upload(grey(1, 1))
    assert len(files(tmp_path / "served")) == 10


def test_the_bound_holds_after_a_restart(serve: Serve, tmp_path: Path) -> None:
    first = serve(QuickEngine, max_stored_bytes=10 * BLOCK)
    for _ in range(10):
        first.upload(grey(1, 1))
    first.server.stop()
    second = serve(QuickEngine, max_stored_bytes=10 * BLOCK)
    second.upload(grey(1, 1))
    assert len(files(tmp_path / "served")) == 10


def test_a_picture_larger_than_all_that_may_be_kept_is_refused(serve: Serve) -> None:
    client = serve(QuickEngine, max_stored_bytes=BLOCK)
    task = {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": in_base64(PNG)}
    assert "no picture that large" in client.error(task)["message"]


def test_what_is_left_of_a_killed_server_is_cleared_away_and_nothing_else(
    serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "served" / "files"
    first = serve(QuickEngine)
    gone, kept = first.upload(), first.upload()
    first.server.stop()
    half = folder / f"{'0' * 32}.png"
    half.write_bytes(PNG[:9])
    mine = folder / "holiday.png"
    mine.write_bytes(PNG)
    (folder / "more").mkdir()
    sizes = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    lost = next(name for name in sizes if name not in (half.name, mine.name))
    (folder / lost).unlink()
    second = serve(QuickEngine)
    assert not half.exists()
    assert mine.read_bytes() == PNG
    assert (folder / "more").is_dir()
    answers = [second.post(preprocess(inputImage=image)).status_code for image in (gone, kept)]
    assert sorted(answers) == [200, 400]


@pytest.mark.parametrize(
    "path",
    [
        "../server.sqlite3",
        "..%2fserver.sqlite3",
        "%2e%2e/server.sqlite3",
        "..%5cserver.sqlite3",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "{name}%00",
        "{name}/..",
        "./{name}x",
        "{name}%20",
        "",
        "files",
        "%",
        "mine.png",
        "' OR 1=1 --",
    ],
)
def test_only_files_of_the_store_are_given_out(serve: Serve, tmp_path: Path, path: str) -> None:
    client = serve(QuickEngine)
    name = result(client).rpartition("/")[2]
    (tmp_path / "served" / "files" / "mine.png").write_bytes(PNG)
    target = "/results/" + path.format(name=name)
    said = answer_to(client, f"GET {target} HTTP/1.1\nHost: localhost\nConnection: close")
    assert said.split()[1] in ("400", "404")
    assert "SQLite" not in said
    assert "PNG" not in said


def test_names_cannot_be_guessed_and_are_not_the_pictures(serve: Serve) -> None:
    client = serve(QuickEngine)
    task = preprocess(outputType="URL")
    item = client.item(task)
    name = item["guideImageURL"].rpartition("/")[2].partition(".")[0]
    assert len(name) == 32
    for known in (item["guideImageUUID"], item["inputImageUUID"], task["taskUUID"]):
        assert known.replace("-", "") != name


def test_a_result_is_a_picture_to_every_browser(serve: Serve) -> None:
    client = serve(QuickEngine)
    response = client.http.get(result(client, outputFormat="WEBP"))
    assert response.headers["content-type"] == "image/webp"
    assert response.headers["x-content-type-options"] == "nosniff"
    part = client.http.get(result(client), headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.content) == (206, base64.b64decode(in_base64())[:8])


def test_of_very_many_tasks_the_oldest_are_forgotten(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    records = Records(database, max_remembered=3)
    tasks = [preprocess(inputImage=new_uuid()) for _ in range(6)]
    for number, task in enumerate(tasks):
        record = _record(task)
        records.accept(record, number)
        if number != 1:  # which is still being done
            records.finish(record, Outcome(), now=number, expires=100 + number)
    records.sweep(50)
    known = [records.knows(task["taskUUID"]) for task in tasks]
    assert known == [False, True, False, False, True, True]
    database.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    (tmp_path / "files").write_bytes(b"")
    with pytest.raises(OSError):
        Store(tmp_path / "files", database, max_bytes=1, keep_s=1, clock=Clock())
    database.close()


def _record(task: dict[str, object]) -> Record:
    request = read_request(task)
    assert isinstance(request, Preprocess)
    return Record(request, "http://localhost")


def _upload_of(image: str) -> dict[str, str]:
    return {"taskType": "imageUpload", "taskUUID": new_uuid(), "image": image}
