"""The still life with a figure: its parts put together."""

from .books import book_parts
from .bouquet import bouquet_parts
from .figure import figure_parts
from .fruit import fruit_parts
from .room import room_parts
from .scene import Scene
from .tabletop import table_parts


def still_life() -> Scene:
    """The scene of the sample picture."""
    parts = [
        *room_parts(),
        *table_parts(),
        *fruit_parts(),
        *book_parts(),
        *bouquet_parts(),
        *figure_parts(),
    ]
    return Scene(parts, low=(-1.9, -0.06, -0.18), high=(1.9, 2.3, 2.3))
