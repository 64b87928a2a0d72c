"""How often each rule was right where annotated texts could tell, and what its evidence is worth for that.

The counts stand in a table beside the rules (``relations_measured.txt``: rule, right, judged), which
benchmarks/rule_precision.py writes. A rule that no annotated text has shown keeps its author's figure.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from kg.errors import OntologyError

#: How many judged findings the author's figure is worth.
STRENGTH: Final = 10.0
HEAD: Final = ("rule", "right", "judged")


def posterior(prior: float, right: int, judged: int) -> float:
    """Return the precision to expect of a rule: the posterior mean of a Beta prior after binomial counts.

    With the author's figure p as the prior's mean and s = `STRENGTH` as its size, Beta(sp, s(1 - p)), it is
    (sp + right) / (s + judged): Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4.
    """
    return (STRENGTH * prior + right) / (STRENGTH + judged)


def table_beside(rules: Path) -> Path:
    """Return where the counts of a rule file stand."""
    return rules.with_name(f"{rules.stem}_measured.txt")


def read(path: Path, known: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return for each rule in how many of the judged findings it was right; nothing when there is no such file.

    Raises `OntologyError` with every line that is no count or names none of the ``known`` rules.
    """
    if not path.exists():
        return {}
    found: dict[str, tuple[int, int]] = {}
    faults: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError((f"{path.name}: {error}",)) from error
    for number, line in enumerate(lines, 1):
        cells = tuple(line.split("\t"))
        if not line.strip() or line.startswith("#") or cells == HEAD:
            continue
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
