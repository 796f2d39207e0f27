"""What a person is told where the wait for a guide ends without one."""

from __future__ import annotations

from core.errors import PictureError, ServiceError, Unreachable
from core.wording import say, say_n


def closed(name: str) -> ServiceError:
    """Something was asked for after the client had been closed."""
    return ServiceError(say("The connection to {name} has been closed.", name=name), "Ask again.")


def too_late(name: str, seconds: float) -> Unreachable:
    """The wait for a guide is over, and it may still come."""
    return Unreachable(
        say(
            "{name} has not handed over the guide after {time}.", name=name, time=_duration(seconds)
        ),
        "It stays ordered: ask for it again to go on waiting, which costs nothing more.",
    )


def no_guide(name: str) -> ServiceError:
    """The task is said to be done, and there is nothing to be had of it."""
    return ServiceError(
        say("{name} says that the guide is made, but does not hand it over.", name=name),
        "Ask for it again, which costs nothing more.",
    )


def no_picture(name: str, error: PictureError, *, final: bool) -> ServiceError:
    """What came is no picture, because of `error`; `final`: nor was it the time before."""
    return ServiceError(
        say("What {name} handed over is not a guide that can be read.", name=name),
        "Ask for it again; it is made anew, and paid for once more."
        if final
        else "Ask for it again, which costs nothing more.",
        details=f"{error.what} {error.details}".rstrip(),
    )


def gone(name: str, *, final: bool) -> ServiceError:
    """The guide is not at its address; `final`: nor was it when it was asked for before."""
    if final:
        return ServiceError(
            say("The guide has gone: {name} does not keep it any more.", name=name),
            "Ask for it again; it is made anew, and paid for once more.",
        )
    return ServiceError(
        say("The guide is not where {name} says that it is.", name=name),
        "Ask for it again in a moment, which costs nothing more.",
    )


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    if minutes >= 2 and minutes == int(minutes):
        return say_n("{n} minute", "{n} minutes", round(minutes))
    return say_n("{n} second", "{n} seconds", round(seconds))
