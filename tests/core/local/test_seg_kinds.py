"""What two networks say of a region, brought together; and the numbers of ours."""

from __future__ import annotations

import numpy as np

from core.local.seg import objects, stuff, weights
from core.local.seg.ade20k import INDEX
from core.picture import Plane


def ours(**shares: float) -> Plane:
    """What our network says of one region; the rest is tree."""
    kind = np.zeros((1, len(weights.KINDS)), np.float32)
    for name, share in shares.items():
        kind[0, weights.KINDS.index(name)] = share
    kind[0, weights.KINDS.index("tree")] += 1 - kind.sum()
    return kind


def deeplabs(**shares: float) -> Plane:
    """What DeepLab says of it; the rest is background."""
    said = np.zeros((1, len(objects.OBJECTS)), np.float32)
    for name, share in shares.items():
        said[0, objects.OBJECTS.index(name)] = share
    return said


def drawn(objects_: Plane, kind: Plane) -> str:
    """The class that is likeliest outdoors."""
    things = objects.things(objects_, kind)
    around = stuff.outdoors(kind) * (1 - things.sum(axis=1, keepdims=True))
    said = np.concatenate([things, around], axis=1)[0]
    best = int(said.argmax())
    return (*objects.THINGS, *stuff.OUTDOORS)[best]


def test_all_that_can_be_drawn_is_a_class_of_ade20k() -> None:
    assert {*objects.THINGS, *stuff.OUTDOORS, *stuff.INDOORS} <= set(INDEX)


def test_an_animal_that_deeplab_never_saw_is_one_all_the_same() -> None:
    assert drawn(deeplabs(), ours(animal=0.95)) == "animal"


def test_which_vehicle_it_is_deeplab_says() -> None:
    assert drawn(deeplabs(bus=0.3, car=0.1), ours(vehicle=0.9)) == "bus"


def test_a_thing_that_neither_can_name_is_left_to_what_surrounds_it() -> None:
    assert drawn(deeplabs(), ours(object=0.8, tree=0.2)) == "tree"
    assert drawn(deeplabs(chair=0.6), ours(object=0.8, tree=0.2)) == "chair"


def test_snow_lies_on_the_earth() -> None:
    assert drawn(deeplabs(), ours(snow=0.9)) == "earth"


def test_what_is_said_of_a_region_adds_up_to_no_more_than_one() -> None:
    generator = np.random.default_rng(7)
    kind = generator.dirichlet(np.ones(len(weights.KINDS)), 200).astype(np.float32)
    said = generator.dirichlet(np.ones(len(objects.OBJECTS) + 1), 200).astype(np.float32)
    things = objects.things(said[:, 1:], kind)
    assert things.min() >= 0
    assert things.sum(axis=1).max() <= 1 + 1e-5
    np.testing.assert_allclose(stuff.outdoors(kind).sum(axis=1), 1, rtol=1e-5)


def test_our_network_is_whole_and_says_how_likely_each_kind_is() -> None:
    inward, inward_biases, outward, outward_biases = weights.layers()
    assert inward.shape[1:] == inward_biases.shape == outward.shape[:1]
    assert outward.shape[1:] == outward_biases.shape == (len(weights.KINDS),)
    assert all(np.isfinite(layer).all() for layer in weights.layers())
    features = np.random.default_rng(8).normal(size=(50, len(inward))).astype(np.float32)
    said = weights.likely(features)
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)
    assert len(np.unique(said.argmax(axis=1))) > 2
