"""Whatever happens, neither the key nor a signed address gets into a log, a file or an error."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import UnderdrawingError
from core.runware.outcome import Undelivered
from tests.faults import mishaps
from tests.faults.layer import Answer, Exchange
from tests.faults.mishaps import Json
from tests.faults.scene import KEY, PICTURE_URI, Scene, request, scene, serving

SIGNATURE = "X-Signature-s1gn4tur3"
WEBHOOK = "w3bh00k-s3cr3t"
SECRETS = (KEY, SIGNATURE, WEBHOOK)


def signs(reply: Json) -> None:
    """An edit: the guides' addresses are signed, and their ids are secret."""
    for item in reply["data"]:
        if "guideImageURL" in item:
            item["guideImageURL"] += f"?{SIGNATURE}=1"


async def repeats_all(exchange: Exchange) -> None:
    """A service that repeats in its error all that it was sent."""
    key = exchange.asked.headers.get("authorization", "")
    told = f"{key} sent https://x/y?{SIGNATURE} and https://x/{WEBHOOK}@y?{WEBHOOK}"
    error = {"code": f"odd {key}", "message": told, "parameter": [key, told], "type": told}
    body = mishaps.in_json({"errors": [{**error, "documentation": told}]})
    await exchange.answer(Answer(400, body))


async def all_that_can_go_wrong(here: Scene) -> list[BaseException | Undelivered]:
    """What comes of it."""
    ends: list[BaseException | Undelivered] = []
    broken = [
        mishaps.hangs_up(arrives=True),
        mishaps.breaks_off,
        mishaps.ends_early,
        mishaps.answers(500, arrives=False),
        mishaps.answers(200, mishaps.LOGIN_PAGE, arrives=False),
        mishaps.answers(302, headers={"location": f"http://a/?{SIGNATURE}"}, arrives=False),
        mishaps.answers(307, headers={"location": f"http://xn--a/?{SIGNATURE}"}, arrives=False),
        mishaps.answers(404, arrives=False),
        mishaps.claims(2**40),
        repeats_all,
    ]

    async def order(key: str = KEY) -> None:
        here.key = key
        asked = request(
            delivery_method="sync",
            webhook_url=f"http://127.0.0.1:9/?{WEBHOOK}",
            upload_endpoint=f"http://127.0.0.1:9/?{WEBHOOK}",
        )
        (outcome,) = await here.client.preprocess([asked])
        if isinstance(outcome, Undelivered):
            ends.append(outcome)
        else:
            assert outcome.beside is not None
            ends.append(outcome.beside)
        here.layer.tasks.clear()
        here.layer.files.clear()

    for mishap in broken:
        here.layer.tasks += [mishap] * 20
        await order()
        here.layer.tasks += [mishaps.edits(signs)] * 20
        here.layer.files += [mishap] * 20
        await order()
    await order(f"{KEY} with a tail")
    await order(f"{KEY}-and-more")
    here.key = KEY
    for ask in (here.client.balance, lambda: here.client.upload(PICTURE_URI)):
        here.layer.tasks += [repeats_all]
        try:
            await ask()
        except UnderdrawingError as error:
            ends.append(error)
    try:
        await here.client.check_key(f"{KEY}-and-more")
    except UnderdrawingError as error:
        ends.append(error)
    await here.layer.close()
    await order()
    waiting = asyncio.create_task(here.client.balance())
    await asyncio.sleep(0)
    waiting.cancel()
    try:
        await waiting
    except asyncio.CancelledError as error:
        ends.append(error)
    return ends


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def texts(end: BaseException | Undelivered) -> Iterator[str]:
    """Everything that may be shown, logged or copied of what something came to."""
    yield repr(end)
    error = end.error if isinstance(end, Undelivered) else end
    yield "".join(traceback.format_exception(error))
    for each in chain(error):
        yield f"{each} {each!r} {each.args} {vars(each)}"


async def test_secrets_stay_secret(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    # A webhook in this computer is one that fails, not one that is refused with its task.
    settings = {"allow_private_addresses": True, "upload_delays_s": (), "webhook_delays_s": ()}
    with serving(tmp_path / "served", **settings) as served:
        async with scene(served, wait_s=120) as here:
            ends = await all_that_can_go_wrong(here)
            shown = [repr(here.client), repr(here.service), repr(vars(here.client))]
    assert len(ends) > 20
    shown += [text for end in ends for text in texts(end)]
    shown += [f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records]
    assert caplog.records, "logs are heard: the server's webhooks failed"
    captured = capfd.readouterr()
    shown += [captured.out, captured.err]
    for text in shown:
        for secret in SECRETS:
            assert secret not in text

    files = [path for root in (tmp_path, own_home) for path in root.rglob("*") if path.is_file()]
    assert any(path.suffix == ".png" for path in files), "the server's own files are among them"
    for path in files:
        held = path.read_bytes()
        assert KEY.encode() not in held, path
        assert SIGNATURE.encode() not in held, path
