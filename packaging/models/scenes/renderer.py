"""Draws scenes with OpenGL, off screen: RGB, inverse depth, normals and things, exact.

Works on a GPU and on Mesa's software renderer, through EGL. Lamps cast shadows, corners are dark
(occlusion as seen on the screen), panoramas give light all around and are mirrored.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from models.scenes.scene import Lamp, Scene
from models.scenes.stored import Floats, Pixels
from models.scenes.views import Camera, Frame

NEAR, FAR = 0.03, 2000.0
SHADOW_SIDE, LAMPS = 1024, 3  # as in shaders/surface.frag
SHADERS = Path(__file__).resolve().parent / "shaders"


class Renderer:
    """Draws square pictures of `side` pixels, each gathered from `finer` x `finer` drawn ones."""

    def __init__(self, textures: Pixels, skies: Floats, side: int, finer: int = 2) -> None:
        self.side, self.finer = side, finer
        self.context = gl = moderngl.create_standalone_context(backend="egl", require=430)
        self._around = np.stack([harmonics(sky) for sky in skies])
        self._shadow = gl.program(*_source("shadow"))
        self._surface = gl.program(*_source("surface"))
        self._gather = gl.program(*_source("screen", "gather"))
        self._develop = gl.program(*_source("screen", "develop"))
        corners = gl.buffer(np.array([-1, -1, 3, -1, -1, 3], np.float32))
        self._gathering = gl.vertex_array(self._gather, [(corners, "2f", "corner")])
        self._developing = gl.vertex_array(self._develop, [(corners, "2f", "corner")])
        self._textures = gl.texture_array((*textures.shape[2:0:-1], len(textures)), 4, textures)
        self._skies = gl.texture_array(
            (*skies.shape[2:0:-1], len(skies)), 3, skies.astype(np.float16), dtype="f2"
        )
        for texture in (self._textures, self._skies):
            texture.build_mipmaps()
            texture.filter = moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR
        size = SHADOW_SIDE * LAMPS, SHADOW_SIDE
        self._shadows = gl.depth_texture(size)
        self._shadows.compare_func = ""
        self._shadows.filter = moderngl.NEAREST, moderngl.NEAREST
        self._into_shadows = gl.framebuffer(depth_attachment=self._shadows)
        large = (side * finer, side * finer)
        self._drawn = [
            gl.texture(large, 4, dtype="f2"),
            gl.texture(large, 4, dtype="f2"),
            gl.texture(large, 4, dtype="f4"),
            gl.texture(large, 1, dtype="f4"),
        ]
        self._into_drawn = gl.framebuffer(self._drawn, gl.depth_renderbuffer(large))
        self._gathered = [
            gl.texture((side, side), 4, dtype="f2"),
            gl.texture((side, side), 4),
            gl.texture((side, side), 1, dtype="f4"),
            gl.texture((side, side), 1, dtype="f4"),
        ]
        self._into_gathered = gl.framebuffer(self._gathered)
        self._picture = gl.texture((side, side), 4)
        self._into_picture = gl.framebuffer([self._picture])
        for texture in (*self._drawn[:3], *self._gathered[1:]):
            texture.filter = moderngl.NEAREST, moderngl.NEAREST
        self._drawn[3].filter = moderngl.NEAREST, moderngl.NEAREST
        self._drawn[3].repeat_x = self._drawn[3].repeat_y = False
        self._scene: Scene | None = None
        self._held: list[Any] = []

    def set(self, scene: Scene) -> None:
        """Take up `scene`, and draw the shadows of its lamps."""
        for held in self._held:
            held.release()
        corners, materials = scene.joined()
        gl, buffer = self.context, self.context.buffer(corners)
        rows = gl.buffer(np.ascontiguousarray(materials, np.float32))
        rows.bind_to_storage_buffer(0)
        self._outlines = gl.vertex_array(self._shadow, [(buffer, "3f 28x", "place")])
        names = ("place", "normal", "uv", "material", "thing")
        self._surfaces = gl.vertex_array(self._surface, [(buffer, "3f 3f 2f 1f 1f", *names)])
        self._held = [self._outlines, self._surfaces, buffer, rows]
        self._scene = scene
        self._light(scene)

    def _light(self, scene: Scene) -> None:
        gl, side = self.context, SHADOW_SIDE
        lamps = scene.lamps[:LAMPS]
        self._into_shadows.use()
        self._into_shadows.clear(depth=1.0)
        gl.enable_only(moderngl.DEPTH_TEST)
        matrices = np.zeros((LAMPS, 4, 4), np.float32)
        for number, lamp in enumerate(lamps):
            matrices[number] = _to_lamp(lamp)
            self._into_shadows.viewport = (number * side, 0, side, side)
            self._shadow["to_lamp"].write(matrices[number].T.tobytes())
            self._outlines.render()
        padding = [lamps[0]] * (LAMPS - len(lamps)) if lamps else []
        every = [*lamps, *padding]
        program = self._surface
        program["lamps"] = len(lamps)
        if every:
            program["to_lamp"].write(matrices.transpose(0, 2, 1).tobytes())
            program["lamp_place"] = [lamp.place for lamp in every]
            program["lamp_along"] = [lamp.along for lamp in every]
            program["lamp_light"] = [lamp.light for lamp in every]
            program["lamp_is_sun"] = [float(lamp.is_sun) for lamp in every]
        program["around"].write(self._around[scene.sky].astype(np.float32).tobytes())
        for name, value in (
            ("ambient", scene.ambient),
            ("sky", scene.sky),
            ("sky_turn", scene.turn),
        ):
            program[name] = float(value)
            self._gather[name] = float(value)
        self._gather["fog"] = float(scene.fog)
        self._gather["fog_colour"] = scene.fog_colour
        for shown in (program, self._gather):
            shown["sky_way"] = scene.sky_way
            shown["sky_high"], shown["sky_low"] = scene.sky_colours

    def frame(self, camera: Camera) -> Frame:
        """The scene as `camera` sees it."""
        gl = self.context
        about = camera.about()
        to_eye = np.eye(4, dtype=np.float32)
        to_eye[:3, :3] = about.T
        to_eye[:3, 3] = -about.T @ np.array(camera.eye)
        reach = math.tan(math.radians(camera.view) / 2)
        self._surface["to_eye"].write(to_eye.T.tobytes())
        self._surface["to_picture"].write(_perspective(reach, NEAR, FAR).T.tobytes())
        self._surface["eye"] = camera.eye
        self._into_drawn.use()
        self._into_drawn.clear()
        gl.enable_only(moderngl.DEPTH_TEST)
        self._bind(self._surface, textures=self._textures, skies=self._skies, shadows=self._shadows)
        self._surfaces.render()
        gl.disable(moderngl.DEPTH_TEST)
        self._into_gathered.use()
        names = ("direct", "indirect", "shape", "inv_depth")
        bound = dict(zip(names, self._drawn, strict=True))
        self._bind(self._gather, skies=self._skies, **bound)
        self._gather["from_eye"].write(about.T.astype(np.float32).tobytes())
        self._gather["reach"] = (reach, reach)
        self._gather["finer"] = self.finer
        self._gathering.render()
        light, faces, nearness, things = self._gathered
        light.build_mipmaps()
        light.filter = moderngl.LINEAR_MIPMAP_NEAREST, moderngl.NEAREST
        self._into_picture.use()
        self._bind(self._develop, light=light, faces=faces, nearness=nearness, thing=things)
        for name in ("bright", "curve", "style", "ink"):
            self._develop[name] = getattr(camera, name)
        self._developing.render()
        return Frame(
            rgb=np.ascontiguousarray(self._read(self._picture, np.uint8, 4)[..., :3]),
            faces=self._read(faces, np.uint8, 4),
            nearness=self._read(nearness, np.float32, 1)[..., 0],
            things=self._read(things, np.float32, 1)[..., 0],
        )

    def _read(self, texture: Any, kind: Any, channels: int) -> NDArray[Any]:
        values = np.frombuffer(texture.read(alignment=1), kind)
        return np.ascontiguousarray(values.reshape(self.side, self.side, channels)[::-1])

    @staticmethod
    def _bind(program: Any, **textures: Any) -> None:
        for number, (name, texture) in enumerate(textures.items()):
            if name in program:
                program[name] = number
                texture.use(number)


def _source(vertex: str, fragment: str = "") -> tuple[str, str]:
    paths = SHADERS / f"{vertex}.vert", SHADERS / f"{fragment or vertex}.frag"
    return paths[0].read_text("utf-8"), paths[1].read_text("utf-8")


def _perspective(reach: float, near: float, far: float) -> NDArray[np.float32]:
    made = np.zeros((4, 4), np.float32)
    made[0, 0] = made[1, 1] = 1 / reach
    made[2, 2], made[2, 3] = -(far + near) / (far - near), -2 * far * near / (far - near)
    made[3, 2] = -1
    return made


def _to_lamp(lamp: Lamp) -> NDArray[np.float32]:
    back = -np.array(lamp.along) / np.linalg.norm(lamp.along)
    right = np.cross([0.31, 0.8, 0.5], back)
    right /= np.linalg.norm(right)
    about = np.stack([right, np.cross(back, right), back])
    view = np.eye(4)
    view[:3, :3] = about
    if not lamp.is_sun:
        view[:3, 3] = -about @ np.array(lamp.place)
        return np.asarray(
            _perspective(math.tan(math.radians(lamp.wide) / 2), 0.05, 30) @ view, np.float32
        )
    shrunk = np.diag([1 / lamp.wide, 1 / lamp.wide, -1 / (3 * lamp.wide), 1.0])
    return np.asarray(shrunk @ view, np.float32)


def harmonics(sky: Floats) -> NDArray[np.float64]:
    """The light from a panorama (H, W, 3) on a surface, as the shader adds it up: (9, 3).

    R. Ramamoorthi, P. Hanrahan, An Efficient Representation for Irradiance Environment Maps, 2001.
    """
    height, width, _ = sky.shape
    down = (np.arange(height) + 0.5) / height * np.pi
    across = ((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
    x = np.sin(down)[:, None] * np.sin(across)
    z = -np.sin(down)[:, None] * np.cos(across)
    y = np.broadcast_to(np.cos(down)[:, None], x.shape)
    ones = np.ones_like(x)
    basis = np.stack([ones, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y])
    weights = np.array([0.2821, 0.4886, 0.4886, 0.4886, 1.0925, 1.0925, 0.3154, 1.0925, 0.5463])
    spread = np.array([1, *[2 / 3] * 3, *[1 / 4] * 5])
    area = np.sin(down)[:, None] * (np.pi / height) * (2 * np.pi / width)
    light = np.minimum(sky, 12.0).astype(np.float64)
    sums = np.einsum("khw,hwc,hw->kc", basis, light, np.broadcast_to(area, x.shape))
    return np.asarray(sums * (weights**2 * spread)[:, None])
