"""Small libraries in the place of large ones that are loaded and of which nothing is ever called.

OpenCV's wheels are linked with FFmpeg, for films, and on Linux with OpenBLAS, for matrices that
Underdrawing gives to numpy; pillow-heif's with x265, which writes HEIC. They are 100 MB, and x265
and, on macOS, parts of FFmpeg are under the GPL, the only things here that would be. A program
does not start without a library that it is linked with, so in the place of each comes one that has
the same functions and nothing in them, and what only the large ones needed is left out as well.

One that is called after all ends the program, so that nothing is ever made wrongly.
`tests/packaging/test_stand_ins.py` names the functions of OpenCV that do without.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from building import linking, tools
from failures import SetupError

Row = tuple[str, str, str]
"""How PyInstaller notes a file: its name in the package, where it is taken from, its kind."""

NEVER_CALLED = (
    # What OpenCV has films read with, and AVIF, which Pillow does here.
    re.compile(
        r"(opencv_python_headless\.libs|cv2/\.dylibs)"
        r"/lib(avcodec|avdevice|avformat|avutil|swscale|aom)[-.]"
    ),
    re.compile(r"opencv_python_headless\.libs/libopenblas"),
    re.compile(r"(^|/)libx265[-.]"),
)
"""By their names in the package, the libraries of which nothing is ever called."""

_BUNDLED = re.compile(r"\.(libs|dylibs)/")
"""The folders into which wheels put what their own libraries need."""

_NOTHING = "void {name}(void) {{}}"
_NONE = "void *{name}(void) {{ return 0; }}"
_ENDS = "void {name}(void) {{ __builtin_trap(); }}"
_BODIES = {
    # libheif asks for the encoder and is told that there is none, and tidies up after it at exit.
    re.compile(r"x265_api_get_\d+"): _NONE,
    re.compile(r"x265_cleanup"): _NOTHING,
    # Of the C++ library, which is linked into x265 and lent by it to libheif. The first is empty
    # there as well, the other refuses an array that is too large.
    re.compile(r"_ZSt21ios_base_library_initv"): _NOTHING,
    re.compile(r"_ZSt28__throw_bad_array_new_lengthv"): (
        "void _ZSt17__throw_bad_allocv(void); void {name}(void) {{ _ZSt17__throw_bad_allocv(); }}"
    ),
    re.compile(r"(?!_Z)\w+"): _ENDS,
}

_ENTRY = "int DllMainCRTStartup(void) { return 1; }\n"
"""What Windows calls once a library is loaded: all is well."""


def with_stand_ins(rows: Iterable[Row], work: Path) -> list[Row]:
    """`rows`, with stand-ins from below `work` and without what nothing needs then.

    Raises SetupError if a library offers something that no stand-in is known for.
    """
    rows = list(rows)
    libraries = {
        row: linking.read(Path(row[1])) for row in rows if row[2] in ("BINARY", "EXTENSION")
    }
    replaced = [row for row in libraries if stands_for(row[0])]
    users = [library for row, library in libraries.items() if row not in replaced]
    for row in replaced:
        wanted = wanted_of(libraries[row], _file_name(row[0]), users)
        path = make(libraries[row], wanted, work / _file_name(row[0]))
        rows[rows.index(row)] = made = (row[0], str(path), row[2])
        libraries[made] = linking.Library(frozenset(), {}, frozenset(wanted), "")
    needs = {_file_name(row[0]): libraries[row].needs for row in rows if row in libraries}
    return needed(rows, needs)


def stands_for(name: str) -> bool:
    """Whether the library that goes into the package as `name` is never called."""
    return any(pattern.search(name.replace("\\", "/")) for pattern in NEVER_CALLED)


def wanted_of(
    library: linking.Library, name: str, users: Iterable[linking.Library]
) -> dict[str, str]:
    """The functions that `users` take from the library of that file name, with their versions."""
    return {
        function: version
        for user in users
        if name in user.needs
        for function, version in user.wants.items()
        if function in library.offers
    }


def needed(rows: Iterable[Row], needs: Mapping[str, Iterable[str]]) -> list[Row]:
    """`rows` without libraries, and links to them, that a wheel brings and nothing in it needs.

    `needs`: by file name, the file names of what a library is linked with.
    """
    rows = list(rows)
    # Windows does not tell large letters from small ones.
    all_needs = {name.lower(): names for name, names in needs.items()}
    waiting = [_file_name(row[0]) for row in rows if not _is_bundled(row)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop().lower()
        if name not in found:
            found.add(name)
            waiting += all_needs.get(name, ())
    return [row for row in rows if not _is_bundled(row) or _file_name(row[0]).lower() in found]


def make(library: linking.Library, wanted: Mapping[str, str], path: Path) -> Path:
    """Compile into `path` what stands for `library`, with the functions `wanted`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source = path.with_name(f"{path.name}.c")
    on_windows = library.target.endswith("windows")
    exported = "__declspec(dllexport) " if on_windows else ""
    lines = [f"{exported}{body_of(name)}\n" for name in sorted(wanted)]
    source.write_text("".join([*lines, _ENTRY if on_windows else ""]), "utf-8")
    options = ["-shared", "-nostdlib", "-O2", "-g0", "-fno-sanitize=all", "-funwind-tables"]
    target = library.target
    if target.endswith("linux"):
        target += "-gnu"
        options += [f"-Wl,-soname,{path.name}", "-Wl,-z,undefs", "-Wl,--build-id=none"]
        if versions := _version_script(wanted):
            script = path.with_name(f"{path.name}.map")
            script.write_text(versions, "utf-8")
            options.append(f"-Wl,--version-script={script}")
    elif target.endswith("macos"):
        target += ".14.0"
        options.append(f"-Wl,-install_name,@rpath/{path.name}")
        if library.compatibility:
            options.append(f"-Wl,-compatibility_version,{library.compatibility}")
            options.append(f"-Wl,-current_version,{library.compatibility}")
    else:
        target += "-gnu"
    compiler = (sys.executable, "-m", "ziglang", "cc", "-target", target)
    cache = str(path.parent / "cache")
    environ = {"ZIG_LOCAL_CACHE_DIR": cache, "ZIG_GLOBAL_CACHE_DIR": cache}
    tools.run([*compiler, *options, "-o", path, source], environ)
    if lacking := sorted(set(wanted) - linking.read(path).offers):
        raise SetupError(f"{path} came out without {', '.join(lacking)}.")
    return path


def body_of(name: str) -> str:
    """The function `name` in C, as it is in a stand-in; raises SetupError if none is known."""
    for pattern, body in _BODIES.items():
        if pattern.fullmatch(name):
            return body.format(name=name)
    raise SetupError(f"No stand-in is known for {name}. Say in building/stand_ins.py what it does.")


def _version_script(wanted: Mapping[str, str]) -> str:
    """What tells the linker which version each function has."""
    return "".join(
        f"{version} {{ global: "
        + "".join(f"{name}; " for name in sorted(wanted) if wanted[name] == version)
        + "};\n"
        for version in sorted(set(wanted.values()) - {""})
    )


def _file_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _is_bundled(row: Row) -> bool:
    """Whether it is a library that is there for others, or a link that points at one."""
    name = {"BINARY": row[0], "SYMLINK": row[1]}.get(row[2], "")
    return bool(_BUNDLED.search(name.replace("\\", "/")))
