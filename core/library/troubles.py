"""What is said when a file of the library cannot be fetched: what, what to do, and how by hand."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import LibraryError
from core.library.row import Row, RowFile
from core.wording import say

_MB = 1_000_000


@dataclass(frozen=True)
class ByHand:
    """What somebody needs who saves a file with a browser and adds it.

    `sha256` is empty, and `address` that of the repository's page, while it is not known.
    """

    address: str
    name: str
    bytes: int | None
    sha256: str


def by_hand(endpoint: str, row: Row, file: RowFile) -> ByHand:
    """How `file` can be had from the hub at `endpoint` without this program."""
    if row.revision is None or file.sha256 is None:
        return ByHand(f"{endpoint}/{row.repo}/tree/main", file.name, file.bytes, "")
    return ByHand(file_address(endpoint, row, file), file.name, file.bytes, file.sha256)


def file_address(endpoint: str, row: Row, file: RowFile) -> str:
    """Where the hub at `endpoint` has `file`, which is pinned: what lies there never changes."""
    return f"{endpoint}/{row.repo}/resolve/{row.revision}/{file.path}"


def megabytes(size: int) -> str:
    """As hubs and shops count: 1 MB is a million bytes."""
    return f"{size / _MB:.1f} MB" if size < 10 * _MB else f"{size / _MB:.0f} MB"


def unpinned(endpoint: str, row: Row) -> LibraryError:
    """Nobody has told what would come, so that it is not fetched."""
    hand = by_hand(endpoint, row, row.files[0])
    return LibraryError(
        say(
            "{title} can only be added as a file: what would come is not known well enough to"
            " fetch it.",
            title=row.title,
        ),
        say("Save it with a browser from {address}, and add that file.", address=hand.address),
    )


class Troubles:
    """The sentences about `file` of `row`, on its way from the hub at `endpoint`."""

    def __init__(self, endpoint: str, row: Row, file: RowFile) -> None:
        hand = by_hand(endpoint, row, file)
        self._values = {
            "title": row.title,
            "address": hand.address,
            "name": hand.name,
            "sha256": hand.sha256,
        }
        self._again = say(
            "Try again in a while; what has come is kept. Or save {address} with a browser and add"
            " that file: {name}, sha256 {sha256}.",
            **self._values,
        )
        self._connect = say(
            "Check the connection to the internet and try again; what has come is kept. Or save"
            " {address} with a browser, also on another computer, and add that file: {name},"
            " sha256 {sha256}.",
            **self._values,
        )
        self._by_hand = say(
            "Save {address} with a browser and add that file: {name}, sha256 {sha256}.",
            **self._values,
        )

    def offline(self, why: str) -> LibraryError:
        """It was said that nothing is to be fetched."""
        return LibraryError(
            say("{title} is not fetched: Underdrawing is kept offline.", **self._values),
            say(
                "Allow it, or save {address} on another computer and add that file: {name},"
                " sha256 {sha256}.",
                **self._values,
            ),
            details=why,
        )

    def busy(self) -> LibraryError:
        """Another process is at it."""
        return LibraryError(
            say("{title} is being fetched already, by another Underdrawing.", **self._values),
            say("Wait until that is done, or stop it there."),
        )

    def no_room(self, needed: int, free: int) -> LibraryError:
        """The disk would not hold it."""
        return LibraryError(
            say(
                "The disk is too full: {title} needs {needed} more, and {free} are free.",
                **self._values,
                needed=megabytes(needed),
                free=megabytes(free),
            ),
            say("Make room, and add it again; what has come is kept."),
        )

    def not_connected(self, host: str, details: str) -> LibraryError:
        """There is no way to the host."""
        return LibraryError(
            say("{host} cannot be reached.", host=host), self._connect, details=details
        )

    def broke_off(self, host: str, details: str) -> LibraryError:
        """There was a way, and there is none any more."""
        return LibraryError(
            say("The connection to {host} broke off again and again.", host=host),
            self._connect,
            details=details,
        )

    def silent(self, host: str, seconds: float) -> LibraryError:
        """Nothing comes."""
        return LibraryError(
            say("{host} sent nothing for {seconds} seconds.", host=host, seconds=f"{seconds:g}"),
            self._connect,
        )

    def proxy(self, *, wants_password: bool, details: str) -> LibraryError:
        """What stands between this computer and the internet does not let it through."""
        if wants_password:
            return LibraryError(
                say("The proxy of this network wants a name and a password (407)."),
                say(
                    "Put them into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT. Or save"
                    " {address} with a browser and add that file: {name}, sha256 {sha256}.",
                    **self._values,
                ),
                details=details,
            )
        return LibraryError(
            say("The proxy of this network does not lead to the hub."),
            self._by_hand,
            details=details,
        )

    def gone(self, host: str, status: int) -> LibraryError:
        """The repository, the revision or the file is not there any more."""
        return LibraryError(
            say(
                "{host} does not have {name} in this revision any more ({status}).",
                **self._values,
                host=host,
                status=status,
            ),
            say(
                "See whether there is a newer Underdrawing. A copy from elsewhere can be added as a"
                " file: {name}, sha256 {sha256}.",
                **self._values,
            ),
        )

    def gated(self, host: str, status: int) -> LibraryError:
        """Its publisher wants to know who takes it."""
        return LibraryError(
            say(
                "{host} gives {name} only to those who sign in ({status}).",
                **self._values,
                host=host,
                status=status,
            ),
            say(
                "Sign in there with a browser, save {address} and add that file: {name}, sha256"
                " {sha256}.",
                **self._values,
            ),
        )

    def expired(self, host: str, status: int) -> LibraryError:
        """The address that the hub gives is taken back before anything comes."""
        return LibraryError(
            say(
                "{host} does not take the links that the hub gives ({status}).",
                host=host,
                status=status,
            ),
            self._again,
        )

    def overloaded(self, host: str, status: int) -> LibraryError:
        """It has too much to do, or a fault of its own."""
        return LibraryError(
            say("{host} has too much to do, or a fault ({status}).", host=host, status=status),
            self._again,
        )

    def odd_answer(self, host: str, status: int) -> LibraryError:
        """An answer that no hub should give."""
        return LibraryError(
            say("{host} did not give the file: it answered {status}.", host=host, status=status),
            self._by_hand,
        )

    def page(self, host: str) -> LibraryError:
        """A page for browsers came instead of the file."""
        return LibraryError(
            say("A web page came from {host} instead of the network.", host=host),
            say(
                "If this network has a page to sign in, do so in a browser and try again. Or save"
                " {address} there and add that file: {name}, sha256 {sha256}.",
                **self._values,
            ),
        )

    def unsafe(self, host: str) -> LibraryError:
        """The way leads over a connection that anybody can read and change."""
        return LibraryError(
            say("The file lies at an address of {host} that is not safe.", host=host), self._by_hand
        )

    def private(self, host: str) -> LibraryError:
        """The way leads back into this network."""
        return LibraryError(
            say("The hub leads to {host}, which is not in the public internet.", host=host),
            self._by_hand,
        )

    def astray(self, host: str) -> LibraryError:
        """The way never ends, or leads nowhere."""
        return LibraryError(
            say("{host} leads from address to address and never to the file.", host=host),
            self._by_hand,
        )

    def other_file(self, host: str, details: str) -> LibraryError:
        """What came, or would come, is not what the catalogue means; it is not kept."""
        return LibraryError(
            say(
                "What {host} has as {name} is not the file that was checked for Underdrawing.",
                **self._values,
                host=host,
            ),
            say(
                "It was not kept. Try again later, or add a copy from elsewhere as a file: {name},"
                " sha256 {sha256}.",
                **self._values,
            ),
            details=details,
        )
