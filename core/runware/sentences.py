"""What the API's codes and HTTP's statuses mean for a person, and what there is to do."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus

from core.api.problems import UNKNOWN, Problem
from core.errors import KeyRefused, NoCredit, ServiceError
from core.wording import say

PASSING = frozenset(
    {"rateLimitExceeded", "serviceUnavailable", "noAvailableServer", "internalServerError"}
)
"""Codes of what is often well a moment later."""

TURNED_AWAY = "rateLimitExceeded"
"""The one of these that says that the task was not taken."""

ARRIVED = "conflictTaskUUID"
NOT_FOUND = "taskFailedOrNotFound"
IMAGE_LOST = frozenset(
    {"failedToTransferImage", "invalidInputImage", "missingInputImage", "inputImageNotFound"}
)
"""Codes of a picture that the service could not get, or of an uploaded one that it has lost."""

_Sentence = tuple[type[ServiceError], str, str]

_AGAIN = say("Ask again in a few minutes.")
_NEW_KEY = say("Check the key, or make a new one in your account there.")
_UPDATE = say("Check the service's address, and see whether there is a newer Underdrawing.")
_NO_KEY: _Sentence = (KeyRefused, say("{name} did not take the API key."), _NEW_KEY)
_PICTURE: _Sentence = (
    ServiceError,
    say("{name} could not use the picture."),
    say("Ask again; if that does not help, save the picture as PNG and bring that."),
)
_NOT_MADE: _Sentence = (
    ServiceError,
    say("{name} failed to make this guide."),
    say("Ask again, or try another size or another preprocessor."),
)

_SENTENCES: dict[str, _Sentence] = {
    **dict.fromkeys(("invalidApiKey", "missingApiKey"), _NO_KEY),
    "insufficientCredits": (
        NoCredit,
        say("The account at {name} has not enough credit."),
        say("Add credit there, and ask again."),
    ),
    **dict.fromkeys(IMAGE_LOST, _PICTURE),
    ARRIVED: (
        ServiceError,
        say("{name} has this task already, and does not hand out its guide."),
        say("Ask for the guide again."),
    ),
    NOT_FOUND: (
        ServiceError,
        say("{name} does not have this task any more, or it failed."),
        say("Ask for the guide again."),
    ),
    "failedToUploadImage": (
        ServiceError,
        say("{name} could not put the guide at the upload endpoint."),
        say("Check that address, and whether it still takes uploads."),
    ),
    "unsupportedTaskType": (
        ServiceError,
        say("{name} does not make guides at this address."),
        _UPDATE,
    ),
    "valueTooLarge": (
        ServiceError,
        say("{name} takes no {field} that large."),
        say("Ask for less: a smaller width or height, or a smaller picture."),
    ),
    "rateLimitExceeded": (ServiceError, say("{name} has had too many requests."), _AGAIN),
    "internalServerError": (ServiceError, say("{name} has a fault of its own."), _AGAIN),
    "serviceUnavailable": (ServiceError, say("{name} is not available."), _AGAIN),
    "noAvailableServer": (ServiceError, say("{name} is overloaded."), _AGAIN),
    "inferenceError": _NOT_MADE,
    "processingFailed": _NOT_MADE,
    "timeoutProvider": (
        ServiceError,
        say("{name} gave up on this guide, since it took too long."),
        say("Ask again, or for a smaller width."),
    ),
}

_OF_A_FIELD: dict[str, _Sentence] = {
    "missing": (ServiceError, say("{name} misses {field}."), _UPDATE),
    "invalid": (
        ServiceError,
        say("{name} does not accept this {field}."),
        say("Choose another value."),
    ),
    "unsupported": (
        ServiceError,
        say("{name} does not support this {field}."),
        say("Choose another value."),
    ),
    "unknown": (ServiceError, say("{name} does not know {field}."), _UPDATE),
}
"""By the word that a code begins with; the field is its rest, or what the problem names."""

_BY_STATUS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "invalidApiKey",
    HTTPStatus.FORBIDDEN: "invalidApiKey",
    HTTPStatus.PAYMENT_REQUIRED: "insufficientCredits",
    HTTPStatus.TOO_MANY_REQUESTS: "rateLimitExceeded",
    HTTPStatus.SERVICE_UNAVAILABLE: "serviceUnavailable",
}
"""The codes that stand for statuses which come without one."""

_OF_A_STATUS: dict[int, _Sentence] = {
    HTTPStatus.NOT_FOUND: (ServiceError, say("There is no such service at {name}"), _UPDATE),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        ServiceError,
        say("There is no such service at {name}"),
        _UPDATE,
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        ServiceError,
        say("The request reached {name} too slowly"),
        _AGAIN,
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        ServiceError,
        say("The picture is too large for {name}"),
        say("Make it smaller in another program."),
    ),
}


def is_known(problem: Problem) -> bool:
    """Whether its code says something here."""
    return problem.code in _SENTENCES or _field_sentence(problem) is not None


def with_code(problem: Problem, status: int) -> Problem:
    """`problem`, with the code that `status` stands for if its own says nothing here."""
    if status < 400 or is_known(problem):
        return problem
    plain = status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED)
    if plain or problem.code == UNKNOWN:
        return replace(problem, code=_BY_STATUS.get(status) or f"HTTP {status}")
    return problem


def error_of(problem: Problem, name: str) -> ServiceError:
    """What to raise for `problem`, told of by the service called `name` and free of secrets."""
    message = problem.message
    told = f"{problem.code}: {message}" if message else problem.code
    sentence = _SENTENCES.get(problem.code) or _field_sentence(problem)
    if sentence is None:
        status = re.fullmatch("HTTP ([0-9]{3})", problem.code)
        if status and not message:
            return error_of_status(int(status[1]), name)
        if message and not message.endswith((".", "!", "?")):
            message += "."
        refused = (
            say("{name} refused: {message}", name=name, message=message)
            if message
            else say("{name} refused ({code}).", name=name, code=problem.code)
        )
        return ServiceError(refused, "See if another task works.", details=told, code=problem.code)
    kind, what, remedy = sentence
    return kind(
        say(what, name=name, field=_field(problem)), remedy, details=told, code=problem.code
    )


def error_of_status(status: int, name: str, *, details: str = "") -> ServiceError:
    """What to raise for an answer with `status` that is no answer of the API."""
    if status in _BY_STATUS:
        return error_of(Problem(_BY_STATUS[status], details), name)
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    if status // 100 == 3:
        sentence: _Sentence = (ServiceError, say("{name} sends us on to another address"), _UPDATE)
    elif status in _OF_A_STATUS:
        sentence = _OF_A_STATUS[status]
    elif status // 100 == 5:
        sentence = (ServiceError, say("{name} has a fault of its own"), _AGAIN)
    else:
        sentence = (ServiceError, say("{name} refused the request"), _UPDATE)
    kind, what, remedy = sentence
    told = say("{what} (it answered {answer}).", what=say(what, name=name), answer=answer)
    return kind(told, remedy, details=details)


def _field_sentence(problem: Problem) -> _Sentence | None:
    if problem.code == UNKNOWN:
        return None
    for word, sentence in _OF_A_FIELD.items():
        if re.match(f"{word}[A-Z]", problem.code):
            return sentence
    return None


def _field(problem: Problem) -> str:
    """The fields that `problem` names, or else the one in its code."""
    if problem.parameters:
        return ", ".join(problem.parameters)
    if _field_sentence(problem) is None:
        return "value"
    _, _, rest = re.sub("([A-Z])", r" \1", problem.code, count=1).partition(" ")
    return rest[:1].lower() + rest[1:] if not rest.startswith("UUID") else rest
