"""A picture is uploaded once, and once more where it must be."""

from __future__ import annotations

import asyncio

import pytest

from core.engine import Progress
from core.errors import ServiceError
from tests.faults import mishaps
from tests.faults.layer import Mishap
from tests.faults.mishaps import Json
from tests.faults.scene import (
    KEY,
    PICTURE_URI,
    Scene,
    Served,
    failed,
    is_the_guide,
    request,
    scene,
    until,
)

OTHER_URI = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAIBRAA7"


def uploads(here: Scene) -> int:
    return len(here.asked("imageUpload"))


async def test_a_picture_is_uploaded_once_for_many_tasks(served: Served) -> None:
    async with scene(served) as here:
        for _ in range(3):
            uploaded = await here.client.upload(PICTURE_URI)
            assert is_the_guide(await here.order(request(uploaded)))
        assert await here.client.upload(OTHER_URI) != uploaded
        assert uploads(here) == 2
        assert here.made == 3


async def test_a_picture_that_many_want_at_once_is_uploaded_once(served: Served) -> None:
    async with scene(served) as here:
        wanted = [here.client.upload(PICTURE_URI) for _ in range(12)]
        assert len(set(await asyncio.gather(*wanted))) == 1
        assert uploads(here) == 1


async def test_who_uploads_may_leave_the_others_to_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(served) as here:
        came, memory = list[bytes](), here.client._uploads
        turn = memory.turn

        def counted(place: bytes) -> asyncio.Lock:
            came.append(place)
            return turn(place)

        monkeypatch.setattr(memory, "turn", counted)
        here.layer.tasks += [mishaps.says_nothing]
        first = asyncio.create_task(here.client.upload(PICTURE_URI))
        await until(lambda: not here.layer.tasks)
        second = asyncio.create_task(here.client.upload(PICTURE_URI))
        await until(lambda: len(came) == 2)
        first.cancel()
        assert is_the_guide(await here.order(request(await second)))


async def test_what_the_service_lost_is_uploaded_again_once_it_is_forgotten(
    served: Served,
) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.edits(lambda reply: reply["data"][0].update(lost(reply)))]
        uploaded = await here.client.upload(PICTURE_URI)
        error = failed(await here.order(request(uploaded))).error
        assert isinstance(error, ServiceError)
        assert error.code == "failedToTransferImage"
        assert here.client.forget(uploaded)
        assert not here.client.forget(uploaded)
        assert is_the_guide(await here.order(request(await here.client.upload(PICTURE_URI))))
        assert uploads(here) == 2


def lost(reply: Json) -> Json:
    return {"imageUUID": reply["data"][0]["taskUUID"]}


async def test_another_account_uploads_for_itself(served: Served) -> None:
    async with scene(served) as here:
        await here.client.upload(PICTURE_URI)
        here.key = "another-key"
        with pytest.raises(ServiceError):
            await here.client.upload(PICTURE_URI)
        here.key = KEY
        await here.client.upload(PICTURE_URI)
        assert uploads(here) == 2


@pytest.mark.parametrize(
    "mishap",
    [
        mishaps.hangs_up(arrives=False),
        mishaps.hangs_up(arrives=True),
        mishaps.breaks_off,
        mishaps.answers(429, headers={"retry-after": "3"}, arrives=False),
        mishaps.answers(500, arrives=False),
        mishaps.says(200, "internalServerError"),
        mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False),
    ],
)
async def test_an_upload_is_tried_again(served: Served, mishap: Mishap) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishap, mishap]
        uploaded = await here.client.upload(PICTURE_URI)
        assert is_the_guide(await here.order(request(uploaded)))
        assert uploads(here) == 3


async def test_an_upload_whose_answer_was_lost_for_good_is_made_anew(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [
            mishaps.hangs_up(arrives=True),
            mishaps.says(400, "conflictTaskUUID"),
        ]
        assert is_the_guide(await here.order(request(await here.client.upload(PICTURE_URI))))
        first, again, anew = here.asked("imageUpload")
        assert first["taskUUID"] == again["taskUUID"] != anew["taskUUID"]


async def test_newer_answers_to_an_upload_are_understood(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [
            mishaps.edits(
                lambda reply: reply.update(
                    data={"mediaURL": reply["data"][0]["imageURL"], "taskType": "mediaStorage"}
                )
            )
        ]
        uploaded = await here.client.upload(PICTURE_URI)
        assert uploaded.startswith("http://127.0.0.1:")
        assert is_the_guide(await here.order(request(uploaded)))


async def test_an_upload_without_a_name_is_told_of(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.edits(lambda reply: reply.update(data=[{"taskType": "x"}]))]
        with pytest.raises(ServiceError, match="gave it no name"):
            await here.client.upload(PICTURE_URI)
        here.layer.tasks += [mishaps.edits(lambda reply: reply.update(data=[]))]
        with pytest.raises(ServiceError, match="not what was asked"):
            await here.client.upload(PICTURE_URI)


async def test_a_picture_that_is_refused_is_not_sent_again(served: Served) -> None:
    async with scene(served) as here:
        with pytest.raises(ServiceError) as refused:
            await here.client.upload("data:image/png;base64,AAAA")
        assert refused.value.code == "failedToTransferImage"
        assert "save the picture as PNG" in refused.value.remedy
        assert uploads(here) == 1


async def test_one_hears_how_far_a_large_upload_is(served: Served) -> None:
    heard: list[Progress] = []
    async with scene(served) as here:
        large = PICTURE_URI + "A" * 2**20
        with pytest.raises(ServiceError):
            await here.client.upload(large, heard.append)
    fractions = [progress.fraction or 0.0 for progress in heard]
    assert {progress.stage for progress in heard} == {"uploading"}
    assert len(fractions) > 10
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


async def test_one_hears_of_each_stage_of_a_guide(served: Served) -> None:
    heard: list[Progress] = []
    async with scene(served) as here:
        await here.client.preprocess([request()], heard.append)
    stages = [progress.stage for progress in heard]
    assert list(dict.fromkeys(stages)) == ["waiting", "downloading"]
    assert heard[-1] == Progress("downloading", 1.0)
