"""Questions that cost nothing, asked until they are answered: uploads, balances, keys, results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.api.replies import Item
from core.api.requests import AccountDetails, Authentication, GetResponse, Upload
from core.backoff import TRIES, Backoff, Clock, Deadline
from core.errors import ServiceError
from core.runware.answers import Setback
from core.runware.sentences import PASSING, error_of
from core.wording import say

if TYPE_CHECKING:
    from core.runware.connection import Connection, Listener

Question = AccountDetails | Authentication | GetResponse | Upload


async def ask(
    connection: Connection,
    question: Question,
    within_s: float,
    clock: Clock,
    *,
    sent: Listener | None = None,
) -> Item:
    """The answer to `question`, asked again after what passes.

    A key that is asked about is the only one that is sent. Raises UnderdrawingError where there is
    no answer within `within_s` seconds, or an error in its place.
    """
    about = "" if isinstance(question, Authentication) else str(question.task_uuid)
    backoff = Backoff(clock.chance)
    deadline = Deadline(clock, within_s)
    while True:
        try:
            reply = await connection.post(
                [question],
                deadline.left_s,
                sent=sent or (lambda fraction: None),
                with_key=not isinstance(question, Authentication),
            )
        except Setback as setback:
            error, passing, after_s = setback.error, setback.passing, setback.after_s
        else:
            item = reply.item(about) or (reply.items[0] if len(reply.items) == 1 else None)
            if item is not None:
                return item
            if reply.problems:
                error = error_of(reply.problems[0], connection.name)
            else:
                what = say("{name} answered, but not what was asked.", name=connection.name)
                error = ServiceError(what, "Check the service's address.")
            codes = {problem.code for problem in reply.problems}
            passing, after_s = bool(codes) and codes <= PASSING, None
        pause = backoff.next(after_s)
        late = deadline.left_s <= pause
        if not passing or late or backoff.failures >= TRIES:
            raise error
        await clock.sleep(pause)
