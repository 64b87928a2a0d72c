"""What is doubtful about a record's names: repetitions, look-alikes, ordinary words, pointers that move."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from kg.ontology.entities import Record
from kg.records import EntityType

#: Scripts whose letters look like those of another one of them.
_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
#: Ids of an API that stand for another model next month. `chat` counts only behind no version and no size.
_ROLLING: Final = re.compile(
    r"(?:^|[-/ .@:])latest$"
    r"|^(?:[\w.-]+/)?(?:deepseek-(?:chat|reasoner)|(?:qwen|gemini|gpt|claude|grok)-(?:pro|flash|max|plus|turbo))$",
    re.IGNORECASE,
)


def name_faults(record: Record, ordinary: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the names of one record. ``ordinary`` holds words in lower case."""
    entity = record.entity
    written = {entity.label.lower()}
    for alias in entity.aliases:
        if alias.lower() in written:
            yield f"the alias {alias!r} repeats another of its names"
        written.add(alias.lower())
    exact = {entity.label, *entity.aliases}
    for hidden in entity.hidden:
        if hidden in exact:
            yield f"the hidden label {hidden!r} repeats another of its names"
        exact.add(hidden)
    for name in record.names:
        if unicodedata.normalize("NFC", name.text) != name.text:
            yield f"the name {name.text!r} is not in normal form (NFC)"
        for word in _LETTERS.findall(name.text):
            if len(scripts := _scripts(word)) > 1:
                yield f"{word!r} in the name {name.text!r} mixes {' and '.join(scripts)} letters that look alike"
        if is_ordinary(name.text, ordinary) and not name.context:
            yield f"the name {name.text!r} is an ordinary word; list it in context, so that only a supporting sentence links it"
        if entity.type is EntityType.MODEL and entity.class_id != "ModelFamily" and _ROLLING.search(name.text):
            yield f"the name {name.text!r} is a pointer that moves from model to model; it names none for good"


def is_ordinary(name: str, ordinary: Collection[str]) -> bool:
    """Return whether a name is one word that may be there for its meaning alone."""
    return " " not in name and name.lower() in ordinary


def _scripts(word: str) -> list[str]:
    found = {unicodedata.name(c, "").split(" ")[0] for c in word}
    return [script for script in _SCRIPTS if script in found]


def word_rules(records: Mapping[str, Record], ordinary: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (name, id, the rule that makes it safe) of every name that is an ordinary word, sorted by name."""
    found = []
    for record in records.values():
        for name in record.names:
            if is_ordinary(name.text, ordinary):
                case = "written as it is" if name.text != name.text.lower() else "in any case"
                found.append((name.text, name.entity, f"{case}, where the sentence supports it"))
    return sorted(found)
