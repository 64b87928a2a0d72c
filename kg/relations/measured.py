"""How often each rule was right where annotated texts could tell, and what its evidence is worth for that.

The counts stand in a table beside the rules (``relations_measured.txt``: rule, right, judged), which
benchmarks/rule_precision.py writes. A rule that no annotated text has shown keeps its author's figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from kg.errors import OntologyError
from kg.records import Way
from kg.relations.scene import Party

_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
#: How many judged findings the author's figure is worth.
STRENGTH: Final = 10.0
HEAD: Final = ("rule", "right", "judged")
HEAD_OF_WAYS: Final = ("way", "right", "expected")
#: How many times as often as with both ends named a finding was right one end of which had to be looked for, in texts of writers
#: who had not seen the rules (62% and 86%).
INHERITED: Final = 0.72
#: How many expected findings that is worth: more than an author's figure, since the counts are of texts that rules were tuned on.
HELD_OUT: Final = 50.0


def posterior(prior: float, right: int, judged: int) -> float:
    """Return the precision to expect of a rule: the posterior mean of a Beta prior after binomial counts.

    With the author's figure p as the prior's mean and s = `STRENGTH` as its size, Beta(sp, s(1 - p)), it is
    (sp + right) / (s + judged): Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4.
    """
    return (STRENGTH * prior + right) / (STRENGTH + judged)


def factor(right: int, expected: float) -> float:
    """Return what a rule's precision is to be multiplied by for an end that was found in some way, 1 at most.

    ``right`` of the findings in that way were right, where their rules let ``expected`` be right. The posterior mean of a rate
    with a Gamma prior, `INHERITED` as its mean p and s = `HELD_OUT` as its rate, after counts with that exposure:
    (sp + right) / (s + expected): Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6.
    """
    return min(1.0, (HELD_OUT * INHERITED + right) / (HELD_OUT + expected))


class Ways:
    """What the ways of finding an end that is not named do to the confidence of evidence."""

    def __init__(self, counts: Mapping[Way, tuple[int, float]]) -> None:
        """Take for each way how many findings were right, and how many their rules let expect."""
        self._factors = {way: factor(*counts.get(way, (0, 0.0))) for way in Way}

    def factor_of(self, way: Way) -> float:
        """Return the factor of one way."""
        return self._factors[way]

    def factor(self, *ends: Party) -> float:
        """Return the product over the ends that were looked for; 1 where both are named."""
        return math.prod(self.factor_of(end.way) for end in ends if end.span is None and end.way is not None)


def ways_beside(rules: Path) -> Path:
    """Return where the counts of the ways stand that go with a rule file."""
    return rules.with_name(f"{rules.stem}_ways.txt")


def read_ways(path: Path) -> Ways:
    """Read the table of the ways; without such a file each counts as if nothing had been seen.

    Raises `OntologyError` with every line that is no count or names no way.
    """
    counts: dict[Way, tuple[int, float]] = {}
    faults: list[str] = []
    for number, cells in _rows(path, HEAD_OF_WAYS):
        numbers = [float(cell) for cell in cells[1:] if _NUMBER.fullmatch(cell)]
        if len(cells) != len(HEAD_OF_WAYS) or len(numbers) != 2 or not cells[1].isdigit():
            faults.append(f"{path.name}:{number}: is not a way, how often it was right, and how often that was to be expected")
        elif cells[0] not in set(Way) or cells[0] in counts:
            faults.append(f"{path.name}:{number}: {cells[0]}: is no way of finding an end, or stands twice")
        else:
            counts[Way(cells[0])] = (int(cells[1]), numbers[1])
    if faults:
        raise OntologyError(tuple(faults))
    return Ways(counts)


def table_beside(rules: Path) -> Path:
    """Return where the counts of a rule file stand."""
    return rules.with_name(f"{rules.stem}_measured.txt")


def read(path: Path, known: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return for each rule in how many of the judged findings it was right; nothing when there is no such file.

    Raises `OntologyError` with every line that is no count or names none of the ``known`` rules.
    """
    found: dict[str, tuple[int, int]] = {}
    faults: list[str] = []
    for number, cells in _rows(path, HEAD):
        counts = [int(cell) for cell in cells[1:] if cell.isascii() and cell.isdigit()]
        if len(cells) != len(HEAD) or len(counts) != 2 or counts[0] > counts[1]:
            faults.append(f"{path.name}:{number}: is not a rule, how often it was right, and how often it was judged")
        elif cells[0] not in known:
            faults.append(f"{path.name}:{number}: {cells[0]}: there is no such rule; run benchmarks/rule_precision.py --write")
        elif cells[0] in found:
            faults.append(f"{path.name}:{number}: {cells[0]}: is counted twice")
        else:
            found[cells[0]] = (counts[0], counts[1])
    if faults:
        raise OntologyError(tuple(faults))
    return found


def _rows(path: Path, head: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of a table with their line numbers; none when there is no such file."""
    if not path.exists():
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError((f"{path.name}: {error}",)) from error
    for number, line in enumerate(lines, 1):
        cells = tuple(line.split("\t"))
        if line.strip() and not line.startswith("#") and cells != head:
            yield number, cells
