"""What the service refuses is told in a sentence with what to do, at once, and not tried again."""

from __future__ import annotations

import pytest

from core.errors import EngineError, KeyRefused, NoCredit, ServiceError
from tests.faults import mishaps
from tests.faults.scene import Served, failed, is_the_guide, request, scene

REFUSALS: dict[str, tuple[int, str, type[Exception], str]] = {
    "a bad key": (401, "invalidApiKey", KeyRefused, "did not take the API key"),
    "no credit": (400, "insufficientCredits", NoCredit, "has not enough credit"),
    "no credit, by status": (402, "", NoCredit, "has not enough credit"),
    "forbidden": (403, "", KeyRefused, "did not take the API key"),
    "the picture": (400, "failedToTransferImage", ServiceError, "could not use the picture"),
    "too large": (400, "valueTooLarge", ServiceError, "takes no value that large"),
    "too large a body": (413, "", ServiceError, "picture is too large"),
    "a parameter": (400, "unknownParameter", ServiceError, "does not know parameter"),
    "a value": (400, "invalidOutputFormat", ServiceError, "does not accept this outputFormat"),
    "the task": (400, "unsupportedTaskType", ServiceError, "does not make guides"),
    "it failed": (500, "inferenceError", ServiceError, "failed to make this guide"),
    "something new": (400, "quotaOfMoons", ServiceError, "refused"),
    "another service": (404, "", ServiceError, "There is no such service"),
}


@pytest.mark.parametrize("delivery", ["async", "sync"])
@pytest.mark.parametrize("what", REFUSALS)
async def test_a_refusal_is_told_and_not_asked_for_again(
    served: Served, what: str, delivery: str
) -> None:
    status, code, kind, said = REFUSALS[what]
    refusal = mishaps.says(status, code) if code else mishaps.answers(status, arrives=False)
    async with scene(served) as here:
        here.layer.tasks += [refusal]
        outcome = failed(await here.order(request(delivery_method=delivery)))
        assert type(outcome.error) is kind
        assert said in outcome.error.what
        assert outcome.error.remedy
        assert outcome.final, "nothing was made, and nothing is waited for"
        assert len(here.layer.asked) == 1
        assert here.made == 0
        assert is_the_guide(await here.order(request(delivery_method=delivery)))


@pytest.mark.parametrize("delivery", ["async", "sync"])
async def test_an_engine_that_fails_is_told_of_in_its_words(served: Served, delivery: str) -> None:
    async with scene(served) as here:
        here.engine.error = lambda: EngineError("The network is damaged.", "Install it again.")
        outcome = failed(await here.order(request(delivery_method=delivery)))
        assert "failed to make this guide" in outcome.error.what
        assert "The network is damaged." in outcome.error.details
        assert outcome.final
        assert here.made == 1


async def test_an_error_while_asked_after_ends_the_task_only_if_it_is_its_own(
    served: Served,
) -> None:
    async with scene(served) as here:
        here.engine.gate.clear()
        for status, code, final in (
            (402, "", False),
            (404, "", False),
            (401, "invalidApiKey", False),
            (400, "processingFailed", True),
        ):
            here.layer.tasks += [mishaps.edits(lambda reply: None)]
            refusal = mishaps.says(status, code) if code else mishaps.answers(status, arrives=False)
            here.layer.tasks += [refusal]
            assert failed(await here.order(request())).final is final, (status, code)


async def test_the_balance_is_a_number_or_is_not_told(served: Served) -> None:
    async with scene(served) as here:
        assert await here.client.balance() == 0.0
        here.layer.tasks += [
            mishaps.edits(lambda reply: reply["data"][0].update(balance={"amount": "12.50"})),
            mishaps.edits(lambda reply: reply["data"][0].pop("balance")),
            mishaps.answers(500, arrives=False),
        ]
        assert await here.client.balance() == 12.5
        assert await here.client.balance() is None
        assert await here.client.balance() == 0.0
