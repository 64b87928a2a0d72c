"""The queue as a text that a person edits, and what such a text says.

A block an item: ``item`` opens it, comments begin with ``#``, and the other lines are a word and what it says. As
written, every ``decision`` is ``skip``; the lines below it are what ``new`` would make, and may be edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.ontology.decisions import plain
from kg.ontology.files import SEPARATOR, values
from kg.review.answers import SKIP, Answer
from kg.review.items import ACTIONS, Item

_HEAD: Final = """\
# The review queue of kg. Change `skip` where you have decided, then run: kg ontology review --apply FILE
#
#   new                             make the record below; edit id, class, label, names (A | B), facts (developed_by=openai)
#   alias ID                        it is another name of an entity that the ontology has
#   wrong-link [ID] [in DOCUMENT]   the name never stands for that entity, in one document or anywhere
#   wrong-claim                     the sentences do not say this
#   never                           do not ask again
#   skip                            decide nothing; blocks may also be deleted
"""
_FIELDS: Final = ("id", "class", "label", "names", "facts", "source", "former")
_WIDTH: Final = 10


@dataclass(frozen=True, slots=True)
class Block:
    """An answer and the line of its decision, for messages."""

    answer: Answer
    line: int


def render(items: Iterable[Item]) -> str:
    """Return the queue as text. Pure; `parse` reads it back."""
    return _HEAD + "".join(f"\n{_block(item)}" for item in items)


def _block(item: Item) -> str:
    p = item.proposal
    counts = f"{item.documents} documents, {item.sources} sources, {item.company} known beside it"
    lines = [_line("item", item.key), _comment(f"{item.title}: {item.type}; {counts}")]
    for q in item.quotes:
        where = ", ".join(part for part in (q.title, q.day, q.document) if part)
        lines.append(_comment(f"“{q.text}” ({where})"))
    lines += [_comment(f"{n.why}: {n.id} ({n.label})") for n in item.near]
    lines += [_comment(f"may be: {', '.join((*ACTIONS[item.kind], SKIP))}"), _line("decision", SKIP)]
    if "new" in ACTIONS[item.kind]:
        facts = SEPARATOR.join(f"{name}={value}" for name, value in p.facts)
        cells = (p.id, p.class_id, p.label, SEPARATOR.join(p.names), facts, "", SEPARATOR.join(p.former))
        lines += [_line(*pair) for pair in zip(_FIELDS, cells, strict=True)]
    return "\n".join(lines) + "\n"


def _line(word: str, text: str) -> str:
    return f"{word:{_WIDTH}}{text}".rstrip()


def _comment(text: str) -> str:
    return f"# {plain(text)}"


def parse(text: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """Return the blocks of an edited text, and every fault with its line."""
    blocks: list[Block] = []
    faults: list[tuple[int, str]] = []
    held: dict[str, tuple[int, str]] = {}
    first: dict[str, int] = {}

    def close() -> None:
        if not held:
            return
        line, item = held["item"]
        if "decision" not in held:
            faults.append((line, f"{item!r} has no line `decision`"))
        elif item in first:
            faults.append((line, f"{item!r} stands twice; see line {first[item]}"))
        else:
            first[item] = line
            blocks.append(Block(_answer({word: value for word, (_, value) in held.items()}), held["decision"][0]))

    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ") if "\t" not in line.split(" ")[0] else line.partition("\t")
        value = plain(rest) if word not in ("names", "facts", "former") else rest.strip()
        if word == "item":
            close()
            held = {word: (number, value)}
        elif word not in ("decision", *_FIELDS):
            faults.append((number, f"unknown word {plain(word)!r}; a line begins with item, decision, {', '.join(_FIELDS)} or #"))
        elif not held:
            faults.append((number, f"{word} stands before any item"))
        elif word in held:
            faults.append((number, f"{word} stands twice in a block; see line {held[word][0]}"))
        else:
            held[word] = number, value
    close()
    return blocks, faults


def _answer(cells: dict[str, str]) -> Answer:
    action, _, rest = cells["decision"].partition(" ")
    target, between, document = f" {rest.strip()}".partition(" in ") if action == "wrong-link" else (rest, "", "")
    facts = [fact.partition("=") for fact in values(cells.get("facts", ""))]
    return Answer(
        cells["item"], action or SKIP, target.strip(), document.strip() if between else "", cells.get("id", ""),
        cells.get("class", ""), cells.get("label", ""), tuple(map(plain, values(cells.get("names", "")))),
        tuple((plain(name), plain(value)) for name, _, value in facts), values(cells.get("former", "")), cells.get("source", ""),
    )  # fmt: skip
