"""Who a speaker's label stands for: the full name that the transcript, its introduction or its title gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

#: So much of a text is its introduction when its first label stands far down, and so much is looked at when it stands at once.
INTRODUCTION: Final = 6_000

_CAPITAL = r"[A-Z\u00c0-\u00de\u0100-\u017f][\w.'’-]*"
_PARTICLE = r"(?:(?:de|del|della|di|da|dos|van|von|der|den|la|le|al|el|bin|ibn)[ \u00a0])*"
#: Two to five words that begin with a capital, small particles between.
FULL_NAME: Final = rf"{_CAPITAL}(?:[ \u00a0]{_PARTICLE}{_CAPITAL}){{1,4}}"
_FULL_NAME = re.compile(rf"(?<![\w@/]){FULL_NAME}")
_ROLE = re.compile(r"(?:host|co-host|cohost|guest|interviewer|interviewee|moderator|presenter|narrator)", re.IGNORECASE)


def full_names(text: str) -> list[str]:
    """Return the runs of two to five capitalised words at the beginning of a text: names, and what looks like them."""
    return [m.group().strip(".,'’") for m in _FULL_NAME.finditer(text[:INTRODUCTION])]


class Participants:
    """The full names of one transcript, found once; each label is then looked up."""

    def __init__(self, text: str, start: int, first: int, end: int, labels: Iterable[str], known: Sequence[str]) -> None:
        """Gather the names from the labels, what is known of the document, and what stands before the first label."""
        before = text[start:first][-INTRODUCTION:]
        self._head = before if len(before) > 200 else before + text[first : min(end, first + INTRODUCTION)]
        spoken = list(dict.fromkeys(labels))
        self._labels = [name for name in spoken if len(name.split()) > 1]
        self._named = list(dict.fromkeys(name for source in (*known, self._head) for name in full_names(source)))
        self._found: dict[str, str] = {}

    def full_name(self, label: str) -> str:
        """Return the full name that a label stands for, or the label with single spaces when there is not exactly one."""
        label = " ".join(label.split())
        if label not in self._found:
            self._found[label] = self._look_up(label)
        return self._found[label]

    def _look_up(self, label: str) -> str:
        if len(label.split()) > 1:
            if label.isupper():
                return next((name for name in self._named if name.upper() == label), label)
            return label
        if _ROLE.fullmatch(label):
            return self._by_role(label) or label
        for pool in (self._labels, self._named):
            matching = _matching(label, pool)
            if len(matching) == 1:
                return matching.pop()
            if matching:
                return label
        return label

    def _by_role(self, label: str) -> str:
        after = re.search(rf"(?i:\b{re.escape(label)}(?:ed)?(?:[,:]? (?:is|by|was))?)[,:]? (?P<name>{FULL_NAME})", self._head)
        before = re.search(rf"(?P<name>{FULL_NAME})(?i:,? \(?(?:your |our |the )?{re.escape(label)}\b)", self._head)
        found = {m["name"].strip(".,'’") for m in (after, before) if m is not None}
        return found.pop() if len(found) == 1 else ""


def _matching(label: str, names: Sequence[str]) -> set[str]:
    """Return the names that a first or last name, or initials, may stand for."""
    low = label.casefold().rstrip(".")
    found = {name for name in names if low in (name.split()[0].casefold(), name.split()[-1].casefold())}
    letters = label.replace(".", "")
    if not found and letters.isupper() and 2 <= len(letters) <= 4:
        found = {name for name in names if "".join(word[0] for word in name.split() if word[0].isupper()) == letters}
    return found
