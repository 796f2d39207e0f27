"""What is said of a picture that is a guide already."""

from __future__ import annotations

from collections.abc import Callable

from core.task import PreprocessTask
from ui.notice import Kind, Notice, Topic
from ui.shown import ShownPicture
from ui.wording import tr


def notice_of(shown: ShownPicture, use: Callable[[PreprocessTask], None]) -> Notice | None:
    """That `shown` was made by this program, or seems to be a guide; None if neither.

    `use` is given the task that its file holds, when that is wanted.
    """
    made = shown.made
    if made is not None:
        title = tr(made.task.entry.title)
        return Notice(
            Kind.REMARK,
            tr("This picture is a guide: {title} of {name}.", title=title, name=made.picture)
            if made.picture
            else tr("This picture is a guide: {title}.", title=title),
            tr("Its file says how it was made."),
            actions=((tr("Use its options"), lambda: use(made.task)),),
            topic=Topic.PICTURE,
        )
    if shown.seems is not None:
        return Notice(
            Kind.REMARK,
            tr("This picture seems to be a guide already, of {kind}.", kind=tr(shown.seems.value)),
            tr("A model can read it as it is. For another kind, bring what it was made from."),
            topic=Topic.PICTURE,
        )
    return None
