"""SVG drawings rendered flat, without gradients and smooth edges, and their strokes alone.

What is left are areas of one colour each, whose borders are known to the pixel. A blurred shape
and a gradient that fades away are shading, which nobody draws with a line: they are left out.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image, ImageColor

FADING = 0.35
"""Least opacity of a stop of a gradient, or of a shape, that counts as an area."""

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "g", "use", "svg"}
_DROPPED = {"image", "text", "flowRoot", "filter", "foreignObject", "metadata", "style", "pattern"}
_PAINTS = ("fill", "stroke")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Flat:
    """A drawing (H, W, 4), RGB and alpha, and where its strokes are (H, W), 0 or 255.

    `fills` and `strokes`: how many shapes are filled, and how many have a stroke.
    """

    rgba: Pixels
    strokes: Pixels
    fills: int
    stroked: int


def flat(svg: str, longest: int) -> Flat:
    """The drawing with its longer side `longest` pixels. Raises ValueError if it cannot be read."""
    try:
        root = ET.fromstring(_without_doctype_address(svg))  # noqa: S314 - of a pinned package
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    width, height = _made_to_size(root, longest)
    _cleared(root)
    colours = _gradients(root)
    for shape in root.iter():
        _flattened(shape, colours)
    fills, stroked = _counts(root)
    rgba = _rendered(root, width, height)
    for shape in root.iter():
        _stroke_only(shape)
    root.set("fill", "white")
    strokes = _rendered(root, width, height)
    drawn = (strokes[..., 3] > 127) & (strokes[..., 0] < 128)
    return Flat(rgba, np.where(drawn, np.uint8(255), np.uint8(0)), fills, stroked)


def _rendered(root: ET.Element, width: int, height: int) -> Pixels:
    text = ET.tostring(root, encoding="unicode")
    png = resvg_py.svg_to_bytes(
        svg_string=text,
        width=width,
        height=height,
        skip_system_fonts=True,
        shape_rendering="crisp_edges",
    )
    return np.array(Image.open(io.BytesIO(bytes(png))).convert("RGBA"))


def _without_doctype_address(svg: str) -> str:
    """Entities that a DOCTYPE declares are kept, the file that it names is not looked for."""
    return re.sub(r"<\?xml[^>]*\?>", "", svg, count=1).strip()


def _made_to_size(root: ET.Element, longest: int) -> tuple[int, int]:
    numbers = [float(part) for part in re.findall(r"[-+.\deE]+", root.get("viewBox", ""))]
    if len(numbers) != 4:
        numbers = [0, 0, _length(root.get("width")), _length(root.get("height"))]
    _, _, wide, high = numbers
    if not (wide > 0 and high > 0 and 1 / 6 < wide / high < 6):
        raise ValueError("no size")
    scale = longest / max(wide, high)
    width, height = max(1, round(wide * scale)), max(1, round(high * scale))
    root.set("viewBox", " ".join(str(number) for number in numbers))
    root.set("width", str(width))
    root.set("height", str(height))
    root.set("shape-rendering", "crispEdges")
    return width, height


def _length(text: str | None) -> float:
    found = re.match(r"\s*([\d.]+)\s*(pt|px|mm|cm|in|pc)?", text or "")
    if not found:
        return 0
    units = {"pt": 1.25, "pc": 15, "mm": 3.543307, "cm": 35.43307, "in": 90}
    return float(found[1]) * units.get(found[2] or "px", 1)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _cleared(root: ET.Element) -> None:
    """Leave out what is no shape, and what is blurred."""
    for parent in list(root.iter()):
        for child in list(parent):
            blurred = "filter" in _style(child) or child.get("filter")
            if _name(child) in _DROPPED or (blurred and _name(child) != "svg"):
                parent.remove(child)


def _style(element: ET.Element) -> dict[str, str]:
    parts = (part.partition(":") for part in element.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in parts if value}


def _property(element: ET.Element, name: str) -> str | None:
    return _style(element).get(name, element.get(name))


def _put(element: ET.Element, values: Mapping[str, str]) -> None:
    style = {**_style(element), **values}
    element.set("style", ";".join(f"{name}:{value}" for name, value in style.items()))


def _gradients(root: ET.Element) -> dict[str, str]:
    """The mean colour of each gradient, by its name; "none" for one that fades away."""
    found = {
        element.get("id", ""): element
        for element in root.iter()
        if _name(element) in {"linearGradient", "radialGradient"}
    }
    return {name: _mean(element, found, 0) for name, element in found.items()}


def _mean(element: ET.Element, found: Mapping[str, ET.Element], depth: int) -> str:
    stops = [child for child in element if _name(child) == "stop"]
    if not stops:
        other = found.get((element.get(_HREF) or element.get("href") or "").removeprefix("#"))
        return "none" if other is None or depth > 5 else _mean(other, found, depth + 1)
    colours = []
    for stop in stops:
        if _number(_property(stop, "stop-opacity")) < FADING:
            return "none"
        colours.append(_colour(_property(stop, "stop-color") or "black"))
    red, green, blue = np.mean(colours, axis=0).round().astype(int)
    return f"rgb({red},{green},{blue})"


def _number(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 1.0


def _colour(text: str) -> tuple[int, ...]:
    try:
        return ImageColor.getrgb(text)[:3]
    except ValueError:
        return (0, 0, 0)


def _flattened(shape: ET.Element, colours: Mapping[str, str]) -> None:
    if _name(shape) not in _SHAPES:
        return
    for paint in _PAINTS:
        value = _property(shape, paint)
        if value and value.startswith("url("):
            name = value[4:].partition(")")[0].strip("'\"# ")
            value = colours.get(name, "none")
            _put(shape, {paint: value})
        if _number(_property(shape, f"{paint}-opacity")) < FADING:
            _put(shape, {paint: "none"})
    if _number(_property(shape, "opacity")) < FADING:
        _put(shape, {"display": "none"})


def _counts(root: ET.Element) -> tuple[int, int]:
    fills = stroked = 0
    for shape in _drawn(root):
        fills += _property(shape, "fill") != "none"
        stroked += _property(shape, "stroke") not in {None, "none"}
    return fills, stroked


def _drawn(root: ET.Element) -> Iterator[ET.Element]:
    return (shape for shape in root.iter() if _name(shape) in _SHAPES - {"g", "use", "svg"})


def _stroke_only(shape: ET.Element) -> None:
    """White areas and black strokes: a stroke that an area covers stays covered."""
    if _name(shape) not in _SHAPES:
        return
    values = {}
    for paint, colour in (("fill", "white"), ("stroke", "black")):
        value = _property(shape, paint)
        if value is not None and value != "none":
            values[paint] = colour
            values[f"{paint}-opacity"] = "1"
    if values:
        _put(shape, {**values, "opacity": "1"})
