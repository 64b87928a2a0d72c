"""What the named sources stand for: folders walked, lists of feeds followed, each input once and with a stem of its own."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from kg.errors import SourceError
from kg.ids import slug
from kg.records import Failure
from kg.sources import links
from kg.sources.files import is_regular, os_reason
from kg.sources.formats.sniff import HEAD, SUFFIXES, sniff
from kg.sources.web.fetched import MAX_BYTES

#: Standard input, as a source.
STDIN: Final = "-"
#: Lists of lists are followed this deep.
DEEPEST_LIST: Final = 5


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read, before it is read."""

    source: str  #: as the user named it, or as a folder or list led to it
    stem: str  #: what its documents' keys begin with
    depth: int = 0  #: of lists that led here


def expand(sources: Sequence[str], on_failure: Callable[[Failure], None]) -> list[Input]:
    """Return the inputs that the sources stand for: folders walked, patterns expanded, local lists followed, each once.

    A file whose own name holds ``*`` or ``[`` is that file and no pattern. A list may come from a stranger: it leads to
    no file outside the folder that it lies in.
    """
    found: list[tuple[str, int]] = []
    seen: set[str] = set()
    stack: list[tuple[str, int, Path | None]] = [(source, 0, None) for source in reversed(sources)]
    while stack:
        source, depth, bounds = stack.pop()
        if source == STDIN or links.is_address(source):
            found.append((source, depth))
            continue
        if same(source) in seen:
            continue
        if bounds is not None and "://" not in source and not Path(same(source)).is_relative_to(bounds):
            on_failure(
                Failure(source, f"is named by a list and lies outside its folder ({bounds}): name it yourself if it is meant")
            )
            continue
        seen.add(same(source))
        path = Path(source)
        try:
            if is_pattern(source) and not path.exists():
                files = _matching(source)
                if not files:
                    on_failure(Failure(source, "is a pattern that no file matches"))
                stack.extend((file, depth, bounds) for file in reversed(files))
                continue
            if path.is_dir():
                files = _walk(path)
                if not files:
                    on_failure(Failure(source, "is a folder without feeds, pages, mails or text files"))
                stack.extend((file, depth, bounds) for file in reversed(files))
                continue
            listed = _local_list(path, source) if depth < DEEPEST_LIST and is_regular(path) else ()
            if listed and {same(target) for target in listed} == {same(source)}:
                on_failure(Failure(source, "lists nothing but itself"))
        except SourceError as error:
            on_failure(Failure(source, error.reason))
            continue
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            on_failure(Failure(source, os_reason(error)))
            continue
        if listed:
            bounds = bounds or path.parent.resolve()
            stack.extend((target, depth + 1, bounds) for target in reversed(listed))
        else:
            found.append((source, depth))
    stems = _stems([source for source, _ in found])
    return [Input(source, stems[source], depth) for source, depth in found]


def is_pattern(source: str) -> bool:
    """Return whether a path holds what a shell would expand (``*``, ``?``, ``[``)."""
    return glob.has_magic(source)


def _matching(pattern: str) -> list[str]:
    """Return the files and folders that a pattern stands for, sorted; hidden ones only where it names them.

    What a pattern names is read as if it were typed, so that it is no loss to write ``*.json``: other JSON is left out.
    """
    found = sorted(set(_expanded(pattern)), key=lambda name: (PurePath(name).parts, name))
    if "**" in pattern.split("/"):  # which goes through the folders itself
        found = [name for name in found if not Path(name).is_dir()]
    return [name for name in found if _may_be_meant(name)]


def _expanded(pattern: str) -> Iterator[str]:
    """Yield what a pattern matches. ``**`` goes through folders as a named folder is walked: past links that may lead back."""
    parts = pattern.split("/")
    if "**" not in parts:
        yield from glob.iglob(pattern)  # noqa: PTH207 - a Path would lose "./"
        return
    at = parts.index("**")
    rest = parts[at + 1 :]
    while rest[:1] == ["**"]:  # one goes through all folders already
        rest = rest[1:]
    rest = rest if any(rest) else ["*"]
    base = "/".join(parts[:at]) or ("/" if at else "")
    for start in glob.iglob(base) if base else ("",):  # noqa: PTH207 - as above
        for here, folders, _ in os.walk(start or os.curdir):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside = here if start else os.path.relpath(here)
            yield from _expanded("/".join([*([glob.escape(inside)] if inside != os.curdir or start else []), *rest]))


def _may_be_meant(name: str) -> bool:
    path = Path(name)
    return path.suffix.lower() != ".json" or path.is_dir() or _is_json_feed(path)


def _walk(folder: Path) -> list[str]:
    files: list[str] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if {"cur", "new", "tmp"} <= set(folders):  # a Maildir
            folders.remove("tmp")  # messages that are being delivered
        is_mail = PurePath(here).name in ("cur", "new") and (Path(here).parent / "tmp").is_dir()
        for name in sorted(names):
            path = Path(here) / name
            is_readme = path.stem.lower() == "readme"
            is_source = path.suffix.lower() in SUFFIXES or (is_mail and _begins_as_mail(path))
            if name.startswith(".") or is_readme or not is_source or not path.is_file():
                continue
            if path.suffix.lower() != ".json" or _is_json_feed(path):
                files.append(str(path))
    return files


def _begins_as_mail(path: Path) -> bool:
    """Return whether a file of a mail folder, which has no suffix, is a mail."""
    try:
        with path.open("rb") as file:
            return sniff(file.read(HEAD)) == "mail"
    except OSError:
        return True  # named, and reported when it is read


def _is_json_feed(path: Path) -> bool:
    """Return whether a file in a folder is a JSON Feed; any other JSON there is somebody's data."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(max(len(head), path.stat().st_size - HEAD))
            return sniff(head + file.read(HEAD), ".json") == "jsonfeed"
    except OSError:
        return True


def _local_list(path: Path, source: str) -> tuple[str, ...]:
    """Return what a local OPML file lists, nothing for another file."""
    from kg.sources.formats.opml import read_opml

    with path.open("rb") as file:
        head = file.read(HEAD)
        if sniff(head, path.suffix.lower()) != "opml":
            return ()
        return read_opml(head + file.read(MAX_BYTES), source)


def same(source: str) -> str:
    """Return what two spellings of one source share."""
    if links.is_address(source):
        return links.canonical(source)
    try:
        return source if source == STDIN else str(Path(source).resolve())
    except (OSError, ValueError, RuntimeError):
        return source


def stem_of(source: str) -> str:
    """Return what the keys of a source's documents begin with."""
    if links.is_address(source):
        return slug(re.sub(r"^https?://(?:www\.)?", "", links.canonical(source)))[:80].rstrip("-.")
    return "stdin" if source == STDIN else PurePath(source).stem


def _stems(sources: Sequence[str]) -> dict[str, str]:
    """Return a stem for each source; files that share one get their folder's name before it, and their suffix last."""
    stems = {source: stem_of(source) for source in sources}
    for levels, with_suffix in ((1, False), *((levels, True) for levels in range(1, 32))):
        counts = Counter(stems.values())
        clashing = [s for s, stem in stems.items() if counts[stem] > 1 and not links.is_address(s) and s != STDIN]
        if not clashing:
            break
        for source in clashing:
            path = PurePath(source)
            parents = [part for part in path.parts[:-1] if part not in ("/", ".", "..")][-levels:]
            stems[source] = "/".join([*parents, path.name if with_suffix else path.stem])
    return stems
