"""What the scene is made of: a part is a solid with a surface, and belongs to a named object."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .shapes import Floats, Vector

Distance = Callable[[Floats], Floats]
Colour = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Surface:
    """How a part takes light.

    `colour` gives the diffuse reflectance (linear, 0..1) at points (3, n); `average` stands for
    it where a rough value is enough (light that bounces). `gloss` is the strength of reflections
    seen straight on (0 for cloth, 0.04 for varnish or glaze), `roughness` 0.02 (mirror) .. 1.
    `relief`, where given, is a height in metres that only the shading sees.
    """

    colour: Colour
    average: Vector
    gloss: float = 0.0
    roughness: float = 0.5
    relief: Distance | None = None


@dataclass(frozen=True)
class Part:
    """One solid: the object it belongs to, its signed distance and its surface."""

    name: str
    distance: Distance
    surface: Surface = field(repr=False)
