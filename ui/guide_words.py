"""What the line above a guide says of it: its kind, its size, and what it only stands for."""

from __future__ import annotations

from core.preprocessor import Quality
from core.wording import say
from ui.shown import ShownGuide
from ui.wording import tr

PREVIEW = say("Made on this computer. The guide that you buy from Runware may differ from it.")


def guide_words(shown: ShownGuide, *, preview: bool, over: str) -> tuple[str, str]:
    """The name of a guide, and the note behind it.

    `preview`: it only stands for one that could be bought. `over`: what it is compared with in the
    same view, if that is not the picture.
    """
    # As it goes out, which may be of another size than the guide is.
    size = f"{shown.pyramid.width} × {shown.pyramid.height}"
    kind = tr("preview") if preview else tr("draft") if _is_draft(shown) else ""
    other = tr("with {title}", title=over) if over else ""
    return tr(shown.guide.task.entry.title), "   ".join(filter(None, (size, kind, other)))


def guide_caveat(shown: ShownGuide, *, preview: bool) -> str:
    """What is lacking, or empty."""
    local = shown.guide.task.entry.local
    caveat = local.caveat if local and _is_draft(shown) else ""
    return tr(PREVIEW if preview else caveat)


def _is_draft(shown: ShownGuide) -> bool:
    return shown.guide.quality is Quality.DRAFT
