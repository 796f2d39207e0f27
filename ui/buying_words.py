"""What is told of a guide that is being bought: how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.engine import Progress
from core.errors import EngineError, KeyRefused, UnderdrawingError
from core.wording import say
from ui.notice import Kind, Notice, Topic
from ui.wording import tr, tr_n

if TYPE_CHECKING:
    from core.guide import Guide
    from core.picture import Picture

    Act = Callable[[], None]

_STAGES = {
    "uploading": say("Sending the picture"),
    "waiting": say("Waiting"),
    "downloading": say("Fetching"),
}


def progress_text(progress: Progress) -> str:
    """How far it is, in a few words: "Sending the picture… 40 %"."""
    doing = tr(_STAGES.get(progress.stage, progress.stage.capitalize()))
    if progress.fraction is None:
        return tr("{doing}…", doing=doing)
    return tr("{doing}… {percent} %", doing=doing, percent=round(100 * progress.fraction))


def stopped(go_on: Act) -> Notice:
    """That nobody waits for it any more; `go_on` waits again."""
    return Notice(
        Kind.REMARK,
        tr("Stopped waiting."),
        tr("If Runware has begun, the guide is paid for, and buying it again only fetches it."),
        actions=((tr("Go on waiting"), go_on),),
        topic=Topic.MAKING,
    )


def arrived(picture: Picture, guide: Guide, show: Act | None = None) -> Notice:
    """That `guide` of `picture` has come while others are shown; `show` brings it, if it can."""
    title = tr(guide.task.entry.title)
    what = tr("{title} of {name} has come from Runware.", title=title, name=picture.name)
    if show is not None:
        return Notice(Kind.DONE, what, actions=((tr("Show it"), show),))
    return Notice(Kind.DONE, what, tr("Open that picture again to see it."))


def fetched_since(guides: int) -> Notice:
    """That so many guides have come which were on their way when the program ended."""
    what = tr_n(
        "A guide that was bought has come from Runware since the last time.",
        "{n} guides have come from Runware since the last time.",
        guides,
    )
    return Notice(Kind.DONE, what, tr("Open the picture again and choose Runware to see it."))


def failed(error: BaseException, again: Act, open_settings: Act) -> Notice:
    """Why none came, and a way on: `again`, or `open_settings` where the key was refused."""
    if not isinstance(error, UnderdrawingError):
        error = EngineError("The guide could not be bought.", details=repr(error))
    act = (tr("Try again"), again)
    if isinstance(error, KeyRefused):
        act = (tr("Settings…"), open_settings)
    what, remedy = tr(error.what), tr(error.remedy)
    return Notice(Kind.ERROR, what, remedy, error.details, actions=(act,), topic=Topic.MAKING)
