"""Compiles the linker with mypyc where a build asks for it: ``HATCH_BUILD_HOOKS_ENABLE=1 pip install .``, or `make compiled`.

Off unless asked for (pyproject.toml): the program is plain Python, and the same sources give the same bytes either way. What
is compiled is machine code for one Python and one platform; the sources stay beside it. Needs a C compiler.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: The modules are bound together in this one; each of theirs is a few letters that open it.
SHARED = "kg_compiled"
#: What mypy is told: without the program's libraries, which a build has not, their types are unknown and no fault.
MYPY = ("--config-file=", "--ignore-missing-imports", "--follow-imports=silent", "--no-warn-unused-ignores")


class CompileHook(BuildHookInterface[Any]):
    """Adds compiled modules to a wheel; where the checkout itself is installed, puts them beside their sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of the wheel are gathered. Raises RuntimeError for sources that cannot be compiled."""
        folder = TemporaryDirectory()
        self._folder = folder
        for built in compile_modules(Path(self.root), sources(Path(self.root), self.config), Path(folder.name)):
            place = built.relative_to(Path(folder.name, "lib"))
            if version == "editable":
                shutil.copy2(built, Path(self.root, place))
            else:
                build_data["force_include"][str(built)] = place.as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was needed on the way."""
        del version, build_data, artifact_path
        self._folder.cleanup()


def sources(root: Path, config: dict[str, Any]) -> list[str]:
    """Return the files that the configuration names, relative to the root and sorted; it may name them by patterns."""
    named = {p for pattern in config["include"] for p in root.glob(pattern)}
    left_out = {p for pattern in config["exclude"] for p in root.glob(pattern)}
    return sorted(p.relative_to(root).as_posix() for p in named - left_out)


def compile_modules(root: Path, modules: list[str], folder: Path) -> list[Path]:
    """Compile modules within a folder; return the compiled ones, which stand in its ``lib`` as they belong into a package."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    was = Path.cwd()
    os.chdir(root)  # mypy tells the names of modules by where they stand
    try:
        extensions = mypycify(
            [*MYPY, f"--cache-dir={folder / 'mypy'}", *modules],
            opt_level="1", debug_level="0", multi_file=True, target_dir=str(folder / "c"), group_name=SHARED,
        )  # fmt: skip
        command = build_ext(Distribution({"name": SHARED, "ext_modules": extensions}))
        command.build_lib, command.build_temp = str(folder / "lib"), str(folder / "objects")
        command.parallel = os.cpu_count()
        command.ensure_finalized()
        command.run()
    except SystemExit as failure:  # mypy's way to say that there are faults, which it has printed
        message = f"the modules could not be compiled: {failure}"
        raise RuntimeError(message) from failure
    finally:
        os.chdir(was)
    return sorted(p for p in (folder / "lib").rglob("*") if p.suffix in (".so", ".pyd"))


if __name__ == "__main__":
    sys.exit("run `make compiled`, or `HATCH_BUILD_HOOKS_ENABLE=1 pip install .`")
