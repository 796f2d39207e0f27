"""OpenPose: the skeletons of everybody in a picture, on request with their hands and faces.

The networks run once a picture, those of hands and faces when they are first asked for; an option
that moves only chooses among what was found and draws it again.
"""

from __future__ import annotations

from functools import cache

from core.local.method import Drawn, TellingMaker
from core.local.networks import Networks
from core.local.pose.body import Body
from core.local.pose.drawing import draw
from core.local.pose.everybody import everybody
from core.local.pose.face import face
from core.local.pose.hands import hands
from core.options import Options
from core.picture import Pixels
from core.pose import People, Person


def open_openpose(pixels: Pixels, networks: Networks) -> TellingMaker:
    """Guides of `pixels`: RGB `uint8` of the same shape, and the people in them, largest first.

    Options: `includeHandsAndFaceOpenPose`; `poseScore`, which a body must reach: the sum of its
    joints' and limbs' scores by the joint. Z. Cao et al. 2017 have 0.4. The guide is black where
    nobody reaches it. Raises what Networks.run raises.
    """
    height, width, _ = pixels.shape

    @cache
    def found() -> tuple[Body, ...]:
        return everybody(pixels, networks)

    @cache
    def in_detail(body: Body) -> Person:
        left, right = hands(pixels, body.joints, networks)
        return Person(body.joints, left, right, face(pixels, body.joints, networks))

    def make(options: Options) -> Drawn:
        chosen = [body for body in found() if body.score >= options.number("poseScore")]
        detailed = options["includeHandsAndFaceOpenPose"]
        persons = [in_detail(body) if detailed else Person(body.joints) for body in chosen]
        people = People(tuple(persons), width, height)
        return Drawn(draw(people), people)

    return make
