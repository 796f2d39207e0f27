"""Signed distances to simple solids, for arrays of points.

Points are arrays of shape (3, n) in metres: x to the right, y up, z towards the viewer. Every
function gives n distances in metres, negative inside. The formulas are the usual ones of the
signed-distance literature (Hart, "Sphere Tracing", 1996; Quilez, "Distance functions").
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.floating[Any]]
Vector: TypeAlias = tuple[float, float, float]


def length(points: Floats) -> Floats:
    """Lengths of n vectors of shape (3, n)."""
    x, y, z = points
    return np.asarray(np.sqrt(x * x + y * y + z * z))


def unit(points: Floats) -> Floats:
    """The same directions, of length one."""
    return points / np.maximum(length(points), 1e-12)


def shifted(points: Floats, centre: Vector) -> Floats:
    """Points as seen from a centre."""
    x, y, z = points
    return np.stack((x - centre[0], y - centre[1], z - centre[2]))


def turned(points: Floats, rows: Sequence[Vector]) -> Floats:
    """Points in the frame of three unit vectors at right angles."""
    x, y, z = points
    return np.stack([row[0] * x + row[1] * y + row[2] * z for row in rows])


def frame_towards(direction: Vector) -> tuple[Vector, Vector, Vector]:
    """Three unit vectors at right angles, the last along `direction`."""
    w = np.asarray(direction, dtype=float)
    w /= np.linalg.norm(w)
    helper = np.array([0.0, 1.0, 0.0]) if abs(w[1]) < 0.9 else np.array([1.0, 0.0, 0.0])
    u = np.cross(helper, w)
    u /= np.linalg.norm(u)
    return _vector(u), _vector(np.cross(w, u)), _vector(w)


def rotation(yaw: float, pitch: float = 0.0, roll: float = 0.0) -> tuple[Vector, Vector, Vector]:
    """The axes of a body turned about y, then x, then z (radians), as rows for `turned`."""
    cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (np.cos, np.sin))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    axes = (about_z @ about_y @ about_x).T
    return _vector(axes[0]), _vector(axes[1]), _vector(axes[2])


def sphere(points: Floats, centre: Vector, radius: float) -> Floats:
    """A ball."""
    return length(shifted(points, centre)) - radius


def ellipsoid(points: Floats, centre: Vector, radii: Vector) -> Floats:
    """An ellipsoid along the axes; exact on the surface, a close bound elsewhere."""
    x, y, z = shifted(points, centre)
    x, y, z = x / radii[0], y / radii[1], z / radii[2]
    scaled = np.sqrt(x * x + y * y + z * z)
    x, y, z = x / radii[0], y / radii[1], z / radii[2]
    slope = np.sqrt(x * x + y * y + z * z)
    return np.asarray(scaled * (scaled - 1.0) / np.maximum(slope, 1e-6))


def box(points: Floats, centre: Vector, half: Vector, rounding: float = 0.0) -> Floats:
    """A box along the axes with rounded edges; `half` are half its sides, rounding included."""
    x, y, z = np.abs(shifted(points, centre))
    x, y, z = x - half[0] + rounding, y - half[1] + rounding, z - half[2] + rounding
    inside = np.minimum(np.maximum(np.maximum(x, y), z), 0.0)
    x, y, z = np.maximum(x, 0.0), np.maximum(y, 0.0), np.maximum(z, 0.0)
    return np.asarray(np.sqrt(x * x + y * y + z * z) + inside - rounding)


def cone(points: Floats, start: Vector, end: Vector, radius: float, end_radius: float) -> Floats:
    """A rod with round ends whose radius changes evenly: a finger, a limb, a stem."""
    x, y, z = shifted(points, start)
    ax, ay, az = end[0] - start[0], end[1] - start[1], end[2] - start[2]
    along = (x * ax + y * ay + z * az) / (ax * ax + ay * ay + az * az)
    along = np.clip(along, 0.0, 1.0)
    x, y, z = x - ax * along, y - ay * along, z - az * along
    return np.asarray(np.sqrt(x * x + y * y + z * z) - (radius + (end_radius - radius) * along))


def torus(points: Floats, centre: Vector, radius: float, thickness: float) -> Floats:
    """A ring lying flat."""
    x, y, z = shifted(points, centre)
    away = np.sqrt(x * x + z * z) - radius
    return np.asarray(np.sqrt(away * away + y * y) - thickness)


def turned_on_a_wheel(
    points: Floats, centre: Vector, profile: Sequence[tuple[float, float]]
) -> Floats:
    """A pot: the outline (radius, height) from foot to lip, smoothly joined, turned about y.

    The distance is a bound good for outlines that are steeper than about 30 degrees.
    """
    x, y, z = shifted(points, centre)
    heights = np.array([h for _, h in profile])
    radii = np.array([r for r, _ in profile])
    fine = np.linspace(heights[0], heights[-1], 257)
    curve = _catmull_rom(fine, heights, radii)
    around = np.sqrt(x * x + z * z)
    wanted = np.interp(y, fine, curve).astype(points.dtype)
    side = (around - wanted) * 0.7
    return np.asarray(np.maximum(side, np.maximum(heights[0].item() - y, y - heights[-1].item())))


def join(one: Floats, other: Floats, softness: float) -> Floats:
    """The union of two solids with a fillet about as wide as `softness`."""
    mix = np.maximum(softness - np.abs(one - other), 0.0) / softness
    return np.minimum(one, other) - mix * mix * (softness * 0.25)


def carve(solid: Floats, tool: Floats, softness: float) -> Floats:
    """A solid from which another is taken, with a soft edge."""
    return -join(-solid, tool, softness)


def _catmull_rom(at: Floats, knots: Floats, values: Floats) -> Floats:
    slopes = np.gradient(values, knots)
    i = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
    step = knots[i + 1] - knots[i]
    s = (at - knots[i]) / step
    first = (1 + 2 * s) * (1 - s) ** 2 * values[i] + s * (1 - s) ** 2 * step * slopes[i]
    second = s**2 * (3 - 2 * s) * values[i + 1] + s**2 * (s - 1) * step * slopes[i + 1]
    return np.asarray(first + second)


def _vector(values: Floats) -> Vector:
    x, y, z = (float(v) for v in values)
    return x, y, z
