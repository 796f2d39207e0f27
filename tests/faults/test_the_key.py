"""The key: refused with a sentence, replaced without a restart, and told to one host only."""

from __future__ import annotations

import asyncio

import pytest

from core.errors import KeyRefused, KeyringError, ServiceError
from core.runware.client import RunwareClient
from tests.faults import mishaps
from tests.faults.layer import layer_before
from tests.faults.scene import (
    GUIDE_FILE,
    KEY,
    PICTURE_URI,
    Served,
    failed,
    is_the_guide,
    request,
    scene,
)

WRONG = "another-key-0123456789"


async def test_after_a_refused_key_a_new_one_works(served: Served) -> None:
    async with scene(served) as here:
        here.key = WRONG
        outcome = failed(await here.order(request()))
        assert isinstance(outcome.error, KeyRefused)
        assert "did not take the API key" in outcome.error.what
        assert "Check the key" in outcome.error.remedy
        assert outcome.final
        assert len(here.layer.asked) == 1, "asking again would not help"
        with pytest.raises(KeyRefused):
            await here.client.upload(PICTURE_URI)
        with pytest.raises(KeyRefused):
            await here.client.balance()

        here.key = KEY
        assert is_the_guide(await here.order(request()))
        assert await here.client.balance() == 0.0
        assert here.made == 1


async def test_a_key_that_is_refused_meanwhile_loses_nothing(served: Served) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        asked = request()
        waiting = asyncio.create_task(here.order(asked))
        await here.begun()
        here.key = WRONG
        outcome = failed(await waiting)
        assert isinstance(outcome.error, KeyRefused)
        assert not outcome.final, "the task goes on all the same"
        here.key = KEY
        here.engine.gate.set()
        assert is_the_guide(await here.client.resume(asked.task))
        assert here.made == 1


@pytest.mark.parametrize("key", ["", " ", "two words", "schlüssel", "line\nbreak", "k\0"])
async def test_what_is_no_key_is_not_sent(served: Served, key: str) -> None:
    async with scene(served) as here:
        here.key = key
        error = failed(await here.order(request())).error
        assert isinstance(error, KeyRefused)
        with pytest.raises(KeyRefused) as refused:
            await here.client.check_key(key)
        assert not key.strip() or key not in str(refused.value)
        assert here.layer.asked == []


async def test_spaces_around_a_key_are_no_part_of_it(served: Served) -> None:
    async with scene(served) as here:
        here.key = f" {KEY}\n"
        assert is_the_guide(await here.order(request()))
        await here.client.check_key(f"\t{KEY} ")


async def test_a_keyring_that_fails_is_told_of(served: Served) -> None:
    async def locked() -> str:
        raise KeyringError("The keyring is locked.", "Unlock it.")

    async with scene(served) as here:
        client = RunwareClient(here.service, locked, here.time.clock)
        (outcome,) = await client.preprocess([request()])
        assert isinstance(failed(outcome).error, KeyringError)
        with pytest.raises(KeyringError):
            await client.upload(PICTURE_URI)
        await client.aclose()
        assert here.layer.asked == []


async def test_a_key_is_checked_by_itself(served: Served) -> None:
    async with scene(served) as here:
        here.key = WRONG
        await here.client.check_key(KEY)
        (asked,) = here.layer.asked
        assert "authorization" not in asked.headers, "the other key is not sent beside it"
        with pytest.raises(KeyRefused):
            await here.client.check_key(WRONG)
        assert len(here.layer.asked) == 2


async def test_a_key_can_be_checked_when_the_service_stumbles(served: Served) -> None:
    async with scene(served) as here:
        here.layer.tasks += [
            mishaps.answers(500, arrives=False),
            mishaps.hangs_up(arrives=True),
            mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False),
        ]
        await here.client.check_key(KEY)
        here.layer.tasks += [mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False)] * 100
        with pytest.raises(ServiceError, match="no answer of the API"):
            await here.client.check_key(KEY)


async def test_the_key_is_not_taken_along_to_another_address(served: Served) -> None:
    async with scene(served) as here, layer_before(served.server.url) as other:
        for _ in range(3):
            here.layer.tasks += [mishaps.moved_to(f"{other.origin}/v1")]
        error = failed(await here.order(request())).error
        assert "sends us on to another address" in error.what
        with pytest.raises(ServiceError, match="sends us on to another address"):
            await here.client.upload(PICTURE_URI)
        with pytest.raises(ServiceError, match="sends us on to another address"):
            await here.client.check_key(KEY)
        assert other.asked == []


async def test_who_keeps_the_guides_does_not_hear_the_key(served: Served) -> None:
    async with scene(served) as here, layer_before(served.server.url) as other:
        there = f"{other.origin}/guide.png"
        here.layer.tasks += [mishaps.lies_at(there)]
        other.files += [mishaps.moved_to(f"{here.layer.origin}/back")]
        here.layer.files += [mishaps.gives(GUIDE_FILE)]
        assert is_the_guide(await here.order(request(delivery_method="sync")))
        assert [asked.path for asked in other.asked] == ["/guide.png"]
        fetched = [asked for asked in (*other.asked, *here.layer.asked) if not asked.is_task]
        assert len(fetched) == 2
        for asked in fetched:
            assert KEY not in repr(asked)
            assert {"authorization", "cookie", "referer"}.isdisjoint(asked.headers)


async def test_what_is_sent_tells_nothing_of_this_computer(served: Served) -> None:
    async with scene(served) as here:
        assert is_the_guide(await here.order(request()))
        for asked in here.layer.asked:
            assert asked.headers["user-agent"] == "Underdrawing"
            assert set(asked.headers) <= {
                *("host", "accept", "accept-encoding", "connection", "user-agent"),
                *("authorization", "content-type", "content-length"),
            }


async def test_a_proxy_does_not_hear_the_key_of_a_service_of_ones_own(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(served) as here, layer_before(served.server.url) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert is_the_guide(await here.order(request()))
        assert proxy.asked == []
