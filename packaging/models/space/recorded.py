"""Work of a GPU that is recorded once and then given to it as a whole.

A step of the training is some three thousand small calls, and Python took longer to make them than
the GPU to do them: on an H200 117 ms a step of 192 crops of 192 x 192, recorded 80; 123 to 138 of
128 crops of 224 x 288, recorded 89.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

WARM_UPS = 3
"""So often it is done before it is recorded: what libraries get ready may not be got ready then."""


def recorded(
    work: Callable[[Tensor], Tensor], given: Tensor, random: torch.Generator, memory: Any
) -> Callable[[Tensor], Tensor]:
    """`work`, which draws from `random`, as a function of tensors like `given`.

    `memory` is what torch.cuda.graph_pool_handle() says; what is recorded with the same shares it,
    so that a result holds until the next of them is done.
    """
    fixed = given.clone()
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(WARM_UPS):
            work(fixed)
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(random)
    # Another thread may put frames into pinned memory meanwhile.
    with torch.cuda.graph(graph, pool=memory, capture_error_mode="thread_local"):
        result = work(fixed)

    def again(given: Tensor) -> Tensor:
        fixed.copy_(given)
        graph.replay()
        return result

    return again
