"""What is said when a file of the library cannot be fetched: what, what to do, and how by hand."""

from __future__ import annotations

from core.errors import LibraryError
from core.library.by_hand import by_hand, size_text
from core.library.row import Row, RowFile
from core.wording import say


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

    def offline(self, variable: str = "") -> LibraryError:
        """It was said that nothing is to be fetched: by a `variable`, or else by the settings."""
        return LibraryError(
            say("{title} is not fetched: Underdrawing is kept offline.", **self._values),
            say(
                "Take {variable} out of the environment, or save {address} on another computer and"
                " add that file: {name}, sha256 {sha256}.",
                **self._values,
                variable=variable,
            )
            if variable
            else say(
                "Switch off Offline in the settings, or save {address} on another computer and add"
                " that file: {name}, sha256 {sha256}.",
                **self._values,
            ),
            details=variable or "a setting",
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
                needed=size_text(needed),
                free=size_text(free),
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

    def no_hub(self, endpoint: str) -> LibraryError:
        """What the environment names is not the address of any hub."""
        return LibraryError(
            say("HF_ENDPOINT names no hub that can be asked: {endpoint}.", endpoint=endpoint),
            say("It must begin with https://; set it right, or leave it out."),
        )

    def untrusted(self, host: str) -> LibraryError:
        """Nobody known here says that it is the host, such as where a firewall reads along."""
        return LibraryError(
            say("{host} cannot be trusted: nobody known here vouches for it.", host=host),
            say(
                "See whether date and time are right here. If this network looks into all"
                " connections, name the file of its certificate in SSL_CERT_FILE. Or save {address}"
                " with a browser and add that file: {name}, sha256 {sha256}.",
                **self._values,
            ),
        )

    def useless_proxy(self, details: str) -> LibraryError:
        """What is named as the way out is none that can be gone."""
        return LibraryError(
            say("The proxy that is named for this network cannot be used."),
            say(
                "It must be an address such as http://HOST:PORT, in HTTPS_PROXY or in the system's"
                " settings. Or save {address} with a browser and add that file: {name}, sha256"
                " {sha256}.",
                **self._values,
            ),
            details=details,
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
