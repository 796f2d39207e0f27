"""From what went wrong inside to the problem that a client is told, in the API's codes."""

from __future__ import annotations

import logging

from core.api.problems import Problem
from core.door import AddressRefused
from core.errors import (
    EngineError,
    ExportError,
    NotOffered,
    PictureError,
    ServiceError,
    UnderdrawingError,
)
from core.server.outgoing import NotDelivered, WebhookRefused

_log = logging.getLogger(__name__)

CODES: tuple[tuple[type[UnderdrawingError], str, str], ...] = (
    (PictureError, "failedToTransferImage", "inputImage"),
    (AddressRefused, "failedToTransferImage", "inputImage"),
    (NotDelivered, "failedToUploadImage", "uploadEndpoint"),
    (WebhookRefused, "invalidWebhookURL", "webhookURL"),
    (NotOffered, "unsupportedPreProcessorType", "preProcessorType"),
    (ExportError, "processingFailed", ""),
    (EngineError, "inferenceError", ""),
    (UnderdrawingError, "internalServerError", ""),
)


def problem_of(error: Exception, *, parameter: str = "") -> Problem:
    """The problem that `error` is to a client; `parameter` is what it is about if not the usual.

    What was not foreseen is logged, and its words, which may say anything, stay here.
    """
    if isinstance(error, ServiceError) and error.code:
        return Problem(error.code, str(error))
    for kind, code, usual in CODES:
        if isinstance(error, kind):
            about = parameter or usual
            return Problem(code, str(error), (about,) if about else ())
    _log.error("A task failed in a way that was not foreseen.", exc_info=error)
    return Problem("internalServerError", "This server failed; its log says more.")
