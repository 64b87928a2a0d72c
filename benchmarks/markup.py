"""Turn hand-annotated text into a gold folder that `kg eval` reads.

Usage: python benchmarks/markup.py SOURCE_DIR GOLD_DIR

SOURCE_DIR holds NAME.ann files. A mention is written where it stands, as ``[[surface|type|canonical]]``:

    [[Opus 4.6|model|Claude Opus 4.6]] beats [[GPT-5.4|model]] on [[LMArena|?benchmark]].

The canonical name may be left out when it equals the surface; ``?`` before the type marks an optional mention;
undecidable readings are written ``[[Qwen|lab/model|Qwen / Qwen (model family)]]``. A line that starts with ``#>``
states a relation of the line above it and is no part of the text:

    #> Claude Opus 4.6 | competes_with | GPT-5.4 | + | asserted | |

(subject, predicate, object, polarity, modality, holder, ``?`` when optional; trailing empty fields may be left out).
A line that starts with ``##`` is a comment. GOLD_DIR gets docs/NAME.txt, gold/NAME.json and, unless it is there
already, canon.tsv with every canonical name seen and its spellings. All faults are reported at once.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TYPES = {"lab", "org", "model", "person", "policy", "product", "benchmark", "dataset", "license", "hardware"}
PREDICATES = {
    "developed_by", "based_on", "successor_of", "variant_of", "licensed_under", "evaluated_on", "evaluated_by",
    "affiliated_with", "competes_with", "uses", "partners_with", "funds", "acquires", "authored", "regulates",
    "supports", "opposes",
}  # fmt: skip
MODALITIES = {"asserted", "hedged", "reported", "hypothetical", "predicted"}
MARK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)(?:\|([^\[\]|]+))?\]\]")


def parse(name: str, source: str) -> tuple[str, dict[str, Any], list[str]]:
    """Return the plain text, the gold record and the faults found (each with its line number)."""
    faults: list[str] = []
    lines: list[str] = []
    mentions: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    length = 0
    for number, raw in enumerate(source.splitlines(), 1):
        where = f"{name}:{number}"
        if raw.startswith("##"):
            continue
        if raw.startswith("#>"):
            fields = [f.strip() for f in raw[2:].split("|")] + [""] * 7
            subject, predicate, object_, polarity, modality, holder, flag = fields[:7]
            if predicate not in PREDICATES:
                faults.append(f"{where}: unknown predicate {predicate!r}")
            if (polarity or "+") not in "+-" or (modality or "asserted") not in MODALITIES or flag not in ("", "?"):
                faults.append(f"{where}: bad polarity, modality or flag")
            relations.append({
                "sent": len(lines) - 1, "subject": subject, "predicate": predicate, "object": object_,
                "polarity": polarity or "+", "modality": modality or "asserted", "holder": holder,
                "optional": flag == "?",
            })  # fmt: skip
            continue
        plain, at = [], 0
        for m in MARK.finditer(raw):
            surface, kind, canonical = m.group(1), m.group(2), m.group(3) or m.group(1)
            plain.append(raw[at : m.start()])
            start = length + sum(map(len, plain))
            types = kind.removeprefix("?").split("/")
            canonicals = [c.strip() for c in canonical.split(" / ")]
            if set(types) - TYPES:
                faults.append(f"{where}: unknown type {kind!r}")
            if len(canonicals) != len(types):
                canonicals = canonicals[:1] * len(types)
            mentions.append({
                "sent": len(lines), "start": start, "end": start + len(surface), "surface": surface, "type": types,
                "canonical": canonicals, "optional": kind.startswith("?"),
            })  # fmt: skip
            plain.append(surface)
            at = m.end()
        plain.append(raw[at:])
        line = "".join(plain)
        if "[[" in line or "]]" in line:
            faults.append(f"{where}: broken mark in {line!r}")
        lines.append(line)
        length += len(line) + 1
    text = "\n".join(lines) + "\n"
    known = {c for m in mentions for c in m["canonical"]}
    for r in relations:
        faults += [f"{name}: relation end {r[k]!r} is no mention" for k in ("subject", "object") if r[k] not in known]
    for m in mentions:
        if text[m["start"] : m["end"]] != m["surface"]:
            faults.append(f"{name}: offsets of {m['surface']!r} are wrong")
    return text, {"doc": name, "mentions": mentions, "relations": relations}, faults


def main(source: Path, target: Path) -> int:
    """Write the gold folder; return 1 and print every fault when there is one."""
    faults: list[str] = []
    canon: dict[str, tuple[str, set[str]]] = {}
    out: list[tuple[Path, str]] = []
    counts = [0, 0]
    for path in sorted(source.glob("*.ann")):
        text, gold, found = parse(path.stem, path.read_text(encoding="utf-8"))
        faults += found
        counts[0] += len(gold["mentions"])
        counts[1] += len(gold["relations"])
        out.append((target / "docs" / f"{path.stem}.txt", text))
        out.append((target / "gold" / f"{path.stem}.json", json.dumps(gold, ensure_ascii=False, indent=1) + "\n"))
        for m in gold["mentions"]:
            for kind, name in zip(m["type"], m["canonical"], strict=True):
                canon.setdefault(name, (kind, set()))
                if len(m["canonical"]) == 1 and m["surface"] != name:
                    canon[name][1].add(m["surface"])
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    if not (target / "canon.tsv").exists():
        rows = [f"{name}\t{kind}\t{'|'.join(sorted(alt))}\n" for name, (kind, alt) in sorted(canon.items())]
        out.append((target / "canon.tsv", "".join(rows)))
    for path, text in out:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(out) // 2} documents, {counts[0]} mentions, {counts[1]} relations")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
