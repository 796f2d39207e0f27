"""Whatever happens between client and server, the guide comes in the end, and is made once."""

from __future__ import annotations

import time
from statistics import median

import pytest

from core.runware.client import RunwareClient
from core.runware.service import Service
from tests.faults import mishaps
from tests.faults.layer import Mishap
from tests.faults.scene import KEY, Served, is_the_guide, request, scene

WAYS = [
    (delivery, output)
    for delivery in ("async", "sync")
    for output in ("URL", "base64Data", "dataURI")
]


@pytest.mark.parametrize(("delivery", "output"), WAYS)
async def test_where_nothing_is_wrong_the_guide_comes(
    served: Served, delivery: str, output: str
) -> None:
    async with scene(served) as here:
        outcome = await here.order(request(delivery_method=delivery, output_type=output))
        assert is_the_guide(outcome)
        assert here.made == 1


WITH_TASKS: dict[str, list[Mishap]] = {
    "the connection breaks off before the task arrives": [mishaps.hangs_up(arrives=False)],
    "the connection breaks off after it": [mishaps.hangs_up(arrives=True)],
    "the answer breaks off": [mishaps.breaks_off],
    "the answer ends early": [mishaps.ends_early],
    "a login page comes instead of the service": [
        mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False)
    ],
    "the answer is garbage": [mishaps.answers(200, b'{"da\xff\x00', arrives=True)],
    "the answer is empty": [mishaps.answers(200, b"", arrives=True)],
    "the answer has no items": [mishaps.answers(200, b'{"data": []}', arrives=True)],
    "no items come, and the task never arrived": [
        mishaps.answers(200, b'{"data": []}', arrives=False)
    ],
    "too many requests": [mishaps.answers(429, headers={"retry-after": "7"}, arrives=False)],
    "too many requests, in the API's words": [mishaps.says(429, "rateLimitExceeded")],
    "500 twice, then well": [mishaps.answers(500, arrives=False)] * 2,
    "500 twice, though it arrived": [
        mishaps.answers(500, arrives=True),
        mishaps.answers(500, arrives=False),
    ],
    "500 in the API's words, though it arrived": [
        mishaps.answers(500, b'{"errors": [{"code": "internalServerError"}]}', arrives=True)
    ],
    "a gateway gives up, though it arrived": [mishaps.answers(504, b"<html>", arrives=True)],
    "a bad gateway": [mishaps.answers(502, b"<html>", arrives=False)],
    "no server is available": [mishaps.says(503, "noAvailableServer")],
    "a fault that the API tells with 200": [mishaps.says(200, "serviceUnavailable")],
    "the request took too long": [mishaps.answers(408, arrives=False)],
    "the request took too long, but arrived": [mishaps.answers(408, arrives=True)],
    "everything in turn": [
        mishaps.hangs_up(arrives=False),
        mishaps.answers(429, arrives=False),
        mishaps.answers(500, arrives=True),
        mishaps.breaks_off,
    ],
}


@pytest.mark.parametrize("delivery", ["async", "sync"])
@pytest.mark.parametrize("what", WITH_TASKS)
async def test_a_task_is_made_once(served: Served, what: str, delivery: str) -> None:
    async with scene(served) as here:
        here.layer.tasks += WITH_TASKS[what]
        outcome = await here.order(request(delivery_method=delivery))
        assert is_the_guide(outcome)
        assert here.layer.tasks == []
        assert here.made == 1
        assert len({task["taskUUID"] for task in here.asked("controlNetPreprocess")}) == 1


@pytest.mark.parametrize("delivery", ["async", "sync"])
@pytest.mark.parametrize("what", ["hangs up", "breaks off", "500", "login page", "no items"])
async def test_what_may_have_arrived_is_asked_after_before_it_is_sent_again(
    served: Served, what: str, delivery: str
) -> None:
    mishap = {
        "hangs up": mishaps.hangs_up(arrives=True),
        "breaks off": mishaps.breaks_off,
        "500": mishaps.answers(500, arrives=True),
        "login page": mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=True),
        "no items": mishaps.answers(200, b'{"data": []}', arrives=True),
    }[what]
    async with scene(served) as here:
        here.layer.tasks += [mishap]
        assert is_the_guide(await here.order(request(delivery_method=delivery)))
        assert len(here.asked("controlNetPreprocess")) == 1
        assert len(here.asked("getResponse")) > 0


@pytest.mark.parametrize("what", WITH_TASKS)
async def test_questions_after_a_task_are_asked_again(served: Served, what: str) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.answers(500, arrives=True), *WITH_TASKS[what]]
        outcome = await here.order(request(output_type="base64Data"))
        assert is_the_guide(outcome)
        assert here.layer.tasks == []
        assert here.made == 1


WITH_FILES: dict[str, list[Mishap]] = {
    "the connection breaks off": [mishaps.hangs_up(arrives=False)],
    "the picture breaks off": [mishaps.breaks_off],
    "500 twice, then well": [mishaps.answers(500, arrives=False)] * 2,
    "too many requests": [mishaps.answers(429, headers={"retry-after": "7"}, arrives=False)],
    "the request took too long": [mishaps.answers(408, arrives=False)],
    "the address has run out, or not begun to be": [mishaps.answers(404, arrives=False)],
    "the address was signed for a shorter time": [mishaps.answers(403, arrives=False)],
}


@pytest.mark.parametrize("delivery", ["async", "sync"])
@pytest.mark.parametrize("what", WITH_FILES)
async def test_a_guide_is_fetched_until_it_is_here(
    served: Served, what: str, delivery: str
) -> None:
    async with scene(served) as here:
        here.layer.files += WITH_FILES[what]
        outcome = await here.order(request(delivery_method=delivery))
        assert is_the_guide(outcome)
        assert here.layer.files == []
        assert here.made == 1


async def test_small_questions_do_not_wait_for_the_system_to_send_them(served: Served) -> None:
    """Answers in two parts, of which the second waits for an acknowledgement, take 40 ms."""

    async def key() -> str:
        return KEY

    client = RunwareClient(Service(served.server.url), key)
    await client.balance()
    seconds = []
    for _ in range(21):
        began = time.perf_counter()
        await client.balance()
        seconds.append(time.perf_counter() - began)
    await client.aclose()
    assert median(seconds) < 0.03
