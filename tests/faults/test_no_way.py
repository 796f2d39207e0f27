"""Where the guide does not come, the wait ends in time with a sentence, and nothing is lost."""

from __future__ import annotations

import asyncio
import time

import pytest

from core import codec
from core.backoff import TRIES
from core.errors import ServiceError, Unreachable
from core.runware import connection
from core.runware.client import RunwareClient
from core.runware.service import Service
from tests.faults import mishaps
from tests.faults.layer import Mishap
from tests.faults.scene import KEY, Served, failed, is_the_guide, request, scene, until

SHORT_S = 0.2


async def test_a_service_that_is_not_there_is_given_up_soon(served: Served) -> None:
    async with scene(served) as here:
        await here.layer.close()
        outcome = failed(await here.order(request()))
        assert isinstance(outcome.error, Unreachable)
        assert outcome.error.what == f"{here.service.name} could not be reached."
        assert "internet" in outcome.error.remedy
        assert outcome.final, "nothing was sent, so nothing is to be waited for"
        assert len(here.time.pauses) == TRIES - 1

        await here.layer.open()
        assert is_the_guide(await here.order(request()))


async def test_a_guide_that_is_being_made_is_waited_for_through_an_outage(served: Served) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        waiting = asyncio.create_task(here.order(request()))
        await here.begun()
        await here.layer.close()
        seen = len(here.time.pauses)
        await until(lambda: len(here.time.pauses) > seen + 3 * TRIES)
        await here.layer.open()
        here.engine.gate.set()
        assert is_the_guide(await waiting)
        assert here.made == 1


async def test_polling_begins_at_a_second_and_backs_off(served: Served) -> None:
    async with scene(served, wait_s=60) as here:
        here.engine.gate.clear()
        await here.order(request())
        *growing, last = here.time.pauses
        assert growing == [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10.0, 10.0, 10.0]
        assert len(here.asked("getResponse")) == len(here.time.pauses)
        assert last < 10
        assert 57 < sum(here.time.pauses) <= 59, "the last question leaves time for its answer"


async def test_what_is_not_made_in_time_can_be_waited_for_again(served: Served) -> None:
    async with scene(served, wait_s=300) as here:
        here.engine.gate.clear()
        asked = request()
        outcome = failed(await here.order(asked))
        assert isinstance(outcome.error, Unreachable)
        assert "has not handed over the guide after 5 minutes" in outcome.error.what
        assert "costs nothing more" in outcome.error.remedy
        assert not outcome.final

        here.engine.gate.set()
        assert is_the_guide(await here.client.resume(asked.task))
        again = here.another_client()
        assert is_the_guide(await again.resume(asked.task)), "and after a restart of the program"
        await again.aclose()
        assert here.made == 1


async def test_a_task_whose_answer_was_lost_for_good_is_not_lost(served: Served) -> None:
    async with scene(served, wait_s=300) as here:
        here.layer.tasks += [mishaps.hangs_up(arrives=True)]
        here.layer.tasks += [mishaps.hangs_up(arrives=False)] * 1000
        asked = request()
        outcome = failed(await here.order(asked))
        assert "broke off" in outcome.error.what
        assert not outcome.final, "it may have arrived, and so be paid for"
        here.layer.tasks.clear()
        assert is_the_guide(await here.client.resume(asked.task))
        assert here.made == 1


async def test_a_login_page_instead_of_the_service_is_told_soon(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False)] * 1000
        outcome = failed(await here.order(request()))
        assert "is no answer of the API" in outcome.error.what
        assert "login" in outcome.error.remedy
        assert not outcome.final
        assert sum(here.time.pauses) < 60


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_service_that_is_ill_is_told_of_soon(served: Served, status: int) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.answers(status, arrives=False)] * 1000
        asked = request()
        outcome = failed(await here.order(asked))
        assert "Ask again" in outcome.error.remedy
        assert not outcome.final, "who answers like that may have taken it"
        assert sum(here.time.pauses) < 60
        here.layer.tasks.clear()
        assert is_the_guide(await here.client.resume(asked)), "it is sent once more"
        assert here.made == 1


async def test_a_service_that_is_ill_while_a_guide_is_made_is_waited_for(served: Served) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        waiting = asyncio.create_task(here.order(request()))
        await here.begun()
        here.layer.tasks += [mishaps.answers(503, arrives=False)] * 50
        await until(lambda: not here.layer.tasks)
        here.engine.gate.set()
        assert is_the_guide(await waiting)
        assert here.made == 1


async def test_what_was_never_spoken_of_may_have_arrived(served: Served) -> None:
    silence = mishaps.answers(200, b'{"data": []}', arrives=False)
    async with scene(served) as here:
        asked = request()
        here.layer.tasks += [mishaps.answers(200, b'{"data": []}', arrives=True), *[silence] * 4]
        here.layer.tasks += [mishaps.answers(429, arrives=False)] * 1000
        outcome = failed(await here.order(asked))
        assert not outcome.final
        here.layer.tasks.clear()
        assert is_the_guide(await here.client.resume(asked))
        assert here.made == 1


async def test_who_asks_to_be_left_alone_for_too_long_is_left_alone(served: Served) -> None:
    async with scene(served, wait_s=300) as here:
        here.layer.tasks += [mishaps.answers(429, headers={"retry-after": "301"}, arrives=False)]
        outcome = failed(await here.order(request()))
        assert "too many requests" in outcome.error.what
        assert outcome.final
        assert here.time.pauses == []


async def test_retry_after_is_kept_to(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.answers(429, headers={"retry-after": "77"}, arrives=False)]
        here.layer.files += [mishaps.answers(503, headers={"retry-after": "88"}, arrives=False)]
        assert is_the_guide(await here.order(request(delivery_method="sync")))
        assert here.time.pauses == [77, 88]


SILENCES: dict[str, Mishap] = {
    "drips": mishaps.drips,
    "says nothing": mishaps.says_nothing,
}


@pytest.mark.parametrize("what", SILENCES)
@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_an_answer_that_does_not_end_is_not_waited_for_without_end(
    served: Served, what: str, delivery: str
) -> None:
    async with scene(served, wait_s=SHORT_S) as here:
        here.layer.tasks += [SILENCES[what]] * 2
        began = time.monotonic()
        asked = request(delivery_method=delivery)
        outcome = failed(await here.order(asked))
        assert time.monotonic() - began < 50 * SHORT_S
        assert isinstance(outcome.error, Unreachable)
        assert not outcome.final
        here.layer.tasks.clear()
        assert is_the_guide(await here.client.resume(asked.task))
        assert here.made == 1


async def test_the_wait_for_a_word_has_a_limit_of_its_own(served: Served) -> None:
    async with scene(served, read_s=SHORT_S) as here:
        here.layer.tasks += [mishaps.says_nothing]
        here.layer.files += [mishaps.says_nothing]
        assert is_the_guide(await here.order(request()))
        assert here.made == 1


async def test_a_picture_that_drips_is_given_up_when_the_wait_is_over(served: Served) -> None:
    async with scene(served, wait_s=SHORT_S) as here:
        here.layer.files += [mishaps.drips] * 2
        asked = request(delivery_method="sync")
        outcome = failed(await here.order(asked))
        assert outcome.error.what == "127.0.0.1 did not hand over the guide in time."
        assert "costs nothing more" in outcome.error.remedy
        assert not outcome.final
        here.layer.files.clear()
        assert is_the_guide(await here.client.resume(asked.task))


@pytest.mark.parametrize("what", ["claims much", "is endless"])
async def test_what_is_too_large_is_not_read(
    served: Served, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "MAX_BYTES", 2**20)
    monkeypatch.setattr(connection, "MAX_REPLY_BYTES", 2**20)
    huge = mishaps.claims(2**20 + 1) if what == "claims much" else mishaps.is_endless
    async with scene(served) as here:
        here.layer.files += [huge]
        outcome = failed(await here.order(request(delivery_method="sync")))
        assert "The guide is too large" in outcome.error.what
        assert not outcome.final

        here.layer.tasks += [huge]
        outcome = failed(await here.order(request()))
        assert "too large to be read" in outcome.error.what
        assert not outcome.final
        assert here.time.pauses == [], "asking once more does not make it smaller"


async def test_a_guide_that_has_gone_can_only_be_bought_anew(served: Served) -> None:
    async with scene(served) as here:
        here.layer.files += [mishaps.answers(404, arrives=False)] * 4
        asked = request()
        outcome = failed(await here.order(asked))
        assert "not where" in outcome.error.what
        assert not outcome.final, "just made, it may not have got there yet"
        outcome = failed(await here.client.resume(asked.task))
        assert "does not keep it any more" in outcome.error.what
        assert "paid for once more" in outcome.error.remedy
        assert outcome.final


async def test_a_guide_is_gone_when_the_service_says_so(served: Served) -> None:
    async with scene(served) as here:
        here.layer.files += [mishaps.answers(410, arrives=False)]
        here.layer.tasks += [mishaps.edits(lambda reply: None)]
        here.layer.tasks += [mishaps.says(400, "taskFailedOrNotFound")]
        outcome = failed(await here.order(request(delivery_method="sync")))
        assert "does not keep it any more" in outcome.error.what
        assert outcome.final


async def test_a_guide_at_a_strange_address_is_not_fetched(served: Served) -> None:
    strange = ("ftp://127.0.0.1/guide.png", "http://[::1", "http://xn--a/", "/guide.png", "http:")
    async with scene(served) as here:
        for address in strange:
            here.layer.tasks += [mishaps.lies_at(address)]
            outcome = failed(await here.order(request(delivery_method="sync")))
            assert isinstance(outcome.error, ServiceError)
            assert "costs nothing more" in outcome.error.remedy
            assert not outcome.final
        assert not [asked for asked in here.layer.asked if not asked.is_task]


@pytest.mark.parametrize("name", ["xn--a.local", "172.16.0.999"])
async def test_a_service_at_a_strange_name_is_told_of(name: str) -> None:
    async def key() -> str:
        return KEY

    client = RunwareClient(Service(f"https://{name}/v1"), key)
    with pytest.raises(ServiceError, match=f"There is no {name}"):
        await client.balance()
    await client.aclose()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks4://somebody:s3cret@127.0.0.1:9"),  # too old to carry names
        ("HTTPS_PROXY", "http://1.2.3.999:9"),
        ("SSL_CERT_FILE", "/there/is/none.pem"),
    ],
)
async def test_an_environment_that_lets_nobody_out_is_told_of(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    async def key() -> str:
        return KEY

    monkeypatch.setenv(variable, value)
    client = RunwareClient(Service("https://service.invalid/v1"), key)
    with pytest.raises(Unreachable, match=r"service\.invalid could not be reached") as told:
        await client.balance()
    assert variable in told.value.remedy
    assert "s3cret" not in f"{told.value} {told.value.details} {told.value.__context__!r}"
    await client.aclose()


async def test_redirects_end(served: Served) -> None:
    async with scene(served) as here:
        round_about = mishaps.answers(302, headers={"location": "/results/a"}, arrives=False)
        here.layer.files += [round_about] * 100
        outcome = failed(await here.order(request()))
        assert "from address to address without end" in outcome.error.what
        assert len(here.layer.files) == 94
