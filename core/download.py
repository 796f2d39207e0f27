"""Download a file from an http(s) address, within limits, and say plainly why it cannot be had."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from core import codec
from core.errors import PictureError
from core.wording import say

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
MAX_REDIRECTS = 5

_HEADERS = {
    # A compressed answer could grow without limit; pictures are compressed already.
    "Accept-Encoding": "identity",
    "Accept": "image/*,*/*;q=0.5",
    "User-Agent": "Underdrawing",  # some servers refuse those who do not say who they are
}
_BY_BROWSER = say("Open the address in a browser, save the picture there, and bring the file.")
_CHECK_ADDRESS = say("Check the address.")
_CHECK_CONNECTION = say("Check the address and the connection to the internet, and try again.")


@dataclass(frozen=True)
class Download:
    """What came: the bytes, the file name that the server or the address gives (may be empty)."""

    data: bytes
    name: str


def public_address(url: str) -> str:
    """`url` without what may be secret: query, fragment, user name and password."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "an address"
    if not parts.netloc:  # then a password could stand anywhere
        return "an address"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def host_of(url: str) -> str:
    """The host that an http(s) address names; raises PictureError if it is no such address."""
    try:
        url.encode()  # what cannot be sent is no address, though it may look like one
        parts = urlsplit(url.strip())
        host = parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:
        host = None
    if not host:
        raise _not_an_address()
    return host


async def download(url: str, client: httpx.AsyncClient | None = None) -> Download:
    """The file at `url`, an http(s) address, of at most `codec.MAX_BYTES`.

    `client` must carry no credentials, and its own time limits hold; without one a client is made
    and closed here. At most MAX_REDIRECTS are followed. Raises PictureError, which shows no query.
    """
    import httpx  # noqa: PLC0415 - costs more than all of core, and most pictures are files

    from core import way_out  # noqa: PLC0415 - see above

    host = host_of(url)
    try:
        if client is not None:
            return await _follow(client, url)
        limits = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        async with way_out.client(timeout=limits) as own_client:
            return await _follow(own_client, url)
    except (way_out.NoWayOut, way_out.UselessProxy) as error:
        what = say("{host} could not be reached.", host=host)
        raise PictureError(what, way_out.REMEDY, details=str(error)) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        # Its message may hold the whole address.
        raise _not_an_address() from None
    except httpx.TimeoutException as error:
        raise PictureError(
            say("{host} did not answer in time.", host=host),
            _CHECK_CONNECTION,
            details=type(error).__name__,
        ) from error
    except httpx.ConnectError as error:
        raise _no_connection(host, error) from error
    except httpx.RequestError as error:
        if any(isinstance(cause, httpx.InvalidURL) for cause in _causes(error)):
            raise PictureError(
                say("{host} sends us on to an invalid address.", host=host), _BY_BROWSER
            ) from None
        raise PictureError(
            say(
                "The connection to {host} broke off before all of the picture was here.", host=host
            ),
            "Try again in a moment.",
            details=f"{type(error).__name__}: {error}",
        ) from error


async def _follow(client: httpx.AsyncClient, url: str) -> Download:
    # httpx counts redirects for a client, not for a request; and a shared one may allow more.
    request = client.build_request("GET", url.strip(), headers=_HEADERS)
    for _ in range(MAX_REDIRECTS + 1):
        host = host_of(str(request.url))
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            if response.next_request is None:
                return Download(await _body(response, host), _name(response))
            request = response.next_request
        finally:
            await response.aclose()
    raise PictureError(
        say("{host} sends us from address to address without end.", host=host), _BY_BROWSER
    )


async def _body(response: httpx.Response, host: str) -> bytes:
    if not response.is_success:
        raise _refused(host, response.status_code)
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > codec.MAX_BYTES:
        raise codec.too_many_bytes(int(announced))
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > codec.MAX_BYTES:
            raise codec.too_many_bytes()
    return bytes(body)


def _name(response: httpx.Response) -> str:
    header = Message()
    header["Content-Disposition"] = response.headers.get("content-disposition", "")
    named = None
    # Python's reader of mail gives up on parts that are out of order, or on a strange alphabet.
    with suppress(TypeError, ValueError):
        named = header.get_filename()
    return named or unquote(response.url.path.rpartition("/")[2])


def _refused(host: str, status: int) -> PictureError:
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        what, remedy = say("{host} has no picture at this address", host=host), _CHECK_ADDRESS
    elif status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        what, remedy = say("{host} does not give this picture to programs", host=host), _BY_BROWSER
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        what, remedy = (
            say("{host} has had too many requests", host=host),
            say("Try again in a few minutes."),
        )
    elif status // 100 == 5:
        what, remedy = say("{host} has a fault of its own", host=host), say("Try again later.")
    else:
        what, remedy = say("{host} gave no picture", host=host), _BY_BROWSER
    return PictureError(say("{what} (it answered {answer}).", what=what, answer=answer), remedy)


def _no_connection(host: str, error: Exception) -> PictureError:
    causes = list(_causes(error))
    details = str(error)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return PictureError(
            say("No computer called {host} was found.", host=host),
            _CHECK_CONNECTION,
            details=details,
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return PictureError(
            say("No secure connection to {host} could be made.", host=host),
            _BY_BROWSER,
            details=details,
        )
    return PictureError(
        say("{host} could not be reached.", host=host), _CHECK_CONNECTION, details=details
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _not_an_address() -> PictureError:
    return PictureError(
        "This is not an address that a picture can be fetched from.",
        "Copy the address of the picture; it begins with https:// or http://.",
    )
