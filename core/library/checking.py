"""Whether a file is the network that the catalogue says: its session is opened and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import LibraryError
from core.library.hashing import is_page, is_pointer
from core.library.row import ANY, OR, REST, SEVERAL, Row, RowFile
from core.library.sentences import differs, is_web_page, only_pointer, unopenable
from core.local.networks import CPU
from core.local.pack import Tensor
from core.local.session_options import FATAL

_DTYPES = {
    "tensor(float)": "float32",
    "tensor(double)": "float64",
    "tensor(bool)": "bool_",
}


@dataclass(frozen=True)
class Real:
    """An input or output as it is in a file; sides that may vary are words or None."""

    name: str
    dtype: str
    shape: tuple[int | str | None, ...]

    def __str__(self) -> str:
        return _told(self.name, self.dtype, self.shape)


def check(content: bytes, row: Row, file: RowFile, name: str = "") -> None:
    """Return if `content`, an ONNX file, has the inputs and outputs that `file` must have.

    `name`: what it is called by whoever brings it, if that is not what the catalogue calls it.
    Raises LibraryError, with both in its details, and MemoryError. It takes a second or more.
    """
    inputs, outputs = real_tensors(content, name or file.name)
    faults = _differences("input", file.inputs, inputs)
    faults += _differences("output", file.outputs, outputs)
    if faults:
        details = [
            *(f"expected {text}" for text in _listed(file.inputs, file.outputs)),
            *(f"found {text}" for text in _listed(inputs, outputs)),
        ]
        raise differs(row, *faults[0], details="\n".join(details))


def fits(content: bytes, file: RowFile) -> bool:
    """Whether `content` is an ONNX file with the inputs and outputs that `file` must have."""
    try:
        inputs, outputs = real_tensors(content, file.name)
    except LibraryError:
        return False
    return not (
        _differences("input", file.inputs, inputs) or _differences("output", file.outputs, outputs)
    )


def real_tensors(content: bytes, name: str) -> tuple[list[Real], list[Real]]:
    """The inputs and outputs of `content`, an ONNX file called `name`.

    Raises LibraryError where it is none, or one that onnxruntime cannot run, and MemoryError.
    """
    import onnxruntime  # noqa: PLC0415 - the window comes first

    if is_page(content[:1024]):
        raise is_web_page(name)
    if is_pointer(content[:1024]):
        raise only_pointer(name)
    onnxruntime.set_default_logger_severity(FATAL)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = FATAL
    # It is looked at and not run, so that nothing is gained by making it quick.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            content, options, providers=[CPU], enable_fallback=False
        )
    except MemoryError:
        raise
    except Exception as error:
        raise unopenable(name, f"{type(error).__name__}: {error}") from error
    return _real(session.get_inputs()), _real(session.get_outputs())


def _real(arguments: Sequence[Any]) -> list[Real]:
    return [
        Real(
            one.name,
            _DTYPES.get(one.type, one.type.removeprefix("tensor(").removesuffix(")")),
            tuple(one.shape),
        )
        for one in arguments
    ]


def _differences(
    kind: str, expected: Sequence[Tensor], found: Sequence[Real]
) -> list[tuple[str, str]]:
    """Pairs of what was expected and what there is instead; both are phrases."""
    wanted = list(expected)
    if wanted and wanted[-1].name == SEVERAL:
        wanted[-1:] = [wanted[-1]] * max(1, len(found) - len(wanted) + 1)
    if len(wanted) != len(found):
        return [(_counted(kind, _phrases(wanted)), _counted(kind, _phrases(found)))]
    by_name = {real.name: real for real in found}
    differences = []
    for tensor, beside in zip(wanted, found, strict=True):
        named = tensor.name not in (ANY, SEVERAL)
        real = by_name.get(tensor.name, beside) if named else beside
        if (
            (named and real.name != tensor.name)
            or real.dtype not in tensor.dtype.split(OR)
            or not _shape_fits(tensor.shape, real.shape, free=kind == "output")
        ):
            differences.append((f"{kind} {_phrase(tensor)}", f"{kind} {real}"))
    return differences


def _shape_fits(
    expected: Sequence[int | str], found: Sequence[int | str | None], *, free: bool
) -> bool:
    """Whether sides fit. `free`: of outputs not all is told, and what is told is often only how
    it was when the file was made; what they are is seen when it is run."""
    if free and not found:
        return True
    sides = list(expected)
    if sides and sides[-1] == REST:
        sides.pop()
        found = found[: len(sides)]
    if len(sides) != len(found):
        return False
    return all(_side_fits(*pair, free=free) for pair in zip(sides, found, strict=True))


def _side_fits(expected: int | str, found: int | str | None, *, free: bool) -> bool:
    if isinstance(expected, int):
        return found == expected or not isinstance(found, int)
    return expected == ANY or free or not isinstance(found, int)


def _listed(
    inputs: Sequence[Tensor] | Sequence[Real], outputs: Sequence[Tensor] | Sequence[Real]
) -> list[str]:
    return [f"input {text}" for text in _phrases(inputs)] + [
        f"output {text}" for text in _phrases(outputs)
    ]


def _phrases(tensors: Sequence[Tensor] | Sequence[Real]) -> list[str]:
    return [str(one) if isinstance(one, Real) else _phrase(one) for one in tensors]


def _counted(kind: str, phrases: Sequence[str]) -> str:
    many = "" if len(phrases) == 1 else "s"
    return f"{len(phrases)} {kind}{many} ({'; '.join(phrases)})"


def _phrase(tensor: Tensor) -> str:
    return _told(tensor.name, tensor.dtype, tensor.shape)


def _told(name: str, dtype: str, shape: Sequence[int | str | None]) -> str:
    sides = ", ".join("?" if side is None else str(side) for side in shape)
    shown = name if name in (ANY, SEVERAL) else f'"{name}"'
    return f"{shown} {dtype} [{sides}]"
