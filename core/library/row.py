"""What a network of the library is: where it comes from, what it must look like, what it serves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from core.local.pack import Tensor
from core.preprocessor import Preprocessor

ANY = "any"
"""In a Tensor of a RowFile: a name, dtype or side that is not known, and that the adapter reads
from the session. Every other word for a side says that the side varies from run to run."""

SEVERAL = "several"
"""The name of a last output that stands for one or more, whatever they are called."""

REST = "..."
"""A last side that stands for none, one or more sides, whatever they are."""

OR = " or "
"""Between the dtypes of a Tensor that has one of them."""

ONLY = "network"
"""The role of the file of a network that has but one."""

DETECTOR, POSE = "detector", "pose"
"""The roles of the two files that make poses."""


@dataclass(frozen=True)
class RowFile:
    """A file of a network, as its publisher keeps it.

    `path`: in the repository. `bytes` and `sha256`: of that file, None while nobody has told them;
    `about_bytes` is for the eye, where `bytes` is None. `role`: what it is for; ONLY, or for a
    pose DETECTOR and POSE. `inputs` and `outputs`: what its session must have, in that order.

    A zip archive holds one network and nothing else that is kept; `member_sha256` is that
    network's, None where only the archive's is known, which settles it as well.
    """

    path: str
    bytes: int | None
    sha256: str | None
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    role: str = ONLY
    about_bytes: int = 0
    member_sha256: str | None = None

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded by hand."""
        return PurePosixPath(self.path).name

    @property
    def is_archive(self) -> bool:
        """Whether the network is to be taken out of it."""
        return self.path.endswith(".zip")


@dataclass(frozen=True)
class Row:
    """A network that can be added.

    `name`: what it is called on the command line and remembered by. `need`: which lack it fills,
    such as "depth". `good_for`: a sentence. `licence`: of the weights, as SPDX names it, and
    `licence_note` who says so; `training`: on what it was trained, and under which terms that
    stands. `repo` and `revision`: where the hub has it; None while no revision is known.
    `serves`: whose guides it makes. `rank`: lower is better, among those that serve the same.
    `adapter`: "module:function", imported when it is first used. `optimised`: whether onnxruntime
    may put the graph in a form of its own, which some in half precision do not bear.
    """

    name: str
    need: str
    title: str
    good_for: str
    licence: str
    licence_note: str
    training: str
    repo: str
    revision: str | None
    files: tuple[RowFile, ...]
    serves: tuple[Preprocessor, ...]
    rank: int
    adapter: str
    optimised: bool = True

    @property
    def is_pinned(self) -> bool:
        """Whether it can be fetched: what would come is known to the last bit."""
        return self.revision is not None and all(file.sha256 for file in self.files)

    @property
    def bytes(self) -> int:
        """How much is downloaded, about; 0 where nobody knows."""
        return sum(file.bytes or file.about_bytes for file in self.files)

    def file(self, role: str = ONLY) -> RowFile:
        """The file of that role; raises KeyError if there is none."""
        for file in self.files:
            if file.role == role:
                return file
        raise KeyError(role)
