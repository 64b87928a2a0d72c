"""Measure what the thresholds of kg/sources/copies are worth: merging, frames and copied passages.

Usage: python benchmarks/copies.py [merging] [frames] [passages] [--feeds FOLDER]

The texts are the sample and the practice texts, which are ours, and what is made of them: framed, cut, edited, mailed
and corrected copies on the one side, and on the other what only looks like a copy. Each table moves one threshold and
leaves the others where they are; a star marks the one in use. With --feeds, the same is done for the feeds and pages
of a folder: what was merged, and the pairs that share most sentences with every zone counted and as they are counted.
"""

from __future__ import annotations

import argparse
import random
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice
from pathlib import Path
from types import ModuleType

from kg.ids import content_id
from kg.linking import Linker
from kg.pipeline import sample_folder
from kg.records import Document, Place, Zone, ZoneKind
from kg.sources import read
from kg.sources.copies import identity, passages, recurring, shingles
from kg.sources.copies.blocks import blocks
from kg.text import sentences

HERE = Path(__file__).parent
DAY = datetime(2026, 4, 1, 8, tzinfo=UTC)
FRAMES = {
    "en": ("Show | Directory\nEpisodes\nFollow\nShare\n", "More episodes\nAbout us\nTerms of use\nDownload the app"),
    "es": ("Programa | Directorio\nEpisodios\nSeguir\nCompartir\n", "Más episodios\nQuiénes somos\nCondiciones de uso"),
    "ja": ("番組 | 一覧\nエピソード\nフォローする\n共有\n", "もっと見る\n利用規約\nアプリを入手"),
}

#: A document with the number of the text that it is a copy of.
Labelled = tuple[int, Document]


def essays() -> list[str]:
    """Return the texts that everything is made of: those of a hundred words and more."""
    found = read([str(sample_folder()), str(HERE / "practice" / "docs")], on_failure=print)
    texts = {d.text for d in found if len(d.text.split()) >= 100}
    return sorted(texts)


def document(text: str, name: str, day: float = 0, **more: object) -> Document:
    """Return a document that stood in a place of its own."""
    made = Document(content_id("doc", name), name, text, places=(Place(name, ""),), published=DAY + timedelta(days=day))
    return replace(made, **more)  # type: ignore[arg-type]


# -- merging -----------------------------------------------------------------------------------------------------


def copies(number: int, text: str) -> Iterator[Document]:
    """Yield a text as a feed, directory pages, mirrors and a mail carry it."""
    rng = random.Random(number)
    name, words = f"e{number}", text.split()
    title = " ".join(words[:6]).strip(".,:#")
    yield document(text, f"{name}-feed", title=title, link=f"https://letter.example/{number}", outlet="Letter")
    for place, (head, foot) in FRAMES.items():
        yield document(f"{head}{text}\n{foot}", f"{name}-{place}", 0.6)
        cut = f"{head}{' '.join(words[:70])} ...\n{foot}"
        frame = (Zone(0, len(head), ZoneKind.OUTSIDE), Zone(len(cut) - len(foot), len(cut), ZoneKind.OUTSIDE))
        yield document(cut, f"{name}-{place}-cut", 0.6, excerpt=True, zones=frame)
    for share in (0.01, 0.02, 0.03):
        edited = ["amended" if rng.random() < share else word for word in words]
        yield document(" ".join(edited), f"{name}-mirror{share}", 1)
    wrapped = textwrap.fill(text, 72)
    yield document(
        f"View in browser\n\nHello reader,\n\n{wrapped}\n\n-- \nYou get this mail as a subscriber.", f"{name}-mail", 0.1
    )
    yield document(" ".join(words[:50]) + " ... Read more", f"{name}-excerpt", title=title, excerpt=True)
    corrected = text.replace(words[60], f"(corrected: {words[60]})", 1)
    yield document(f"{corrected}\n\nCorrection: an earlier version had a wrong word.", f"{name}-corrected", 2, title=title)


def lookalikes(texts: Sequence[str], rounds: int = 8) -> Iterator[Document]:
    """Yield documents of which no two are copies, though they share much, made of the texts' sentences in random order."""
    for n in range(rounds):
        rng = random.Random(n)
        pool = [text[a:b] for text in texts for a, b in sentences(text)]
        rng.shuffle(pool)
        words = iter(" ".join(pool).split())

        def take(count: int, words: Iterator[str] = words) -> str:
            return " ".join(islice(words, count))

        quote = take(60)
        for k in range(2):  # one author on one subject, with one long quotation
            made = f"{take(60)} {quote} {take(70)}"
            yield document(made, f"quote-{n}{k}", 2 * k, authors=("Ada Quill",), title=f"On {take(3)}")
        for share in (0.3, 0.5, 0.7):  # of each item is a press release
            release, own = take(100), round(100 * (1 - share) / share)
            for k in range(2):
                yield document(f"{take(own)} {release}", f"release{share}-{n}{k}", k / 5, title=f"News: {take(3)}")
                yield document(f"{take(own // 2)} {release} {take(own // 2)}", f"untitled{share}-{n}{k}", 9 + k / 5)
        posts = [take(120), take(120)]
        for k, post in enumerate(posts):
            yield document(post, f"quoted-{n}{k}", k, title=take(4))
        yield document("\n\n".join(posts), f"digest-{n}", 3, title=f"Round-up: {take(2)}")
        yield document("\n\n".join([take(60), *posts]), f"untitled-digest-{n}", 3)
        frame = [take(50), take(50)]
        for k in range(5):  # two thirds of each is frame, or nine tenths
            yield document(f"{frame[0]} {take(50)} {frame[1]}", f"weekly-{n}{k}", 7 * k, title="The week")
            yield document(f"{frame[0]} {take(12)} {frame[1]}", f"prices-{n}{k}", 7 * k, title="Prices")
            yield document(f"{frame[0]} Part {k}. {take(50)}", f"series-{n}{k}", k, title=f"How it is made, part {k}")


def labelled() -> list[Labelled]:
    """Return the copies of all texts, and the lookalikes, each of which is the copy of nothing."""
    texts = essays()
    found = [(n, d) for n, text in enumerate(texts) for d in copies(n, text)]
    return found + [(-n, d) for n, d in enumerate(lookalikes(texts), 1)]


def merging_score(given: Sequence[Labelled]) -> tuple[float, float]:
    """Return precision and recall of the pairs that were merged."""
    text_of = {d.places[0].source: n for n, d in given}
    right = wrong = 0
    for merged in identity.merge(d for _, d in given):
        for one, two in combinations(merged.places, 2):
            same = text_of[one.source] == text_of[two.source]
            right, wrong = right + same, wrong + (not same)
    counts: dict[int, int] = {}
    for n, _ in given:
        counts[n] = counts.get(n, 0) + 1
    wanted = sum(count * (count - 1) // 2 for count in counts.values())
    return right / max(right + wrong, 1), right / wanted


# -- frames ------------------------------------------------------------------------------------------------------

FRAME = [
    "Thanks for reading this letter, which is made by two people and a cat in a lighthouse.",
    "Ada Quill writes about small models. She owns no shares in any company that is named in these letters.",
    "You are one of {n} readers of the letter, which went out on day {n} of the year.",
]
READ = (
    "This issue is brought to you by {name}, who keep the lights on in this house. Visit their site and tell them that the"
    " cat has sent you, and you will get the first month for nothing."
)
SPONSORS = ("Tallow Works", "Bramble", "Harrow Mills", "Quince", "Oxbow Sails", "Teasel")
CONTENT = [
    "{model} now costs {n} dollars for a million tokens.",
    "{model} is a general model of {n} billion parameters with weights on the usual hub, under a licence that bars nothing.",
    "What came out this week",
    "Right.",
]


def frame_score(count: int = 12) -> tuple[float, float]:
    """Return precision and recall of the paragraphs that were marked, over sources of three to ``count`` posts."""
    texts = sorted({b for text in essays() for b in paragraphs_of(text)})
    right = wrong = missed = 0
    for posts in range(3, count + 1):
        rng = random.Random(posts)
        pool = rng.sample(texts, 8 * posts)
        documents, frame = [], set()
        for n in range(posts):
            own = pool[8 * n : 8 * n + 8]
            fill = {"n": str(n + 4), "model": f"Vexel-{n}B", "name": SPONSORS[n % len(SPONSORS)]}
            body = [*own[:4], READ.format(**fill) if n % 2 else own[7], *own[4:6], *(c.format(**fill) for c in CONTENT), own[6]]
            shown = [b for b in (READ, *FRAME) if b is not READ or n % 2]
            # A sponsor that is named once cannot be told from the model of the week.
            comes_again = sum(k % 2 and k % len(SPONSORS) == n % len(SPONSORS) for k in range(posts)) > 1
            frame |= {b.format(**fill) for b in shown if b is not READ or comes_again}
            documents.append(document("\n\n".join([*body, *(f.format(**fill) for f in FRAME)]), f"f{n}", n, outlet="Letter"))
        for made in recurring.with_recurring(documents):
            marked = {made.text[z.start : z.end] for z in made.zones if z.kind is ZoneKind.RECURRING}
            wanted = {p for p in made.text.split("\n\n") if p in frame}
            right, wrong, missed = right + len(marked & wanted), wrong + len(marked - wanted), missed + len(wanted - marked)
    return right / max(right + wrong, 1), right / max(right + missed, 1)


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of fifteen words and more."""
    made = Document("doc-x", "x", text)
    return [text[b.start : b.end].replace("\n", " ") for b in blocks(made) if len(b.words) >= 15]


# -- copied passages ---------------------------------------------------------------------------------------------


def passage_score() -> tuple[float, float]:
    """Return precision and recall, by words, of the passages that one post took from another of the texts."""
    texts = [p for text in essays() for p in paragraphs_of(text)]
    right = wrong = missed = 0
    for n, taken in enumerate(texts):
        rng = random.Random(n)
        words = taken.split()
        for edit in range(3):
            shown = ["so" if edit and word.islower() and rng.random() < 0.03 * edit else word for word in words]
            others = [texts[(n + k) % len(texts)] for k in (1, 2, 3, 4)]
            if len({taken, *others}) < 5:
                continue
            first = document(f"{others[0]}\n\n{taken}\n\n{others[1]}", "p1", 0)
            later = document(f"{others[2]}\n\n{' '.join(shown)}\n\n{others[3]}", "p2", 1)
            [_, made] = passages.with_copied([first, later])
            found = " ".join(made.text[z.start : z.end] for z in made.zones if z.kind is ZoneKind.COPIED).split()
            inside = sum(1 for word in found if word in shown)
            wanted = len(shown) if len(shown) >= passages.LONGEST_PHRASE else 0
            right, wrong = right + min(inside, len(shown)), wrong + len(found) - inside
            missed += max(0, wanted - inside)
    return right / max(right + wrong, 1), right / max(right + missed, 1)


# -- tables ------------------------------------------------------------------------------------------------------


def table(module: ModuleType, name: str, values: Iterable[float], score: Callable[[], tuple[float, float]]) -> None:
    """Print precision and recall for each value of a module's threshold."""
    used = getattr(module, name)
    print(f"\n{module.__name__.rpartition('.')[2]}.{name:<16} precision  recall")
    for value in values:
        setattr(module, name, value)
        precision, recall = score()
        print(f"{'*' if value == used else ' '} {value:<24g} {precision:>9.3f} {recall:>7.3f}", flush=True)
    setattr(module, name, used)


def merging() -> None:
    """Print the tables of merging."""
    given = labelled()
    print(f"{len(essays())} texts, {len(given)} documents made of them")
    for name, values in (
        ("CONTAINED", (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)),
        ("CONTAINED_LATER", (0.8, 0.85, 0.9, 0.95, 1.0)),
        ("WHOLE", (0.3, 0.5, 0.7, 0.9)),
        ("FRAME", (0, 25, 50, 100, 200)),
        ("SHORTEST", (5, 20, 60)),
    ):
        table(identity, name, values, lambda: merging_score(given))
    table(shingles, "ROWS", (3, 4, 5, 6), lambda: merging_score(given))
    table(shingles, "SAMPLE", (1, 4, 16, 64), lambda: merging_score(given))


def frames() -> None:
    """Print the tables of frames."""
    for name, values in (
        ("POSTS", (2, 3, 4, 5)),
        ("WITHIN", (0.1, 0.25, 0.4, 0.6)),
        ("OFTEN", (0.3, 0.5, 0.8)),
        ("FILLED", (0.5, 0.6, 0.75, 0.9)),
        ("TEMPLATE", (8, 14, 20, 40)),
        ("LONG", (4, 8, 16)),
    ):
        table(recurring, name, values, frame_score)


def taken() -> None:
    """Print the tables of copied passages."""
    table(passages, "COVERED", (0.5, 0.7, 0.8, 0.9, 1.0), passage_score)
    table(passages, "FROM_ONE", (0.4, 0.6, 0.8), passage_score)


# -- feeds of one's own ------------------------------------------------------------------------------------------


def of_folder(folder: Path) -> None:
    """Print what became of a folder's documents, and the strongest pairs with and without what is left out."""
    from kg.ontology import load

    documents = list(read([str(folder)], on_failure=print))
    merged = passages.with_copied(recurring.with_recurring(identity.merge(documents)))
    print(f"\n{len(documents)} read, {len(merged)} documents, {sum(len(d.places) for d in merged)} places")
    kinds = (ZoneKind.BOILERPLATE, ZoneKind.RECURRING, ZoneKind.COPIED)
    bare = [replace(d, zones=tuple(z for z in d.zones if z.kind not in kinds)) for d in merged]
    shown = recurring.with_recurring(bare)
    for kind in kinds:
        print(f"{kind.value:<12} {_count(merged, kind):>4} zones as read, {_count(shown, kind):>4} without the structure's own")
    linker = Linker(load())
    tables = {
        "every copy, every zone": _pairs(linker, documents, unzoned=kinds),
        "one of each, every zone": _pairs(linker, merged, unzoned=kinds),
        "as they are counted": _pairs(linker, merged),
    }
    for title, pairs in tables.items():
        print(f"\n{title}")
        for pair, count in pairs:
            print(f"{count:>4} {' + '.join(pair)}")


def _count(documents: Iterable[Document], kind: ZoneKind) -> int:
    return sum(z.kind is kind for d in documents for z in d.zones)


def _pairs(linker: Linker, documents: Iterable[Document], unzoned: Sequence[ZoneKind] = ()) -> list[tuple[tuple[str, str], int]]:
    """Return the ten pairs that share most sentences, counted as the store counts them."""
    from kg.store.windows import rows_of

    counts: Counter[tuple[str, str]] = Counter()
    for d in documents:
        shown = replace(d, zones=tuple(z for z in d.zones if z.kind not in unzoned))
        held: dict[int, set[str]] = {}
        for row in rows_of(shown, linker.link(shown)):
            if not row[-1]:
                held.setdefault(row[13], set()).add(row[5])
        counts.update(pair for names in held.values() for pair in combinations(sorted(names), 2))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]


def main() -> None:
    """Print the tables, and what a folder's feeds give if there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=Path, help="a folder with feeds and saved pages")
    parser.add_argument("parts", nargs="*", default=["merging", "frames", "passages"], help="which tables; `none` for none")
    options = parser.parse_args()
    for name, tables in (("merging", merging), ("frames", frames), ("passages", taken)):
        if name in options.parts:
            tables()
    if options.feeds is not None:
        of_folder(options.feeds)


if __name__ == "__main__":
    main()
