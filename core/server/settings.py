"""What a server is told when it starts, and the limits that keep this computer well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from core.steady import steady

PORT = 7813
"""Where the command serves unless it is told otherwise."""

HOST = "127.0.0.1"
KEEP_S = 24 * 3600.0
MAX_BODY_BYTES = 100 * 2**20
"""The largest request: several pictures of 30 MB in base64 have room."""

MAX_TASKS = 100
MAX_WAITING = 400
MAX_STORED_BYTES = 4 * 2**30
MAX_CONNECTIONS = 1000
HEAD_S = 20.0
IDLE_S = 120.0
SWEEP_S = 60.0
WEBHOOK_DELAYS_S = (1.0, 4.0, 16.0, 64.0, 256.0, 1024.0)
UPLOAD_DELAYS_S = (1.0, 4.0)


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """How to serve.

    `folder`: where pictures, guides and the list of tasks are kept; made if it is missing.
    `host`, `port`: where to listen; port 0 is any that is free. `allowed_hosts`: further names by
    which clients may call this computer, see core.server.gate. `key`: what clients must know;
    one is made if it is empty. `allow_private_addresses`: whether tasks may have this server
    fetch, post and put at addresses of this computer and its network.
    `keep_s`: how long pictures, guides and what is known of a task are kept, unless a task's `ttl`
    says otherwise. `max_body_bytes`: of a request or a frame. `max_tasks`: in one request.
    `max_waiting`: tasks accepted and not finished. `max_stored_bytes`: pictures and guides.
    `max_connections`: fewer where the system does not let one process have so many files open.
    `head_s`: a connection that has not said by then what it wants is closed. `idle_s`: a WebSocket
    on which nothing happens is closed after that. `sweep_s`: how often what has run out is removed.
    `webhook_delays_s`, `upload_delays_s`: the waits before a delivery that failed is tried again.
    `clock`: seconds since the epoch.
    """

    folder: Path
    host: str = HOST
    port: int = 0
    allowed_hosts: tuple[str, ...] = ()
    key: str = field(default="", repr=False)
    allow_private_addresses: bool = False
    keep_s: float = KEEP_S
    max_body_bytes: int = MAX_BODY_BYTES
    max_tasks: int = MAX_TASKS
    max_waiting: int = MAX_WAITING
    max_stored_bytes: int = MAX_STORED_BYTES
    max_connections: int = MAX_CONNECTIONS
    head_s: float = HEAD_S
    idle_s: float = IDLE_S
    sweep_s: float = SWEEP_S
    webhook_delays_s: tuple[float, ...] = WEBHOOK_DELAYS_S
    upload_delays_s: tuple[float, ...] = UPLOAD_DELAYS_S
    clock: Callable[[], float] = field(default_factory=steady)
