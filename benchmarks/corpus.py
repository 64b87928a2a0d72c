"""A corpus as many times as large as another one, of new texts: what growth and days are measured on.

A plain copy would be folded into its original, and a repeated passage left out of the counts, so each copy is made anew.
Half of the entities that a copy names become others of their type, drawn so that few come often and most seldom, and of the
lower-case words of four letters and more 60% become other words of the same corpus with the same ending. What comes
out has the length, layout and density of names of real posts, and the grammar of many of their sentences.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from kg.linking import Linker
from kg.ontology import Ontology
from kg.pipeline import sample_folder
from kg.records import Document, EntityType, Mention
from kg.sources import merge, read

HERE = Path(__file__).parent
SWAPPED_NAMES, SWAPPED_WORDS = 0.5, 0.6
FIRST_DAY = datetime(2025, 1, 6, 8, tzinfo=UTC)
_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")


def originals(sources: Sequence[str]) -> list[Document]:
    """Return the documents of the sources, by default the sample corpus and the practice texts."""
    named = list(sources) or [str(sample_folder()), str(HERE / "practice" / "docs")]
    return [d for d in merge(read(named, on_failure=print)) if not d.is_foreign]


class Multiplier:
    """Makes the nth copy of each document; the same numbers give the same texts."""

    def __init__(self, documents: Sequence[Document], ontology: Ontology) -> None:
        linker = Linker(ontology)
        self._found: list[tuple[Document, tuple[Mention, ...]]] = [(d, linker.link(d)) for d in documents]
        self._labels: dict[EntityType, list[str]] = defaultdict(list)
        for entity in ontology.entities.values():
            self._labels[entity.type].append(entity.label)
        dice = random.Random(3)
        for labels in self._labels.values():
            dice.shuffle(labels)
        self._words: dict[str, list[str]] = defaultdict(list)
        for word in sorted({w for d in documents for w in _WORD.findall(d.text)}):
            self._words[word[-2:]].append(word)

    def texts(self, number: int) -> Iterator[tuple[str, str, str]]:
        """Yield (title, name, text) of every document of the nth copy; the first, number 0, is the original."""
        dice = random.Random(number)

        chosen: dict[str, str] = {}

        def other(entity: str, kind: EntityType) -> str:
            if entity not in chosen:
                labels = self._labels[kind]
                is_other = dice.random() <= SWAPPED_NAMES
                # The nth most frequent comes 1/n as often as the first.
                chosen[entity] = labels[int(len(labels) ** dice.random()) - 1] if is_other else ""
            return chosen[entity]

        for n, (document, mentions) in enumerate(self._found):
            if number == 0:
                yield document.title or document.key, f"{number}-{n}", document.text
                continue
            parts, at = [], 0
            for mention in mentions:
                parts.append(self._reworded(document.text[at : mention.start], dice))
                parts.append((mention.entity and other(mention.entity, mention.type)) or mention.surface)
                at = mention.end
            parts.append(self._reworded(document.text[at:], dice))
            yield f"Post {n} of letter {number}", f"{number}-{n}", "".join(parts)

    def _reworded(self, text: str, dice: random.Random) -> str:
        def put(match: re.Match[str]) -> str:
            return dice.choice(self._words[match.group()[-2:]]) if dice.random() < SWAPPED_WORDS else match.group()

        return _WORD.sub(put, text)


def write_feed(path: Path, number: int, posts: Sequence[tuple[str, str, str]]) -> None:
    """Write the posts of one copy as a feed of an outlet of its own."""
    items = []
    for n, (title, name, text) in enumerate(posts):
        day = format_datetime(FIRST_DAY + timedelta(days=number % 400, minutes=n))
        body = "".join(f"<p>{escape(p)}</p>" for p in text.split("\n") if p.strip())
        items.append(
            f"<item><title>{escape(title)}</title><link>https://letter-{number}.example/{name}</link>"
            f"<guid>{name}</guid><pubDate>{day}</pubDate><description>{escape(body)}</description></item>"
        )
    head = f"<title>Letter {number}</title><link>https://letter-{number}.example/</link><language>en</language>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    path.write_text(text, encoding="utf-8", errors="replace")


def write_feeds(folder: Path, documents: Sequence[Document], ontology: Ontology, copies: range) -> None:
    """Write copies of the documents into a folder, a feed each."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Multiplier(documents, ontology)
    for number in copies:
        write_feed(folder / f"letter-{number:04}.xml", number, list(made.texts(number)))
