"""Boilerplate that one document cannot show: what several posts of one source repeat. Pure; no list of phrases.

A source is what prints one frame around its posts: an outlet (letter case and separators aside), the feed or page that
the kept text came through, the site of its link; for files that say none of it, their folder. A paragraph is part of
the frame when at least `POSTS` posts of the source have it, copies of one another counted as one post, and when it is
frequent enough where it runs: a share of the posts from the first that has it to the last, by date. How frequent
depends on its length and its position. With one or two posts nothing is decided, and a third one decides for all.

A sponsor's read and an argument that an author repeats look alike. So what stands between a post's edges, and in less than
half of all posts of the source, is left in the first that has it: its names count once. A paragraph of one form with another
name each time may be the news ("This week we tested ..."): it is frame only where it is filled with the same name again.

What is left alone, since a post says it however often it recurs: titles, headings over a text that differs, items of a
list that is not the same as a whole, quotations, tables, code, short turns of speech, and a sentence in a paragraph that
is otherwise a post's own, unless most posts open or close with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile
from typing import Final

from kg.records import Document, Zone, ZoneKind
from kg.sources.copies.blocks import SILENT, Block, blocks, sentence_blocks, stripped
from kg.sources.copies.shingles import WORD, candidates, containment, in_order, shared_by, shingles, without_common
from kg.sources.copies.sources import by_date, same_source
from kg.sources.kept import in_order as zones_in_order
from kg.text import Span

# The thresholds were measured with benchmarks/copies.py; docs/copies.md has the tables.

#: Posts that have to share a passage.
POSTS: Final = 3
#: Words of a passage that may stand anywhere, and of one that needs to be frequent or at an edge.
LONG: Final = 8
SHORT: Final = 4
#: Share of the posts between the first and the last that have it: a long one at an edge, a long one elsewhere, a short one.
AT_EDGE: Final = 0.1
WITHIN: Final = 0.25
OFTEN: Final = 0.5
#: A frame has a passage once or twice in a post; an interjection or a recurring item has it more often.
IN_ONE_POST: Final = 2
#: The first and last paragraphs of a post, where frames stand.
HEAD: Final = 3
TAIL: Final = 3
#: A template with a slot (another sponsor's name): so many words, such a share of them in runs that other posts have.
TEMPLATE: Final = 20
FILLED: Final = 0.75
#: Words in such a run.
RUN: Final = 4
#: Posts of one source are copies of one text, and count as one, when such a share of the shorter one's shingles lies in
#: the other, what most posts share set aside; fewer shingles than these show nothing.
COPIED: Final = 0.8
TOO_FEW: Final = 20
FEW_POSTS: Final = 4

#: Posts of one source with all shingles in common are one text if there are so many; a notice for subscribers is shorter.
WHOLE: Final = 50

#: Passages with a purpose that recurrence does not take away.
_LEFT_ALONE: Final = frozenset({
    ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.LIST_ITEM, ZoneKind.QUOTATION, ZoneKind.TABLE, ZoneKind.BYLINE, ZoneKind.CAPTION,
    ZoneKind.FOOTNOTE, ZoneKind.CORRECTION, *SILENT,
})  # fmt: skip
_SPOKEN: Final = frozenset({ZoneKind.UTTERANCE})

Words = tuple[str, ...]


def with_recurring(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents, sorted by (published, id), with RECURRING zones put anew and no COPIED ones.

    The result depends on the set of documents only: whatever zones of these two kinds were there before are dropped.
    """
    ordered = by_date(documents)
    sources = [members for members in same_source(ordered) if len(members) >= POSTS]
    posts = {i: _post(ordered[i]) for i in sorted({i for members in sources for i in members})}
    for members in sources:
        _mark([posts[i] for i in members])
    return tuple(with_frame(document, posts[i].frame() if i in posts else NO_FRAME) for i, document in enumerate(ordered))


@dataclass(frozen=True, slots=True)
class Frame:
    """What of a document is frame: whole paragraphs, and stretches of others. What several sources show adds up."""

    whole: frozenset[Span] = frozenset()
    parts: frozenset[Span] = frozenset()


NO_FRAME: Final = Frame()


def frames(documents: Iterable[Document]) -> list[tuple[str, Frame]]:
    """Return what the documents of one source show of one another, by their ids; nothing of fewer than `POSTS`."""
    ordered = by_date(documents)
    if len(ordered) < POSTS:
        return []
    posts = [_post(document) for document in ordered]
    _mark(posts)
    return [(document.id, post.frame()) for document, post in zip(ordered, posts, strict=True)]


def with_frame(document: Document, frame: Frame) -> Document:
    """Return a document with RECURRING zones put anew and no COPIED ones."""
    parts = {(a, b) for a, b in frame.parts if not any(a < end and start < b for start, end in frame.whole)}
    put = (Zone(a, b, ZoneKind.RECURRING) for a, b in frame.whole | parts)
    own = stripped(document)
    zones = zones_in_order((*own, *put)) if frame != NO_FRAME else own
    return document if zones == document.zones else replace(document, zones=zones)


@dataclass(slots=True)
class _Post:
    """A document while it is compared; ``marked`` grows with each source that it belongs to."""

    text: str
    blocks: list[Block]
    first: int  #: number of the first block after title and byline
    ends: list[tuple[bool, int, list[Block]]]  #: head or tail, number and sentences of the outer blocks that have several
    marked: set[int] = field(default_factory=set)  #: numbers of the blocks that are frame
    parts: set[tuple[int, int]] = field(default_factory=set)  #: spans within other blocks that are frame

    def frame(self) -> Frame:
        """Return what was marked."""
        return Frame(frozenset((self.blocks[n].start, self.blocks[n].end) for n in self.marked), frozenset(self.parts))


def _post(document: Document) -> _Post:
    held = blocks(document)
    opening = (ZoneKind.TITLE, ZoneKind.BYLINE, ZoneKind.TIMESTAMP, ZoneKind.BOILERPLATE, ZoneKind.OUTSIDE)
    first = next((n for n, b in enumerate(held) if b.kinds.isdisjoint(opening)), len(held))
    edges = [(True, n) for n in range(first, min(first + HEAD, len(held)))]
    edges += [(False, n) for n in range(max(first, len(held) - TAIL), len(held))]
    ends = [
        (is_head, n, parts)
        for is_head, n in edges
        if held[n].kinds.isdisjoint(_LEFT_ALONE | _SPOKEN) and len(parts := sentence_blocks(document, held[n])) > 1
    ]
    return _Post(document.text, held, first, ends)


# -- how often, and where ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """Where something recurs in a source: the numbers of the posts in the order of time, once for each place."""

    posts: list[int] = field(default_factory=list)
    edges: int = 0  #: places at the head or the tail of a post
    spellings: set[Words] = field(default_factory=set)  #: with their numbers


class _Source:
    """The posts of one source, with what is known of each passage in them."""

    def __init__(self, posts: Sequence[_Post]) -> None:
        self._text_of = _texts([post.blocks for post in posts])
        self._number_of = {id(post): number for number, post in enumerate(posts)}
        self._seen: dict[Words, _Seen] = defaultdict(_Seen)
        self._shares: dict[Words, tuple[float, int]] = {}
        for number, post in enumerate(posts):
            for at, block in enumerate(post.blocks):
                if SILENT.isdisjoint(block.kinds):
                    seen = self._seen[block.folded]
                    seen.posts.append(number)
                    seen.edges += _is_edge(at, post.first, len(post.blocks))
                    seen.spellings.add(block.words)

    def share(self, posts: Sequence[int]) -> float:
        """Return in which share of the posts from the first to the last of these something stands; 0 in too few."""
        return _share(posts, self._text_of)

    def _share(self, key: Words) -> tuple[float, int]:
        """Return a passage's share and the number of posts that have it; worked out once for all its places."""
        if key not in self._shares:
            posts = self._seen[key].posts
            self._shares[key] = self.share(posts), len(set(posts))
        return self._shares[key]

    def is_said_again(self, block: Block) -> bool:
        """Return whether another text of the source has the paragraph word for word."""
        seen = self._seen[block.folded]
        return len(seen.spellings) == 1 and len({self._text_of[n] for n in seen.posts}) > 1

    def is_frame(self, block: Block, post: _Post) -> bool:
        """Return whether a paragraph recurs as a frame does, by its length and its positions."""
        seen = self._seen[block.folded]
        share, posts = self._share(block.folded)
        if not share or len(seen.posts) > IN_ONE_POST * posts:
            return False
        is_edge = 2 * seen.edges > len(seen.posts)
        if len(block.words) < LONG:
            return len(block.words) >= SHORT and block.is_sentence and share >= OFTEN and block.kinds.isdisjoint(_SPOKEN)
        if len(seen.spellings) > 1 and (len(block.words) < TEMPLATE or not is_edge):
            return False  # with another number each time it may be the news; `is_usual` knows footers with a number
        if is_edge:
            return share >= AT_EDGE
        is_original = posts < OFTEN * len(self._text_of) and self._number_of[id(post)] == seen.posts[0]
        return share >= WITHIN and not is_original

    def is_usual(self, block: Block, *, is_head: bool) -> bool:
        """Return whether a paragraph of any length stands in most posts; none opens with a number that is the news."""
        seen = self._seen[block.folded]
        if is_head and block.is_sentence and len(seen.spellings) > 1:
            return False
        return self._share(block.folded)[0] >= OFTEN

    def recurs(self, block: Block) -> bool:
        """Return whether a paragraph stands in enough posts at all."""
        return self._share(block.folded)[0] > 0


def _share(posts: Sequence[int], text_of: Sequence[int]) -> float:
    if len({text_of[n] for n in posts}) < POSTS:
        return 0.0
    return len(set(posts)) / (posts[-1] - posts[0] + 1)


def _is_edge(at: int, first: int, count: int) -> bool:
    return at < first + HEAD or at >= count - TAIL


def _texts(posts: Sequence[Sequence[Block]]) -> list[int]:
    """Return for each post which text it is a copy of: the number of the first post with that text."""
    sets = [shingles([w for b in held if SILENT.isdisjoint(b.kinds) for w in b.folded]) for held in posts]
    own = without_common(sets, max(FEW_POSTS, len(posts) // 2))
    first: dict[bytes, int] = {}
    text_of = [first.setdefault(held.tobytes(), n) if len(held) >= WHOLE else n for n, held in enumerate(sets)]

    def root(number: int) -> int:
        while text_of[number] != number:
            text_of[number] = text_of[text_of[number]]
            number = text_of[number]
        return number

    for a, b in sorted(candidates(own)):
        small, large = sorted((own[a], own[b]), key=len)
        if len(small) >= TOO_FEW and containment(small, large) >= COPIED:
            one, two = sorted((root(a), root(b)))
            text_of[two] = one
    return [root(number) for number in range(len(posts))]


# -- marking -----------------------------------------------------------------------------------------------------


def _mark(posts: Sequence[_Post]) -> None:
    """Mark the frame of one source in its posts, which are in the order of time."""
    source = _Source(posts)
    runs = _Runs(posts, source)
    ends = _Ends(posts, source)
    found = []
    for post in posts:
        marked = {
            n
            for n, b in enumerate(post.blocks)
            if b.kinds.isdisjoint(_LEFT_ALONE) and (source.is_frame(b, post) or runs.are_template(b, post.text))
        }
        _add_edges(post, marked, source)
        _add_headings(post, marked, source)
        found.append((marked, set(ends.parts(post, marked))))
    for post, (marked, parts) in zip(posts, found, strict=True):
        post.marked |= marked
        post.parts |= parts


def _add_edges(post: _Post, marked: set[int], source: _Source) -> None:
    """Add what stands in most posts without a gap up to their beginning or end: a line of any length, a whole list."""

    def belongs(n: int, *, is_head: bool) -> bool:
        block = post.blocks[n]
        return (
            n in marked
            or bool(block.kinds & {ZoneKind.BOILERPLATE, ZoneKind.OUTSIDE})
            or (
                block.kinds.isdisjoint(_SPOKEN | (_LEFT_ALONE - {ZoneKind.LIST_ITEM})) and source.is_usual(block, is_head=is_head)
            )
        )

    for order in (range(post.first, len(post.blocks)), range(len(post.blocks) - 1, post.first - 1, -1)):
        reached = list(takewhile(partial(belongs, is_head=order.step > 0), order))
        while reached and reached[-1] not in marked and _is_inside_list(post.blocks, reached[-1], order.step):
            reached.pop()
        marked.update(n for n in reached if SILENT.isdisjoint(post.blocks[n].kinds))


def _is_inside_list(held: Sequence[Block], n: int, step: int) -> bool:
    """Return whether the run stops between two items: then the list differs from post to post."""
    after = n + step
    return 0 <= after < len(held) and ZoneKind.LIST_ITEM in held[n].kinds and ZoneKind.LIST_ITEM in held[after].kinds


def _add_headings(post: _Post, marked: set[int], source: _Source) -> None:
    """Add the headings that recur and under which there is nothing but frame."""
    is_bare = True  # nothing of the post's own since the last heading, seen from the end
    has_frame = False
    for n in range(len(post.blocks) - 1, -1, -1):
        block = post.blocks[n]
        if ZoneKind.HEADING in block.kinds:
            if is_bare and has_frame and source.recurs(block):
                marked.add(n)
            is_bare, has_frame = True, False
        elif n in marked or not SILENT.isdisjoint(block.kinds):
            has_frame = True
        else:
            is_bare = False


class _Runs:
    """The runs of words that recur in a source's long paragraphs, which are no copies as a whole."""

    def __init__(self, posts: Sequence[_Post], source: _Source) -> None:
        self._source = source
        self._runs = {
            id(block): in_order(block.words, RUN) for post in posts for block in post.blocks if self._may_be_template(block)
        }
        # Only what stands in enough paragraphs is looked at post by post: next to nothing.
        often = dict(zip(self._runs, shared_by(list(self._runs.values()), POSTS), strict=True))
        places: dict[int, list[int]] = defaultdict(list)
        for number, post in enumerate(posts):
            for block in post.blocks:
                for run in often.get(id(block), ()):
                    places[run].append(number)
        self._frame = {
            run for run, held in places.items() if len(held) * 3 <= 4 * len(set(held)) and source.share(held) >= WITHIN
        }

    def are_template(self, block: Block, text: str) -> bool:
        """Return whether all of a long paragraph but a few words recurs; with a name among those it has to be said again."""
        if not self._frame or (runs := self._runs.get(id(block))) is None:
            return False
        covered = bytearray(len(block.words))
        for at, run in enumerate(runs.tolist()):
            if run in self._frame:
                covered[at : at + RUN] = b"\1" * RUN
        if sum(covered) < FILLED * len(block.words):
            return False
        written = WORD.findall(text, block.start, block.end)
        slots = [word for word, is_covered in zip(written, covered, strict=True) if not is_covered]
        # Without a slot it is a paragraph word for word, which `is_frame` decides.
        return bool(slots) and (not any(map(_may_be_name, slots)) or self._source.is_said_again(block))

    @staticmethod
    def _may_be_template(block: Block) -> bool:
        return len(block.words) >= TEMPLATE and block.kinds.isdisjoint(_LEFT_ALONE)


def _may_be_name(word: str) -> bool:
    """Return whether a word has a capital or a digit, or is of a script without capitals."""
    return word != word.lower() or word == word.upper()


class _Ends:
    """The sentences with which most posts of a source open or close, in a paragraph that goes on otherwise."""

    def __init__(self, posts: Sequence[_Post], source: _Source) -> None:
        self._source = source
        self._posts: dict[tuple[bool, Words], list[int]] = defaultdict(list)
        for number, post in enumerate(posts):
            for is_head, _, parts in post.ends:
                for key in {(is_head, part.folded) for part in parts}:
                    if number not in self._posts[key][-1:]:
                        self._posts[key].append(number)

    def parts(self, post: _Post, marked: set[int]) -> Iterator[Span]:
        """Yield the spans of such sentences at the outer ends of a post's outer paragraphs."""
        for is_head, n, parts in post.ends:
            if n in marked:
                continue
            reached = []
            for part in parts if is_head else reversed(parts):
                if self._source.share(self._posts[is_head, part.folded]) < OFTEN:
                    break
                reached.append(part)
            if sum(len(part.words) for part in reached) >= LONG and len(reached) < len(parts):
                yield min(p.start for p in reached), max(p.end for p in reached)
