"""How a guide is seen with its picture."""

from enum import StrEnum


class Comparison(StrEnum):
    """The ways to look at both."""

    SIDE_BY_SIDE = "side by side"
    WIPE = "wipe"
    OVERLAY = "overlay"
