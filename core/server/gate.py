"""Who may knock: requests that name this server, and no page that a browser has from elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.api.problems import Problem
from core.api.replies import Reply
from core.hosts import LOOPBACK, is_address, is_everywhere, name_in


class Gate:
    """Lets through what is addressed to this server.

    A page in a browser could have a name of its own resolve to this computer and then read what is
    served here; but its requests say that name in `Host`. Names of loopback, `host` and those
    `also` allowed are let in; where `host` means every address of this computer, so are addresses
    (a page cannot make them resolve to another) and the computer's own name. An `Origin` must be
    this server itself.
    """

    def __init__(self, app: ASGIApp, host: str, also: Sequence[str] = ()) -> None:
        self._app = app
        self._hosts = {*LOOPBACK, host.lower(), *map(str.lower, also)}
        self._any_address = is_everywhere(host)
        if self._any_address:
            own = socket.gethostname().lower()
            self._hosts |= {own, f"{own}.local"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application: hand on what may come in, and refuse the rest."""
        message = self._against(scope)
        if not message:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # the handshake is answered 403
        else:
            reply = Reply(problems=(Problem("forbiddenHost", message),))
            await JSONResponse(reply.to_json(), 403)(scope, receive, send)

    def _against(self, scope: Scope) -> str:
        """Why a request is not let in; empty if it is."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if len(hosts) != 1 or len(origins) > 1:
            return "A request has one Host, and one Origin at most."
        netloc = hosts[0].decode("latin-1").lower()
        name = name_in(netloc)
        if name not in self._hosts and not (self._any_address and is_address(name)):
            told = "This server was not started for that Host."
            remedy = f" If {name} is this computer, start it with --allow-host {name}."
            return told + remedy if name else told
        if origins and origins[0].decode("latin-1").lower() != f"http://{netloc}":
            return "This server does not answer pages that a browser has from elsewhere."
        return ""
