"""Networks run on this computer: rightly, side by side, kept while needed, and quietly."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.errors import PackError
from core.local.networks import MAX_THREADS, Networks, usable_cores
from core.local.pack import MANIFEST, NetworkFile, Pack
from core.local.session_options import LARGE
from core.paths import model_pack, sample_picture
from tests.core.local import numpy_onnx

Array = NDArray[Any]

ROOT = Path(__file__).parents[3]
SMALL = "face_detector"
RANGES = {"fastdepth": (0, 1), "pose": (-0.5, 0.5), "face_detector": (-1, 1), "deeplab": (-1, 1)}
RANGES |= dict.fromkeys(("palm", "hand", "face_mesh"), (0, 1))
RANGES |= dict.fromkeys(("softedge", "lineart", "space", "mlsd"), (0, 255))
FREE_SIDE = 64


@pytest.fixture
def networks() -> Networks:
    return Networks(Pack(model_pack()))


@pytest.fixture
def small_pack(tmp_path: Path) -> Path:
    """A folder with the manifest and one network, to be changed."""
    for name in (MANIFEST, f"{SMALL}.onnx"):
        shutil.copy(model_pack() / name, tmp_path)
    return tmp_path


def rows() -> list[NetworkFile]:
    return list(Pack(model_pack()).networks.values())


@cache
def picture_for(name: str, turned: bool = False) -> Array:
    """The sample picture as the network called `name` wants it, or that upside down."""
    row = Pack(model_pack()).networks[name]
    shape = [side if isinstance(side, int) else FREE_SIDE for side in row.input.shape]
    channels = shape.index(min(shape[1:]))
    size = [side for index, side in enumerate(shape) if index not in (0, channels)]
    with Image.open(sample_picture()) as picture:
        rgb = np.asarray(picture.convert("RGB").resize((size[1], size[0])), np.float32) / 255
    low, high = RANGES[name]
    values = rgb[::-1] if turned else rgb
    values = values * (high - low) + low
    values = np.dstack([values, np.ones_like(values[..., 0])])[..., : shape[channels]]
    planes = values if channels == 3 else values.transpose(2, 0, 1)
    return np.ascontiguousarray(planes[None], np.float32)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_network_computes_what_plain_numpy_says(networks: Networks, row: NetworkFile) -> None:
    value = picture_for(row.name)
    expected = numpy_onnx.run(Pack(model_pack()).read(row.name), value)
    found = networks.run(row.name, value)
    assert len(found) == len(expected) == len(row.outputs)
    for one, other, output in zip(found, expected, row.outputs, strict=True):
        assert one.shape == other.shape, output.name
        spread = max(1.0, float(np.ptp(other)))
        np.testing.assert_allclose(one / spread, other / spread, rtol=0, atol=1e-3)


def test_the_same_picture_gives_the_same_bytes() -> None:
    one, other = (
        [output.tobytes() for output in Networks(Pack(model_pack())).run("pose", picture)]
        for picture in (picture_for("pose"), picture_for("pose").copy())
    )
    assert one == other


def test_requests_at_once_never_mix(networks: Networks) -> None:
    asked = [(name, turned) for name in (SMALL, "softedge") for turned in (False, True)] * 6
    alone = Networks(Pack(model_pack()))
    expected = {key: alone.run(key[0], picture_for(*key))[0].tobytes() for key in set(asked)}
    assert len(set(expected.values())) == len(expected)
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda key: networks.run(key[0], picture_for(*key))[0], asked)
        assert [one.tobytes() for one in found] == [expected[key] for key in asked]


def test_a_network_is_loaded_once_and_kept_until_it_is_released(small_pack: Path) -> None:
    networks = Networks(Pack(small_pack))
    assert networks.loaded == frozenset()
    first = networks.run(SMALL, picture_for(SMALL))
    assert networks.loaded == {SMALL}
    path = small_pack / f"{SMALL}.onnx"
    content = path.read_bytes()
    path.unlink()
    again = networks.run(SMALL, picture_for(SMALL))
    assert [one.tobytes() for one in again] == [one.tobytes() for one in first]
    networks.release()
    assert networks.loaded == frozenset()
    with pytest.raises(PackError, match="cannot be read"):
        networks.run(SMALL, picture_for(SMALL))
    path.write_bytes(content)
    later = networks.run(SMALL, picture_for(SMALL))
    assert [one.tobytes() for one in later] == [one.tobytes() for one in first]


def test_without_a_graphics_card_the_processor_takes_over_and_it_is_told(
    capfd: pytest.CaptureFixture[str],
) -> None:
    networks = Networks(Pack(model_pack()), providers=("CUDAExecutionProvider",))
    found = networks.run(SMALL, picture_for(SMALL))
    assert networks.remark == (
        "Made on the processor: onnxruntime has no CUDAExecutionProvider here."
    )
    plain = Networks(Pack(model_pack()))
    expected = plain.run(SMALL, picture_for(SMALL))
    assert [one.tobytes() for one in found] == [one.tobytes() for one in expected]
    assert capfd.readouterr() == ("", "")


def test_who_asks_for_the_processor_is_told_nothing() -> None:
    networks = Networks(Pack(model_pack()), providers=("CPUExecutionProvider",))
    networks.run(SMALL, picture_for(SMALL))
    assert networks.remark == ""


def test_a_picture_of_the_wrong_shape_fails_by_name(
    networks: Networks, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PackError, match="The network face_detector could not be run") as caught:
        networks.run(SMALL, np.zeros((1, 64, 64, 3), np.float32))
    assert "128" in caught.value.details
    assert networks.run(SMALL, picture_for(SMALL))[0].shape == (1, 896, 16)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_no_network_fails_by_name(
    small_pack: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    content = b"as published, but no network"
    (small_pack / f"{SMALL}.onnx").write_bytes(content)
    manifest = json.loads((small_pack / MANIFEST).read_text("utf-8"))
    for row in manifest["networks"]:
        row["sha256"] = hashlib.sha256(content).hexdigest()
    (small_pack / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(PackError, match="The network face_detector could not be run") as caught:
        Networks(Pack(small_pack)).run(SMALL, picture_for(SMALL))
    assert caught.value.details
    assert capfd.readouterr() == ("", "")


def test_a_picture_seen_in_another_order_is_taken_as_it_is(networks: Networks) -> None:
    picture = picture_for("softedge")
    turned = picture.transpose(0, 1, 3, 2)
    expected = networks.run("softedge", np.ascontiguousarray(turned))[0]
    assert networks.run("softedge", turned)[0].tobytes() == expected.tobytes()


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_too_little_memory_is_told_as_that_and_does_no_harm() -> None:
    done = python(
        """
        import resource
        small, large = (np.zeros((1, 3, side, side), np.float32) for side in (64, 4096))
        networks.run("softedge", small)
        resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30))
        try:
            networks.run("softedge", large)
        except MemoryError:
            print("too little", networks.run("softedge", small)[0].shape)
        """
    )
    assert (done.stdout, done.stderr) == ("too little (1, 1, 64, 64)\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory is in use")
def test_a_large_picture_leaves_no_memory_behind() -> None:
    side = 1024
    assert 3 * side * side > LARGE
    done = python(
        f"""
        def used(what):
            status = open("/proc/self/status").read()
            return int(status.split(what + ":")[1].split()[0]) // 1024
        networks.run("softedge", np.zeros((1, 3, 64, 64), np.float32))
        before = used("VmRSS")
        networks.run("softedge", np.zeros((1, 3, {side}, {side}), np.float32))
        print(used("VmHWM") - before, used("VmRSS") - before)
        """
    )
    highest, left = map(int, done.stdout.split())
    assert highest > 200
    assert left < 0.4 * highest


def test_a_process_that_ran_a_network_ends_quietly() -> None:
    done = python("networks.run('softedge', np.zeros((1, 3, 64, 64), np.float32)); print('done')")
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_threads_suit_the_machine() -> None:
    assert 1 <= usable_cores() <= MAX_THREADS


def python(code: str) -> subprocess.CompletedProcess[str]:
    """What a process prints that runs `code` with `networks`."""
    lines = [
        "import numpy as np",
        "from core.local.networks import Networks",
        "from core.local.pack import Pack",
        "from core.paths import model_pack",
        "networks = Networks(Pack(model_pack()))",
        *(line.removeprefix(" " * 8) for line in code.splitlines()),
    ]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
