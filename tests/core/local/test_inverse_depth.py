"""How near everything is, from what was seen of a scene: scenes made by hand, without a network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.local.space.inverse_depth import inverse_depth
from core.local.space.scene import Scene
from core.picture import Plane

HEIGHT, WIDTH = 128, 160
PERSON = slice(30, 110), slice(60, 80)


def nothing() -> Plane:
    return np.zeros((HEIGHT, WIDTH), np.float32)


def scene() -> Scene:
    """A person of one colour before a wall of another, both on a floor; everything is sharp."""
    pixels = np.full((HEIGHT, WIDTH, 3), (120, 130, 140), np.uint8)
    pixels[PERSON] = (190, 80, 40)
    rows = np.linspace(1.2, 0.4, HEIGHT, dtype=np.float32)
    distance = np.repeat(rows[:, None], WIDTH, axis=1)
    thing, edges = nothing(), nothing()
    thing[PERSON] = 1
    distance[PERSON] = 0.6
    edges[29:111, 59:61] = edges[29:111, 79:81] = edges[29:31, 59:81] = edges[109:111, 59:81] = 1
    facing = np.stack([nothing(), nothing(), nothing() + 1])
    return Scene(pixels, distance, facing, edges, thing, thing, nothing(), aspect=1.0)


def wall(inverse: Plane) -> Plane:
    """What is known of the wall, far from the person, in its rows."""
    return inverse[35:75, 125:155]


def test_a_person_is_as_near_as_the_ground_at_the_feet_and_the_wall_is_farther() -> None:
    inverse = inverse_depth(scene())
    person = inverse[40:100, 65:75]
    assert person.min() > wall(inverse).max()
    assert np.median(person) == pytest.approx(np.median(inverse[112:118, 20:140]), rel=0.1)
    assert person.max() / person.min() < 1.1


def test_the_networks_blur_around_a_person_is_no_halo() -> None:
    blurred = scene()
    distance, edges = blurred.distance.copy(), blurred.edges.copy()
    distance[23:110, 54:86] = 0.6
    # A window frame above keeps what is known of the wall from coming in.
    edges[20:22, 50:90] = edges[20:31, 50:52] = edges[20:31, 88:90] = edges[29:31, 50:90] = 1
    inverse = inverse_depth(replace(blurred, distance=distance, edges=edges))
    assert inverse[35:75, 81:86].mean() < 1.05 * wall(inverse).mean()
    assert inverse[24:28, 62:78].mean() == pytest.approx(inverse[24:28, 120:].mean(), rel=0.1)


def test_a_bright_slip_of_the_network_on_the_wall_is_toned_down() -> None:
    slipped = scene()
    distance = slipped.distance.copy()
    distance[50:58, 130:138] = -0.8
    edges = slipped.edges.copy()
    edges[48:60, 128:140] = 1
    edges[51:57, 131:137] = 0
    inverse = inverse_depth(replace(slipped, distance=distance, edges=edges))
    assert inverse[52:56, 132:136].mean() < 1.4 * wall(inverse_depth(scene())).mean()


def test_light_between_two_persons_is_not_before_them() -> None:
    lit = scene()
    thing, distance = lit.things.copy(), lit.distance.copy()
    thing[30:110, 120:140] = 1
    distance[30:110, 120:140] = 0.6
    distance[30:84, 80:120] = 0.1
    edges = lit.edges.copy()
    edges[29:111, 119:121] = edges[84:86, 80:120] = edges[28:30, 80:120] = 1
    seen = replace(lit, things=thing, bodies=thing, distance=distance, edges=edges)
    inverse = inverse_depth(seen)
    assert inverse[40:75, 94:106].mean() < inverse[40:75, 65:75].mean()


def test_the_sky_is_farthest() -> None:
    under = scene()
    sky = nothing()
    sky[:20] = 1
    inverse = inverse_depth(replace(under, sky=sky, distance=np.full_like(sky, 1)))
    assert inverse[:15].max() < inverse[30:].min()
