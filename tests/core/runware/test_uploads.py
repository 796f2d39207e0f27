"""Uploads are remembered by account and picture, as long as the service knows them."""

from __future__ import annotations

from core.runware.uploads import REMEMBERED, Uploads


def test_a_picture_is_known_to_the_account_that_uploaded_it() -> None:
    uploads = Uploads()
    place = uploads.place("key", "picture")
    assert uploads.find(place) is None
    uploads.remember(place, "uuid")
    assert uploads.find(uploads.place("key", "picture")) == "uuid"
    assert uploads.find(uploads.place("key", "another")) is None
    assert uploads.find(uploads.place("another key", "picture")) is None
    assert uploads.find(uploads.place("keyp", "icture")) is None


def test_what_the_service_lost_is_forgotten() -> None:
    uploads = Uploads()
    place, other = uploads.place("key", "picture"), uploads.place("key", "another")
    uploads.remember(place, "uuid")
    uploads.remember(other, "other uuid")
    assert uploads.forget("uuid")
    assert uploads.find(place) is None
    assert uploads.find(other) == "other uuid"
    assert not uploads.forget("uuid")


def test_only_the_latest_are_remembered() -> None:
    uploads = Uploads()
    places = [uploads.place("key", str(number)) for number in range(REMEMBERED + 1)]
    for number, place in enumerate(places):
        uploads.remember(place, str(number))
    assert uploads.find(places[0]) is None
    assert uploads.find(places[1]) == "1"
    assert uploads.find(places[-1]) == str(REMEMBERED)


def test_those_who_want_the_same_wait_for_one_another() -> None:
    uploads = Uploads()
    place = uploads.place("key", "picture")
    turn = uploads.turn(place)
    assert uploads.turn(place) is turn
    assert uploads.turn(uploads.place("key", "another")) is not turn


def test_neither_keys_nor_pictures_are_held() -> None:
    uploads, again = Uploads(), Uploads()
    place = uploads.place("key", "picture")
    uploads.remember(place, "uuid")
    assert b"key" not in place
    assert b"picture" not in place
    assert again.place("key", "picture") != place, "nor can a key be tried against what is held"
