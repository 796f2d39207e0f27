"""What may be typed after `serve`, and the help that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.hosts import name_in
from core.paths import server_folder
from core.server.settings import HOST, PORT, ServerSettings
from ui.cli.arguments import new_parser

MAX_PORT = 65_535

_SERVE_EPILOG = """\
Programs that make guides by Runware's ControlNet preprocess API make them here with this address
and key instead: all twelve preprocessors, by POST and by WebSocket, and nothing costs anything.
Only programs on this computer reach it, unless --host says otherwise; the key is needed always.
They must call it by a name that is known to be this computer's, since a page in a browser could
have a name of its own lead here: localhost, that of --host, and with 0.0.0.0 every address and the
computer's own name. --allow-host adds others, such as host.docker.internal for containers.
A key in the variable UNDERDRAWING_KEY is not seen among the processes, as one after --key is.

Pictures, guides and tasks are kept in the folder for a day, or for as long as a task asks with
ttl. Tasks that are not done when the server is stopped are done at the next start.

exit status:
  1 it could not be served, 2 the command was wrong, 130 it was stopped

examples:
  underdrawing serve
  underdrawing serve --port 8000 --key my-key
  underdrawing serve --host 0.0.0.0 --allow-host mybox.local
"""


def serve_arguments(argv: Sequence[str]) -> ServerSettings:
    """How to serve. Raises SystemExit(2), with a message, if that cannot be done."""
    parser = new_parser(
        "underdrawing serve", "Serve Runware's ControlNet preprocess API from here."
    )
    parser.epilog = _SERVE_EPILOG
    add = parser.add_argument
    add("--host", metavar="NAME", default=HOST, help="where to listen; %(default)s if not given")
    add("--port", metavar="N", type=int, default=PORT, help="%(default)s if not given; 0 is any")
    add(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="a further name by which this computer may be called; as often as there are some",
    )
    add("--key", metavar="KEY", help="what programs must know; made if not given")
    add(
        "--allow-private-addresses",
        action="store_true",
        help="fetch from and send to this computer and its network, where a task says so",
    )
    add("--folder", metavar="PATH", help="where pictures, guides and tasks are kept")
    given = parser.parse_args(argv)
    if not 0 <= given.port <= MAX_PORT:
        parser.error(f"--port cannot be {given.port}. Allowed: a whole number from 0 to {MAX_PORT}")
    if not given.host.strip():
        parser.error("--host names no computer")
    for name in given.allow_host:
        if not name or name_in(name) != name.lower():
            parser.error(f"--allow-host cannot be {name}. It is one name, such as mybox.local")
    if given.key == "":  # such as a variable that is not set
        parser.error("--key is empty. Leave it out, and one is made")
    key = given.key or ""
    if not key.isascii() or not key.isprintable() or " " in key:
        parser.error("--key may have letters, digits and signs, and no spaces")
    return ServerSettings(
        folder=server_folder() if given.folder is None else Path(given.folder),
        host=given.host,
        port=given.port,
        allowed_hosts=tuple(given.allow_host),
        key=key,
        allow_private_addresses=given.allow_private_addresses,
    )
