"""What an HTTP answer of the service means: a reply, or a setback and whether to try again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from core.api.problems import UNKNOWN, Problem
from core.api.replies import Reply, read_reply
from core.backoff import retry_after
from core.errors import ServiceError, UnderdrawingError
from core.json_text import parse_json
from core.runware.redacting import public
from core.runware.sentences import PASSING, error_of, error_of_status, is_known, with_code
from core.wording import say


class Setback(Exception):
    """An exchange did not come to its end.

    `error`: what to tell if that stays so. `passing`: whether trying again may help, after
    `after_s` seconds if the service asks for that. `arrived`: whether the service may have taken
    the tasks all the same. `foreign`: whether somebody else seems to have answered in its place.
    """

    def __init__(
        self,
        error: UnderdrawingError,
        *,
        passing: bool = False,
        arrived: bool = False,
        foreign: bool = False,
        after_s: float | None = None,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.passing = passing
        self.arrived = arrived
        self.foreign = foreign
        self.after_s = after_s


def read_answer(
    status: int, retry: str, body: bytes, wall: float, *, name: str, secrets: Sequence[str]
) -> Reply:
    """The reply in the answer of the service called `name`; raises Setback if there is none.

    `retry`: the header Retry-After, or empty. `wall`: when it was written, in seconds since the
    epoch. Problems come with codes, and without `secrets` where the service repeats them. Items are
    what was asked for, so they are kept whatever the status; without any, a passing status is a
    setback.
    """
    turned_away = status == HTTPStatus.TOO_MANY_REQUESTS
    passing = turned_away or status == HTTPStatus.REQUEST_TIMEOUT or status // 100 == 5
    arrived = passing and not turned_away
    foreign = False
    reply = _decoded(body)
    if reply is not None and (reply.items or reply.problems):
        problems = tuple(with_code(_clean(each, secrets), status) for each in reply.problems)
        if reply.items or not passing or not all(map(_is_passing, problems)):
            return Reply(reply.items, problems)
        error = error_of(problems[0], name)
    elif status // 100 != 2:
        error = error_of_status(status, name)
    elif reply is not None:
        return reply
    else:
        error = ServiceError(
            say("What {name} answered is no answer of the API.", name=name),
            "Check the service's address; some networks want a login in a browser first.",
        )
        passing = arrived = foreign = True
    raise Setback(
        error,
        passing=passing,
        arrived=arrived,
        foreign=foreign,
        after_s=retry_after(retry, wall),
    )


def _decoded(body: bytes) -> Reply | None:
    """The reply in `body`, None if that is no answer of the API."""
    try:
        found: Any = parse_json(body)
    except ValueError:
        return None
    reply = read_reply(found)
    said = reply.items or reply.problems
    return reply if said or (isinstance(found, dict) and "data" in found) else None


def _clean(problem: Problem, secrets: Sequence[str]) -> Problem:
    return replace(
        problem,
        code=public(problem.code, *secrets) or UNKNOWN,
        message=public(problem.message, *secrets),
        parameters=tuple(filter(None, (public(name, *secrets) for name in problem.parameters))),
        documentation=public(problem.documentation, *secrets),
    )


def _is_passing(problem: Problem) -> bool:
    return problem.code in PASSING or not is_known(problem)
