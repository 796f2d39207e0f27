"""Crops frames and spoils their colours: a rendered room shall pass for a photograph.

Light, contrast, colour, grain, blur, JPEG: what cameras, screens, painters and the internet do.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

SMALLEST = 0.62  # of a frame's side, that what holds a crop is long at the least
ROLL, MUCH_ROLL, OFTEN_MUCH = 0.05, 0.3, 0.1
"""Standard deviations of how far a picture is turned, radians, and how often it is much."""
STRETCH = 0.14  # the logarithm of how much wider, and less high, it is made at the most
LEVEL = 0.9  # how far up a normal points of what is painted over as ground


def crops(planes: list[Tensor], size: tuple[int, int], random: torch.Generator) -> list[Tensor]:
    """The same crop of each of `planes` (N, C, H, W), another for each picture, all of `size`.

    The first is sampled smoothly, the others at the nearest pixel. It is turned and stretched a
    little, and half are mirrored: last in the list is (N, 2, 2), what `bent` needs to know of it.
    """
    count, _, high, wide = planes[0].shape
    device = planes[0].device

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, device=device, generator=random)

    longest = min(wide / size[1], high / size[0])
    half = size[1] * longest, size[0] * longest
    spread = torch.where(between(0, 1) < OFTEN_MUCH, MUCH_ROLL, ROLL)
    roll = spread * torch.randn(count, device=device, generator=random)
    stretch = torch.exp(between(-STRETCH, STRETCH))
    mirror = torch.where(between(0, 1) < 0.5, -1.0, 1.0)
    across = roll.cos() * mirror * stretch, roll.sin() * mirror * stretch
    down = -roll.sin() / stretch, roll.cos() / stretch
    bend = _matrices(across, down)
    reach = _matrices(
        (across[0] * half[0] / wide, across[1] * half[0] / high),
        (down[0] * half[1] / wide, down[1] * half[1] / high),
    )
    extent = reach.abs().sum(dim=2)
    smaller = (SMALLEST + (1 - SMALLEST) * between(0, 1).sqrt()) / extent.amax(dim=1).clamp(min=1)
    room = 1 - extent * smaller[:, None]
    middle = (2 * torch.rand(count, 2, device=device, generator=random) - 1) * room
    theta = torch.cat((reach * smaller[:, None, None], middle[..., None]), dim=2)
    grid = functional.affine_grid(theta, [count, 1, *size], align_corners=False)
    made = []
    for number, plane in enumerate(planes):
        mode = "bilinear" if number == 0 else "nearest"
        made.append(
            functional.grid_sample(
                plane, grid, mode=mode, padding_mode="border", align_corners=False
            )
        )
    return [*made, bend]


def _matrices(*columns: tuple[Tensor, Tensor]) -> Tensor:
    return torch.stack([torch.stack(column, dim=1) for column in columns], dim=2)


def bent(normals: Tensor, bend: Tensor) -> Tensor:
    """Normals (N, 3, H, W) of pictures that were bent so by `crops`.

    A picture that is turned or stretched is one of a world that was, whose distances are the same;
    normals go by the inverse of the transpose. `bend` is the inverse, of right and down, and so of
    left and up.
    """
    flat = torch.einsum("nij,nihw->njhw", bend, normals[:, :2])
    return functional.normalize(torch.cat((flat, normals[:, 2:]), dim=1), dim=1)


def unfocused(rgb: Tensor, nearness: Tensor, random: torch.Generator, share: float) -> Tensor:
    """A `share` of the pictures `rgb` (N, 3, H, W) as a wide lens sees them: sharp at one depth.

    `nearness` (N, 1, H, W), of which one of each picture's own is in focus.
    """
    count, device = round(share * len(rgb)), rgb.device  # the first will do: all are by chance
    if not count:
        return rgb
    sharp_ones, rgb, nearness = rgb[count:], rgb[:count], nearness[:count]

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, 1, 1, 1, device=device, generator=random)

    flat = nearness.flatten(1)
    at = torch.randint(flat.shape[1], (count, 1), device=device, generator=random)
    sharp = flat.gather(1, at)[..., None, None]
    most = nearness.amax(dim=(2, 3), keepdim=True).clamp(min=1e-3)
    softness = ((nearness - sharp).abs() / most * between(1, 8)).clamp(max=3)
    softness = _blurred(softness.expand(-1, 3, -1, -1), 1.5)[:, :1]
    levels = [rgb]
    for sigma in (1.0, 2.0, 3.0):
        levels.append(_blurred(levels[-1], sigma))
    made = sum(
        level * (1 - (softness - number).abs()).clamp(min=0) for number, level in enumerate(levels)
    )
    return torch.cat((torch.as_tensor(made), sharp_ones))


def painted(
    rgb: Tensor, nearness: Tensor, normals: Tensor, random: torch.Generator, share: float
) -> Tensor:
    """A `share` of the pictures `rgb` (N, 3, H, W) with sky and ground as drawings have them.

    Each is of one colour or runs into another; of what was there little is left, or nothing. Some
    ground is rough instead, alike near and far. The sky is where `nearness` (N, 1, H, W) is 0, the
    ground where `normals` (N, 3, H, W) point up.
    """
    count, device = round(share * len(rgb)), rgb.device
    if not count:
        return rgb
    others, made = rgb[:-count], rgb[-count:]
    sky = nearness[-count:] <= 0
    down = torch.linspace(-1, 1, rgb.shape[2], device=device)[:, None]

    def between(low: float, high: float, *shape: int) -> Tensor:
        shape = shape or (1, 1, 1)
        return low + (high - low) * torch.rand(count, *shape, device=device, generator=random)

    rough = torch.randn(count, 1, *rgb.shape[2:], device=device, generator=random)
    rough = torch.where(between(0, 1) < 0.5, rough, 3 * functional.avg_pool2d(rough, 3, 1, 1))
    rough = rough * between(0, 45) * (between(0, 1) < 0.4)
    for mask, grain in ((sky, 0.0), (~sky & (normals[-count:, 1:2] > LEVEL), rough)):
        chosen = mask & (between(0, 1) < 0.75)
        total = mask.sum(dim=(2, 3), keepdim=True).clamp(min=1)
        mean = (made * mask).sum(dim=(2, 3), keepdim=True) / total
        left = between(-0.3, 0.5).clamp(min=0)
        colour = mean + between(-50, 50, 3, 1, 1) * (between(0, 1) < 0.5)
        colour = colour + between(-40, 40, 3, 1, 1) * (between(0, 1) < 0.5) * down
        colour = colour + left * (made - mean) + grain
        made = torch.where(chosen, colour.clamp(0, 255), made)
    return torch.cat((others, made))


def spoilt(rgb: Tensor, random: torch.Generator, strength: float = 1.0) -> Tensor:
    """`rgb` (N, 3, H, W), 0..255, recoloured and worn, each picture in its own way."""
    count, device = len(rgb), rgb.device

    def between(low: float, high: float, *shape: int) -> Tensor:
        shape = shape or (1, 1, 1)
        return low + (high - low) * torch.rand(count, *shape, device=device, generator=random)

    def often(share: float) -> Tensor:
        return torch.rand(count, 1, 1, 1, device=device, generator=random) < share

    own = x = rgb / 255
    grey = 0.3 * x[:, :1] + 0.59 * x[:, 1:2] + 0.11 * x[:, 2:]
    x = grey + (x - grey) * between(0.0, 1.7 * strength)
    x = torch.where(often(0.08), grey, x)
    x = torch.where(often(0.3 * strength), _turned(x, between(-0.6, 0.6)), x)
    x = x.clamp(0, 1) ** torch.exp(between(-0.5, 0.5) * strength)
    x = x * (1 + (between(-0.18, 0.18, 3, 1, 1)) * strength)
    x = (
        (x - 0.5) * torch.exp(between(-0.45, 0.35) * strength)
        + 0.5
        + between(-0.12, 0.12) * strength
    )
    x = torch.where(often(0.25), own, x)
    x = torch.where(often(0.35), _shaded(x, between(-0.4, 0.4, 2, 1, 1)), x)
    x = _some(0.3, x, lambda part, _: _blurred(part, 1.0), random)
    x = _some(0.1, x, lambda part, _: _blurred(_blurred(part, 2.0), 2.0), random)
    noise = torch.randn(x.shape, device=device, generator=random)
    level = between(0, 0.07) * often(0.6) * strength
    soft = torch.where(often(0.5), noise, noise.mean(dim=1, keepdim=True))
    x = x + soft * level
    x, step = (x * 255).clamp(0, 255), between(2, 40)
    return _some(0.35, x, lambda part, chosen: jpeg(part, step[chosen]), random)


def _some(
    share: float, x: Tensor, change: Callable[[Tensor, Tensor], Tensor], random: torch.Generator
) -> Tensor:
    """`x` with about a `share` of its pictures changed, for which alone it costs time.

    `change` is given the pictures and their numbers. How many is told on the processor, since to
    ask a GPU would be to wait for it; in work that is recorded it is as many each time.
    """
    number = int(share * len(x) + torch.rand(()).item())
    if not number:
        return x
    chosen = torch.rand(len(x), device=x.device, generator=random).argsort()[:number]
    return x.index_copy(0, chosen, change(x[chosen], chosen))


def _turned(x: Tensor, angle: Tensor) -> Tensor:
    """Colours turned about the axis of greys."""
    c, s = angle.cos(), angle.sin() / math.sqrt(3)
    mean = x.mean(dim=1, keepdim=True)
    across = torch.roll(x, 1, dims=1) - torch.roll(x, -1, dims=1)
    return mean + (x - mean) * c + across * s


def _shaded(x: Tensor, tilt: Tensor) -> Tensor:
    """Light that falls off towards one side."""
    high, wide = x.shape[2:]
    down = torch.linspace(-1, 1, high, device=x.device)[:, None]
    across = torch.linspace(-1, 1, wide, device=x.device)[None]
    return x * (1 + tilt[:, :1] * down + tilt[:, 1:] * across).clamp(0.2, 2)


def _blurred(x: Tensor, sigma: float) -> Tensor:
    reach = math.ceil(2 * sigma)
    line = torch.exp(-((torch.arange(-reach, reach + 1, device=x.device) / sigma) ** 2) / 2)
    line = (line / line.sum()).to(x.dtype)
    wide = line[None, None, None].expand(3, 1, 1, -1)
    padded = functional.pad(x, (reach,) * 4, mode="reflect")
    return functional.conv2d(
        functional.conv2d(padded, wide, groups=3), wide.transpose(2, 3), groups=3
    )


def jpeg(x: Tensor, step: Tensor) -> Tensor:
    """`x`, 0..255, sides multiples of 8, as after JPEG whose waves are told in steps of `step`."""
    k = torch.arange(8, device=x.device, dtype=x.dtype)
    wave = torch.cos((2 * k[None] + 1) * k[:, None] * math.pi / 16) / 2
    wave[0] /= math.sqrt(2)
    count, _, high, wide = x.shape
    blocks = x.reshape(count, 3, high // 8, 8, wide // 8, 8)
    told = torch.einsum("uy,nchywx,vx->nchuwv", wave, blocks, wave)
    coarse = (1 + 0.35 * (k[:, None, None] + k[None, None])) * step[..., None, None]
    told = torch.round(told / coarse) * coarse
    made = torch.einsum("uy,nchuwv,vx->nchywx", wave, told, wave)
    return made.reshape(x.shape).clamp(0, 255)
