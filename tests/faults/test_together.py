"""Several tasks in one request: each gets its own answer, in whatever company that comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.codec import decode
from core.engine import ProgressListener, ignore_progress
from core.errors import EngineError
from core.guide import Guide
from core.picture import Picture
from core.runware.engine import RunwareEngine
from core.runware.outcome import Delivered, Outcome
from core.runware.purchases import Purchases
from core.task import PreprocessTask
from tests.core.server.elsewhere import elsewhere
from tests.faults import mishaps
from tests.faults.mishaps import Json
from tests.faults.scene import PICTURE, Scene, Served, failed, is_the_guide, request, scene, serving

NO_PICTURE = "data:image/png;base64,AAAA"


def widths(outcomes: list[Outcome]) -> list[int]:
    """How wide the guides are, which tells them apart."""
    return [
        decode(outcome.data).shape[1] if isinstance(outcome, Delivered) else 0
        for outcome in outcomes
    ]


@pytest.mark.parametrize("delivery", ["async", "sync"])
@pytest.mark.parametrize("output", ["URL", "base64Data"])
async def test_answers_are_matched_in_any_order(served: Served, delivery: str, output: str) -> None:
    async with scene(served) as here:
        here.layer.tasks += [mishaps.edits(mishaps.reorders)] * 5
        fields: dict[str, Any] = {"delivery_method": delivery, "output_type": output}
        requests = [request(width=width, **fields) for width in range(1, 9)]
        outcomes = await here.client.preprocess(requests)
        assert widths(outcomes) == list(range(1, 9))
        assert [each.task_uuid for each in outcomes] == [each.task_uuid for each in requests]
        assert here.made == 8


async def test_many_tasks_travel_in_several_requests(served: Served) -> None:
    async with scene(served) as here:
        requests = [request(width=1 + number % 32) for number in range(45)]
        outcomes = await here.client.preprocess(requests)
        assert widths(outcomes) == [1 + number % 32 for number in range(45)]
        assert here.made == 45


async def test_no_tasks_are_no_request(served: Served) -> None:
    async with scene(served) as here:
        assert await here.client.preprocess([]) == []
        assert here.layer.asked == []


@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_an_error_takes_nothing_with_it(served: Served, delivery: str) -> None:
    async with scene(served) as here:
        good, bad = request(delivery_method=delivery), request(NO_PICTURE, delivery_method=delivery)
        other = request(delivery_method=delivery)
        first, second, third = await here.client.preprocess([good, bad, other])
        assert is_the_guide(first)
        assert is_the_guide(third)
        refused = failed(second)
        assert "could not use the picture" in refused.error.what
        assert refused.final
        assert here.made == 2


@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_errors_that_name_no_task_end_none_that_goes_on(
    served: Served, delivery: str
) -> None:
    """Which task failed is found out by asking, not guessed."""

    def forget_names(reply: Json) -> None:
        for error in reply.get("errors", []):
            del error["taskUUID"]
        # Nor is a word said of the last task, which arrived.
        reply["data"].pop()

    async with scene(served) as here:
        requests = [
            request(delivery_method=delivery),
            request(NO_PICTURE, delivery_method=delivery),
            request(delivery_method=delivery),
        ]
        here.layer.tasks += [mishaps.edits(forget_names)]
        first, second, third = await here.client.preprocess(requests)
        assert is_the_guide(first)
        assert "could not use the picture" in failed(second).error.what
        assert is_the_guide(third)
        assert here.made == 2


async def test_one_that_fails_while_it_is_made_takes_nothing_with_it(served: Served) -> None:
    async with scene(served) as here:
        run = here.engine.run

        async def fussy(
            picture: Picture, task: PreprocessTask, progress: ProgressListener = ignore_progress
        ) -> Guide:
            if task.width == 13:
                raise EngineError("Not that wide.")
            return await run(picture, task, progress)

        here.engine.run = fussy  # type: ignore[method-assign]
        try:
            outcomes = await here.client.preprocess([request(width=w) for w in (12, 13, 14)])
        finally:
            del here.engine.run
        assert widths(outcomes) == [12, 0, 14]
        error = failed(outcomes[1]).error
        assert "failed to make this guide" in error.what
        assert "Not that wide" in error.details


async def test_unknown_fields_are_ignored_wherever_they_are(served: Served) -> None:
    def embellish(reply: Json) -> None:
        reply["meta"] = {"region": "eu", "credits": [1, None]}
        for item in reply["data"]:
            item |= {"seed": 2**70, "NSFWContent": None, "extra": {"cost": "x"}, "progress": "?"}

    async with scene(served) as here:
        here.layer.tasks += [mishaps.edits(embellish)] * 10
        assert is_the_guide(await here.order(request()))
        assert is_the_guide(await here.order(request(delivery_method="sync")))
        assert here.made == 2


async def other_shapes(here: Scene, edit: Any) -> None:
    here.layer.tasks += [mishaps.edits(edit)] * 10
    assert is_the_guide(await here.order(request()))
    assert here.made == 1


async def test_data_may_be_one_object(served: Served) -> None:
    async with scene(served) as here:
        await other_shapes(here, lambda reply: reply.update(data=reply["data"][0]))


async def test_errors_may_be_an_empty_list(served: Served) -> None:
    async with scene(served) as here:
        await other_shapes(here, lambda reply: reply.update(errors=[], error=None))


async def test_one_task_may_be_answered_without_its_name(served: Served) -> None:
    async with scene(served) as here:
        await other_shapes(here, lambda reply: reply["data"][0].pop("taskUUID"))


async def test_a_task_may_be_named_in_capitals(served: Served) -> None:
    def shout(reply: Json) -> None:
        for item in reply["data"]:
            item["taskUUID"] = item["taskUUID"].upper()

    async with scene(served) as here:
        await other_shapes(here, shout)


async def test_a_guide_that_could_not_be_put_where_it_was_to_go_is_here_all_the_same(
    tmp_path: Path,
) -> None:
    with (
        elsewhere() as other,
        serving(tmp_path, allow_private_addresses=True, upload_delays_s=()) as served,
    ):
        async with scene(served) as here:
            for delivery in ("async", "sync"):
                other.answers += [403]
                secret = other.url("/put?signature=s3cret")
                asked = request(delivery_method=delivery, upload_endpoint=secret)
                fine = request(delivery_method=delivery)
                first, second = await here.client.preprocess([asked, fine])
                assert is_the_guide(first)
                assert is_the_guide(second)
                assert isinstance(first, Delivered)
                assert isinstance(second, Delivered)
                assert first.beside is not None
                assert "upload endpoint" in first.beside.what
                assert "s3cret" not in repr((first, first.beside.details))
                assert second.beside is None


async def test_and_the_artist_is_told_that_it_could_not(tmp_path: Path) -> None:
    with (
        elsewhere() as other,
        serving(tmp_path / "served", allow_private_addresses=True, upload_delays_s=()) as served,
    ):
        async with scene(served) as here:
            engine = RunwareEngine(here.client, Purchases(tmp_path / "bought"))
            other.answers += [403]
            task = request(upload_endpoint=other.url("/put?signature=s3cret")).task
            guide = await engine.run(Picture(PICTURE, "noise"), task)
            assert np.array_equal(guide.pixels, 255 - PICTURE)
            assert "could not put the guide at the upload endpoint. Check" in guide.remark
            assert "s3cret" not in guide.remark
            await engine.aclose()


@pytest.mark.parametrize("code", ["serviceUnavailable", "internalServerError"])
async def test_a_task_that_was_taken_by_a_service_that_went_away_is_asked_after(
    served: Served, code: str
) -> None:
    def went_away(reply: Json) -> None:
        lost = reply["data"].pop()
        reply["errors"] = [{"code": code, "taskUUID": lost["taskUUID"]}]

    async with scene(served) as here:
        here.layer.tasks += [mishaps.edits(went_away)]
        requests = [request(width=width, delivery_method="sync") for width in (5, 6)]
        assert widths(await here.client.preprocess(requests)) == [5, 6]
        assert here.made == 2
        assert len(here.asked("controlNetPreprocess")) == 2
