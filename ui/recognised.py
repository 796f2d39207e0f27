"""What is said of a picture that is a guide already."""

from __future__ import annotations

from collections.abc import Callable

from core.task import PreprocessTask
from ui.notice_bar import Kind, Notice, Topic
from ui.shown import ShownPicture


def notice_of(shown: ShownPicture, use: Callable[[PreprocessTask], None]) -> Notice | None:
    """That `shown` was made by this program, or seems to be a guide; None if neither.

    `use` is given the task that its file holds, when that is wanted.
    """
    made = shown.made
    if made is not None:
        of = f" of {made.picture}" if made.picture else ""
        return Notice(
            Kind.REMARK,
            f"This picture is a guide: {made.task.entry.title}{of}.",
            "Its file says how it was made.",
            actions=(("Use its options", lambda: use(made.task)),),
            topic=Topic.PICTURE,
        )
    if shown.seems is not None:
        return Notice(
            Kind.REMARK,
            f"This picture seems to be a guide already, of {shown.seems}.",
            "A model can read it as it is. For another kind, bring what it was made from.",
            topic=Topic.PICTURE,
        )
    return None
