"""Surnames that stand alone in a text: that one does says that the words before it elsewhere are a given name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_SURNAME: Final = re.compile(r"(?<![\w-])[A-Z][a-z\u2019'-]+[a-z](?![\w-])")
#: Capitals before a colon that open a line: the label of a speaker, or a field.
#: Opens with the line's end before it, which is quick to find.
_LABEL: Final = re.compile(r"\n[ \t]*(?:>> ?|\*\*)?([A-Z][A-Z\u2019'-]{2,20})(?:\*\*)?(?: [\[(][\d:.]{3,10}[\])])?:")
_OF_A_NAME: Final = re.compile(r"[\w.\u2019'-]")
#: So many surnames are looked for one by one, which is quick in most texts; for more, all of a text are noted.
_FEW: Final = 16


class Surnames:
    """Where the surnames of a text stand; each is looked for once."""

    def __init__(self, text: str) -> None:
        """Nothing is looked for yet."""
        self._text = text
        self._alone: dict[tuple[str, str], bool] = {}
        self._acts: dict[tuple[str, str], bool] = {}
        self._labels: frozenset[str] | None = None
        self._places: dict[str, list[int]] | None = None

    def is_label(self, word: str) -> bool:
        """Return whether a word opens some line in capitals, with a colon behind it, as who speaks does."""
        if self._labels is None:
            self._labels = frozenset(_LABEL.findall("\n" + self._text)) if ":" in self._text else frozenset()
        return bool(self._labels) and word.upper() in self._labels

    def acts_alone(self, surname: str, before: str, acts: re.Pattern[str]) -> bool:
        """Return whether a surname stands somewhere without a certain word before it, and what people do behind it."""
        key = (surname, before)
        if key not in self._acts:
            self._acts[key] = self.stands_alone(surname, before) and any(
                acts.match(self._text, start + len(surname)) is not None and not self._is_behind(start, before)
                for start in self._starts(surname)
            )
        return self._acts[key]

    def stands_alone(self, surname: str, before: str) -> bool:
        """Return whether a surname stands somewhere without a certain word before it."""
        key = (surname, before)
        if key not in self._alone:
            self._alone[key] = any(not self._is_behind(start, before) for start in self._starts(surname))
        return self._alone[key]

    def _is_behind(self, start: int, before: str) -> bool:
        at = start - 1 - len(before)
        return at >= 0 and self._text.startswith(before + " ", at) and not (at and _OF_A_NAME.match(self._text, at - 1))

    def _starts(self, surname: str) -> Iterable[int]:
        if self._places is None and len(self._alone) >= _FEW:
            self._places = {}
            for m in _SURNAME.finditer(self._text):
                self._places.setdefault(m.group(), []).append(m.start())
        return self._look_for(surname) if self._places is None else self._places.get(surname, ())

    def _look_for(self, surname: str) -> Iterator[int]:
        start = self._text.find(surname)
        while start >= 0:
            m = _SURNAME.match(self._text, start)
            if m is not None and m.group() == surname:
                yield start
            start = self._text.find(surname, start + len(surname))
