"""Networks that run on this computer: one onnxruntime session each, made when it is first used."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import LibraryError, PackError
from core.local.added import Added, Port, dtype_name
from core.local.pack import REMEDY, Pack
from core.local.session_options import FATAL, LARGE, run_options, session_options
from core.local.stopping import go_on, interrupted_by
from core.wording import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

CPU = "CPUExecutionProvider"
GPUS = ("CUDAExecutionProvider", "ROCMExecutionProvider", "DmlExecutionProvider")
"""What is used where the installed onnxruntime has it, best first, with the processor behind it."""

MAX_THREADS = 8
"""Small networks gain nothing from more, and the window wants a core, too."""

MOST_ADDED = 512 * 2**20
"""How many bytes of files of added networks stay loaded; those that were used longest ago go."""


class Networks:
    """Runs the networks of `pack`, and others by their files; safe to share between threads.

    `providers`: onnxruntime's execution providers in the order of preference; by default a GPU's
    if the installed onnxruntime has one. Where it fails, the processor takes over for good, and
    `remark` says so. `threads`: how many one network may use, by default what suits the machine.

    The same input gives the same bytes on the same machine with the same number of threads.
    """

    def __init__(
        self, pack: Pack, providers: Sequence[str] | None = None, threads: int | None = None
    ) -> None:
        self._pack = pack
        self._providers = providers
        self._threads = threads or usable_cores()
        self._cpu_only = False
        self._sessions: OrderedDict[str, Any] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._lock = threading.RLock()
        self._remark = say("")

    @property
    def remark(self) -> str:
        """What the artist should know about where networks run; mostly empty."""
        return self._remark

    @property
    def loaded(self) -> frozenset[str]:
        """The networks that are in memory."""
        with self._lock:
            return frozenset(self._sessions)

    def run(self, network: str | Added, *values: Array) -> tuple[Array, ...]:
        """What `network` makes of `values`, its inputs in their order: its outputs in theirs.

        A network is one of the pack, by name, whose manifest says which shape, type and range the
        values must have, or `Added`. Raises PackError, or of an added one LibraryError, if it is
        missing, damaged, or fails; MemoryError if there is not enough memory even when all other
        networks are released; and `stopping.Stopped` where nobody waits for the guide any more.
        """
        go_on()
        try:
            return self._run(network, values)
        except MemoryError:
            self.release()
            return self._run(network, values)

    def ports(self, network: str | Added) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
        """The inputs and the outputs of `network`, which is loaded for it; raises as `run`."""
        session = self._session(network)
        inputs, outputs = (
            tuple(Port(arg.name, dtype_name(arg.type), tuple(arg.shape)) for arg in args)
            for args in (session.get_inputs(), session.get_outputs())
        )
        return inputs, outputs

    def forget(self, key: str) -> None:
        """Let go of the network of that name or key, if it is loaded: it was removed."""
        with self._lock:
            self._sessions.pop(key, None)
            self._sizes.pop(key, None)

    def release(self) -> None:
        """Let go of the memory of all networks; those that are used again are loaded again."""
        with self._lock:
            self._sessions.clear()
            self._sizes.clear()

    def _run(self, network: str | Added, values: Sequence[Array]) -> tuple[Array, ...]:
        session = self._session(network)
        # onnxruntime demands whole ones.
        whole = [value if value.flags.c_contiguous else value.copy() for value in values]
        try:
            inputs = {
                item.name: value for item, value in zip(session.get_inputs(), whole, strict=True)
            }
            large = sum(value.size for value in whole) > LARGE or isinstance(network, Added)
            options = run_options(giving_back=large)
            with interrupted_by(partial(setattr, options, "terminate", True)):
                return tuple(session.run(None, inputs, options))
        except Exception as error:
            go_on()  # or it was interrupted
            if session.get_providers() == [CPU]:
                raise _failure(network, error) from error
            self._leave_gpu(say("the graphics card failed ({why})", why=_first_line(error)))
            return self._run(network, values)

    def _session(self, network: str | Added) -> Any:
        key = _key(network)
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                session = self._sessions[key] = self._load(network)
                self._make_room(key)
            self._sessions.move_to_end(key)
            return session

    def _make_room(self, key: str) -> None:
        """Keep the one called `key`, and of other added ones the last that fit beside it."""
        for other in [kept for kept in self._sessions if kept in self._sizes]:
            if sum(self._sizes.values()) > MOST_ADDED and other != key:
                self.forget(other)

    def _load(self, network: str | Added) -> Any:
        found: bytes | str
        if isinstance(network, str):
            found, optimised = self._pack.read(network), True
        else:  # they may be large, so that onnxruntime reads them itself
            found, optimised = str(network.path()), network.optimised
        gpu = self._gpu()
        try:
            session = self._new_session(
                found, [CPU] if gpu is None else [gpu, CPU], optimised=optimised
            )
        except Exception as error:
            if gpu is None:
                raise _failure(network, error) from error
            self._leave_gpu(say("the graphics card failed ({why})", why=_first_line(error)))
            return self._load(network)
        if gpu is not None and gpu not in session.get_providers():
            self._leave_gpu(say("the graphics card could not be used"))
        if isinstance(found, str):
            self._sizes[_key(network)] = Path(found).stat().st_size
        return session

    def _gpu(self) -> str | None:
        """The provider that is preferred to the processor, if there is one and it works."""
        import onnxruntime  # noqa: PLC0415 - the window comes first

        if self._cpu_only:
            return None
        available = onnxruntime.get_available_providers()
        wanted = GPUS if self._providers is None else self._providers
        if CPU in wanted:
            wanted = wanted[: wanted.index(CPU)]
        gpu = next((name for name in wanted if name in available), None)
        if gpu is None and wanted and self._providers is not None:
            self._leave_gpu(say("onnxruntime has no {names} here", names=" or ".join(wanted)))
        return gpu

    def _new_session(self, found: bytes | str, providers: list[str], *, optimised: bool) -> Any:
        import onnxruntime  # noqa: PLC0415 - the window comes first

        # What goes wrong is told by exceptions; some of it is printed by a logger of all sessions.
        onnxruntime.set_default_logger_severity(FATAL)
        options = session_options(self._threads, optimised=optimised)
        # Falling back is done here; onnxruntime's own prints to standard output.
        return onnxruntime.InferenceSession(
            found, options, providers=providers, enable_fallback=False
        )

    def _leave_gpu(self, reason: str) -> None:
        """Use the processor from now on; what has been loaded for the GPU is let go of."""
        with self._lock:
            self._cpu_only = True
            self._remark = say("Made on the processor: {reason}.", reason=reason)
            self._sessions.clear()
            self._sizes.clear()


def _key(network: str | Added) -> str:
    return network if isinstance(network, str) else network.key


def usable_cores() -> int:
    """How many cores a network may use: those of this process, at most MAX_THREADS."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(cores, MAX_THREADS))


def _failure(network: str | Added, error: Exception) -> Exception:
    """What to raise for `error`, which onnxruntime raised on the processor."""
    text = str(error).lower()
    lacks_memory = "bad_alloc" in text or "failed to allocate memory" in text
    if lacks_memory or isinstance(error, MemoryError):
        return MemoryError(str(error))
    details = f"{type(error).__name__}: {error}"
    sentence = say("The network {name} could not be run.")
    if isinstance(network, str):
        return PackError(say(sentence, name=network), REMEDY, details=details)
    remedy = say("Remove it and add it again, or choose another method.")
    return LibraryError(say(sentence, name=network.title), remedy, details=details)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
