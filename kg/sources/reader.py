"""The way in: paths, addresses and standard input to documents with ids, keys and places."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from kg.errors import SourceError
from kg.ids import content_id, slug
from kg.records import Document, Failure, Place
from kg.sources import links
from kg.sources.charsets import declared_charset, decode
from kg.sources.fetch import MAX_BYTES, Fetched, fetch
from kg.sources.kept import Piece

#: Standard input, as a source.
STDIN: Final = "-"
#: What is read in a folder; other files there are no sources.
SUFFIXES: Final = frozenset({
    ".xml", ".rss", ".atom", ".rdf", ".opml", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt",
})  # fmt: skip
_MARKDOWN: Final = frozenset({".md", ".markdown"})
_HTML: Final = frozenset({".html", ".htm", ".xhtml"})
_XML: Final = frozenset({".xml", ".rss", ".atom", ".rdf"})
_FEED_ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel"})
_HTML_ROOTS: Final = frozenset({"html", "head", "body", "!doctype"})
#: Lists of lists are followed this deep.
DEEPEST_LIST: Final = 5
_HEAD: Final = 65_536

_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?!\s+html)[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(!?[a-z][\w.-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Input:
    """One thing to read, before it is read."""

    source: str  #: as the user named it, or as a folder or list led to it
    stem: str  #: what its documents' keys begin with
    depth: int = 0  #: of lists that led here


def read(
    sources: Sequence[str],
    *,
    on_failure: Callable[[Failure], None],
    fetcher: Callable[[str], Fetched] = fetch,
) -> Iterator[Document]:
    """Yield the documents of all sources, in the order of the sources.

    A source is a path (feed, OPML list, HTML, Markdown or text file, or a folder of them), an http(s) address, or
    ``-``. What cannot be read goes to ``on_failure``, named as the user named it, and the rest is read. Copies of one
    text are yielded as often as they stand somewhere; `kg.sources.identity.merge` folds them.
    """
    keys: set[str] = set()
    seen: set[str] = set()
    waiting = deque(_expand(sources, on_failure))
    while waiting:
        item = waiting.popleft()
        name = _same(item.source)
        if name in seen:
            continue
        seen.add(name)
        try:
            fetched = _bytes_of(item.source, fetcher)
            kind = sniff(fetched.data, _suffix(item.source), fetched.content_type)
            if kind == "opml":
                waiting.extendleft(reversed(_listed(fetched.data, item)))
                continue
            pieces = _pieces(fetched, item.source, kind, on_failure)
        except SourceError as error:
            on_failure(Failure(item.source, error.reason))
            continue
        whole = len(pieces) == 1 and kind in ("text", "markdown")
        for number, piece in enumerate(pieces, 1):
            document = _document(piece, item, fetched, number, is_whole=whole)
            yield _with_own_key(document, keys)


def sniff(data: bytes, suffix: str = "", content_type: str = "") -> str:
    """Return what bytes are: ``feed``, ``opml``, ``html``, ``markdown`` or ``text``. Suffix and type are hints only."""
    head = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("\xff\xfe")
    at = 0
    while match := _PROLOG.match(head, at):
        at = match.end()
    root = _ROOT.match(head, at)
    name = root.group(1).lower() if root else ""
    declared = content_type.split(";")[0].strip().lower()
    if name == "opml" or (suffix == ".opml" and not name):
        return "opml"
    if name in _FEED_ROOTS:
        return "feed"
    if name in _HTML_ROOTS:
        return "html"
    if suffix in _HTML or (not suffix and declared in ("text/html", "application/xhtml+xml")):
        return "html"
    if suffix in _XML or head[:5] == "<?xml":
        return "feed"  # its parser says what is wrong with it
    if suffix in _MARKDOWN or declared == "text/markdown":
        return "markdown"
    return "text"


# -- from sources to bytes ---------------------------------------------------------------------------------------


def _expand(sources: Sequence[str], on_failure: Callable[[Failure], None]) -> list[_Input]:
    """Return the inputs that the sources stand for: folders walked, local lists followed, each file once."""
    found: list[tuple[str, int]] = []
    seen: set[str] = set()
    stack = [(source, 0) for source in reversed(sources)]
    while stack:
        source, depth = stack.pop()
        if source == STDIN or links.is_address(source):
            found.append((source, depth))
            continue
        if _same(source) in seen:
            continue
        seen.add(_same(source))
        path = Path(source)
        try:
            if path.is_dir():
                files = _walk(path)
                if not files:
                    on_failure(Failure(source, "is a folder without feeds, pages or text files"))
                stack.extend((file, depth) for file in reversed(files))
                continue
            listed = _local_list(path, source) if depth < DEEPEST_LIST else ()
        except SourceError as error:
            on_failure(Failure(source, error.reason))
            continue
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            on_failure(Failure(source, _os_reason(error)))
            continue
        if listed:
            stack.extend((target, depth + 1) for target in reversed(listed))
        else:
            found.append((source, depth))
    stems = _stems([source for source, _ in found])
    return [_Input(source, stems[source], depth) for source, depth in found]


def _walk(folder: Path) -> list[str]:
    files: list[str] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here) / name
            is_readme = path.stem.lower() == "readme"
            if not name.startswith(".") and not is_readme and path.suffix.lower() in SUFFIXES and path.is_file():
                files.append(str(path))
    return files


def _local_list(path: Path, source: str) -> tuple[str, ...]:
    """Return what a local OPML file lists, nothing for another file."""
    from kg.sources.opml import read_opml

    with path.open("rb") as file:
        head = file.read(_HEAD)
        if sniff(head, path.suffix.lower()) != "opml":
            return ()
        return read_opml(head + file.read(MAX_BYTES), source)


def _listed(data: bytes, item: _Input) -> list[_Input]:
    """Return what a fetched list names. Only addresses: a list from elsewhere has no say about local files."""
    from kg.sources.opml import read_opml

    if item.depth >= DEEPEST_LIST:
        raise SourceError(item.source, f"is a list within {DEEPEST_LIST} lists: name its feeds directly")
    targets = [target for target in read_opml(data, item.source) if links.is_address(target)]
    return [_Input(target, _stem_of(target), item.depth + 1) for target in targets]


def _bytes_of(source: str, fetcher: Callable[[str], Fetched]) -> Fetched:
    """Return the bytes of a source. Raises SourceError when they cannot be had or there are none."""
    if links.is_address(source):
        fetched = fetcher(source)
    elif source == STDIN:
        fetched = Fetched(sys.stdin.buffer.read(MAX_BYTES + 1), "", "")
    else:
        try:
            with Path(source).open("rb") as file:
                fetched = Fetched(file.read(MAX_BYTES + 1), "", "")
        except (OSError, ValueError) as error:
            raise SourceError(source, _os_reason(error)) from error
    if len(fetched.data) > MAX_BYTES:
        raise SourceError(source, f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    if not fetched.data.strip():
        raise SourceError(source, "is empty")
    return fetched


def _os_reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist: check the path"
    if isinstance(error, PermissionError):
        return "may not be read: check its permissions"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"


# -- from bytes to documents -------------------------------------------------------------------------------------


def _pieces(fetched: Fetched, source: str, kind: str, on_failure: Callable[[Failure], None]) -> tuple[Piece, ...]:
    """Return what the parser of the kind reads. Parsers are imported here: a text file needs none of them."""
    address = fetched.address
    if kind == "feed":
        from kg.sources.feeds import read_feed

        return read_feed(fetched.data, source, on_failure=on_failure, content_type=fetched.content_type, address=address)
    charset = declared_charset(fetched.data if kind == "html" else b"", fetched.content_type)
    text = decode(fetched.data, source, charset).text
    if kind == "html":
        from kg.sources.article import read_article

        piece = read_article(text, address)
        if not piece.kept.text:
            raise SourceError(source, "is a page without text")
        return (piece,)
    if not text.strip():
        raise SourceError(source, "is empty")
    from kg.sources.pages import split_page
    from kg.sources.plain import read_text

    episodes = split_page(text) if kind == "text" else ()
    return episodes or (read_text(text, is_markdown=kind == "markdown"),)


def _document(piece: Piece, item: _Input, fetched: Fetched, number: int, *, is_whole: bool) -> Document:
    """Give a piece its id, key and place."""
    name = _name_in_ids(item.source, fetched)
    if piece.link:
        identity: tuple[str, ...] = (piece.link,)
    elif piece.item:
        identity = (name, piece.item)
    else:  # a file: with its text, for another folder's "notes.txt" is another document
        identity = (name, piece.kept.text)
    label = links.last_part(piece.item) if links.is_address(piece.item) else piece.item
    label = label or links.last_part(piece.link) or piece.title or str(number)
    return Document(
        id=content_id("doc", *identity),
        key=item.stem if is_whole else f"{item.stem}#{slug(label)[:80].rstrip('-.')}",
        text=piece.kept.text,
        title=piece.title,
        authors=piece.authors,
        published=piece.published,
        updated=piece.updated,
        link=piece.link,
        language=piece.language,
        outlet=piece.outlet,
        zones=piece.kept.zones,
        places=(Place(item.source, piece.item, piece.title, piece.published),),
        excerpt=piece.excerpt,
    )


def _name_in_ids(source: str, fetched: Fetched) -> str:
    """Return what an id may know of a source: its address, or a file's name and never the folder of a checkout."""
    if links.is_address(source):
        return links.canonical(source)
    if source == STDIN:
        return ""
    from kg.sources.feeds import feed_address

    return feed_address(fetched.data) or PurePath(source).name


def _with_own_key(document: Document, keys: set[str]) -> Document:
    """Return the document, its key changed if an earlier one has it."""
    from dataclasses import replace

    key = document.key
    if key in keys:
        key = f"{key}-{content_id('key', document.id, document.text)[-6:]}"
    while key in keys:
        key += "x"  # the same text under the same id: only the run's own order tells them apart
    keys.add(key)
    return document if key == document.key else replace(document, key=key)


# -- names -------------------------------------------------------------------------------------------------------


def _same(source: str) -> str:
    """Return what two spellings of one source share."""
    if links.is_address(source):
        return links.canonical(source)
    try:
        return source if source == STDIN else str(Path(source).resolve())
    except (OSError, ValueError, RuntimeError):
        return source


def _suffix(source: str) -> str:
    name = links.canonical(source).split("?")[0] if links.is_address(source) else source
    return PurePath(name).suffix.lower() if PurePath(name).suffix.lower() in SUFFIXES else ""


def _stem_of(source: str) -> str:
    if links.is_address(source):
        return slug(re.sub(r"^https?://(?:www\.)?", "", links.canonical(source)))[:80].rstrip("-.")
    return "stdin" if source == STDIN else PurePath(source).stem


def _stems(sources: Sequence[str]) -> dict[str, str]:
    """Return a stem for each source; files that share one get their folder's name before it, and their suffix last."""
    stems = {source: _stem_of(source) for source in sources}
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
