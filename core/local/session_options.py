"""How onnxruntime loads and runs networks: quietly, with few threads, giving back large memory."""

from __future__ import annotations

from typing import Any

FATAL = 4
"""Of onnxruntime's severities of messages: what is below is not printed."""

LARGE = 2**20
"""An input of more numbers is large: the memory that its run took is given back to the system. It
is some thirty times the input, but to ask for it anew each time takes a small run almost half
as much again, so that these keep theirs; but those of added networks, which are larger, do not."""


def session_options(threads: int, *, optimised: bool = True) -> Any:
    """How a network is loaded that may use so many threads; see `Added` for `optimised`."""
    import onnxruntime  # noqa: PLC0415 - the window comes first

    options = onnxruntime.SessionOptions()
    options.log_severity_level = FATAL
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores that the window paints with.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # sides vary, so the pattern of one run fits no other
    if not optimised:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return options


def run_options(*, giving_back: bool) -> Any:
    """Options for a run; with `giving_back`, the memory that it took is given back after it."""
    import onnxruntime  # noqa: PLC0415 - the window comes first

    options = onnxruntime.RunOptions()
    if giving_back:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
