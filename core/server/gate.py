"""Who may knock: requests that name this server, and no page that a browser has from elsewhere."""

from __future__ import annotations

import socket

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.api.problems import Problem
from core.api.replies import Reply
from core.hosts import LOOPBACK, is_address, is_everywhere, name_in


class Gate:
    """Lets through what is addressed to this server.

    A page in a browser could have a name of its own resolve to this computer and then read what is
    served here; but its requests say that name in `Host`. Names of loopback and `host` are let
    in; where `host` means every address of this computer, so are addresses (a page cannot make
    them resolve to another) and the computer's own name. An `Origin` must be this server itself.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._hosts = {*LOOPBACK, host.lower()}
        self._any_address = is_everywhere(host)
        if self._any_address:
            own = socket.gethostname().lower()
            self._hosts |= {own, f"{own}.local"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application: hand on what may come in, and refuse the rest."""
        if self._lets_in(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # the handshake is answered 403
        else:
            message = "This server was not started for that Host, or that Origin."
            reply = Reply(problems=(Problem("forbiddenHost", message),))
            await JSONResponse(reply.to_json(), 403)(scope, receive, send)

    def _lets_in(self, scope: Scope) -> bool:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if len(hosts) != 1 or len(origins) > 1:
            return False
        netloc = hosts[0].decode("latin-1").lower()
        if origins and origins[0].decode("latin-1").lower() != f"http://{netloc}":
            return False
        name = name_in(netloc)
        return name in self._hosts or (self._any_address and is_address(name))
