"""Every code with which a task, or a request, can be refused here, and what it means."""

from __future__ import annotations

from http import HTTPStatus

from core.api.reading import FIELDS
from core.catalog import CATALOG

REQUIRED = ("taskUUID", "preProcessorType", "inputImage", "inputs", "image", "media", "operation")
"""Fields that some task needs."""

MEANINGS = {
    "missingApiKey": "No key was given, neither in a header nor in a task before all others.",
    "invalidApiKey": "This is not the key of this server.",
    "forbiddenHost": "The request is for another host, or comes from a page of another origin.",
    "invalidRequest": "The request is no JSON array of tasks, or did not arrive as a whole.",
    "invalidRange": "The header Range asks for no part of the file.",
    "notFound": "There is nothing at this address, or nothing any more.",
    "invalidTask": "A task is no JSON object.",
    "missingTaskType": "The task has no taskType.",
    "unsupportedTaskType": "There is no such taskType here.",
    "unsupportedOperation": "The task's kind has no such operation here.",
    "unsupportedPreProcessorType": "This server cannot make that guide.",
    "unknownParameter": "The task has a field that its kind does not know.",
    "unsupportedParameter": "The option is one of another preprocessor.",
    "conflictTaskUUID": "A task with this taskUUID was sent before.",
    "taskFailedOrNotFound": "No such task is known here, or its guide is kept no more.",
    "valueTooLarge": "An address, or the request, is too long.",
    "rateLimitExceeded": "Too many tasks are waiting. Come back later.",
    "serviceUnavailable": "The server is stopping, or has too many connections. Come back later.",
    "failedToTransferImage": "The picture cannot be fetched, or is none that can be read.",
    "failedToUploadImage": "The uploadEndpoint did not take the guide.",
    "inferenceError": "The guide could not be made.",
    "processingFailed": "The guide could not be written in that format.",
    "internalServerError": "The server failed; its log says more.",
}
"""The codes that stand for one thing. The others name the field that they are about."""

STATUSES = {
    "missingApiKey": HTTPStatus.UNAUTHORIZED,
    "invalidApiKey": HTTPStatus.UNAUTHORIZED,
    "rateLimitExceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "inferenceError": HTTPStatus.INTERNAL_SERVER_ERROR,
    "processingFailed": HTTPStatus.INTERNAL_SERVER_ERROR,
    "internalServerError": HTTPStatus.INTERNAL_SERVER_ERROR,
    "timeoutProvider": HTTPStatus.INTERNAL_SERVER_ERROR,
    "serviceUnavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "noAvailableServer": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of requests that come to nothing: clients send again what is answered 429 or from 500 on, and
never what is answered 400, as are all other codes."""

FAULTS = tuple(code for code, status in STATUSES.items() if status >= 500)
"""Codes of what is no fault of the task."""


def codes() -> list[str]:
    """All codes: those above, and `missing` and `invalid` with the name of a field."""
    refused = [*REQUIRED, *FIELDS, "model", "settings"]
    refused += [option.name for entry in CATALOG.values() for option in entry.options]
    made = {f"missing{_capital(name)}" for name in REQUIRED}
    made |= {f"invalid{_capital(name)}" for name in refused}
    return [*MEANINGS, *sorted(made - {*MEANINGS})]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
