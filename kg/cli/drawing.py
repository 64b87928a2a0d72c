"""Results as text that fits the terminal. A thousand rows come at once, which a table of rich takes seconds for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

from kg.cli.common import one_line

_GAP = "  "


def drawn(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table where each word of it fits the width, else the rows one below the other, a line a value."""
    width = shutil.get_terminal_size().columns
    cells = [[one_line(cell) for cell in row] for row in rows]
    columns = list(zip(names, *cells, strict=True))
    least = [max(cell_len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    room = width - len(_GAP) * (len(columns) - 1)
    if sum(least) > room:
        return "\n".join(_blocks(names, cells, width))
    widths = _shared(least, [max(map(cell_len, column)) for column in columns], room)
    lines = [_dim(_line(names, widths).rstrip())]
    for row in cells:
        wrapped = [_wrapped(cell, w) for cell, w in zip(row, widths, strict=True)]
        lines.extend(_line(parts, widths).rstrip() for parts in zip_longest(*wrapped, fillvalue=""))
    return "\n".join(lines)


def _shared(least: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Return the widths of columns: what is wanted, cut evenly at the widest ones where that is too much."""
    for most in range(max(wanted, default=0), 0, -1):
        widths = [max(low, min(high, most)) for low, high in zip(least, wanted, strict=True)]
        if sum(widths) <= room:
            return widths
    return list(least)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        for piece in [word] if cell_len(word) <= width else chop_cells(word, width):
            if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(piece) > width:
                lines.append(piece)
            else:
                lines[-1] += f" {piece}" if lines[-1] else piece
    return lines


def _blocks(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    left = max(map(cell_len, names), default=0)
    room = max(width - left - len(_GAP), 1)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, cell in zip(names, row, strict=True):
            for at, line in enumerate(_wrapped(cell, room) if cell else ()):
                yield _dim(name if not at else "", left) + _GAP + line


def _dim(text: str, width: int = 0) -> str:
    padded = text + " " * (width - cell_len(text))
    return f"\x1b[2m{padded}\x1b[0m" if text and sys.stdout.isatty() and not os.environ.get("NO_COLOR") else padded
