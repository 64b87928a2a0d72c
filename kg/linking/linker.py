"""From a document to its mentions. Pure: the same document and ontology give the same mentions."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.ids import content_id, slug
from kg.linking import candidates, grammar, lexicon, makers, newnames, shortforms, signals, unknown_models, unknowns
from kg.linking.candidates import Candidate, Reading
from kg.linking.folding import fold
from kg.linking.places import places
from kg.linking.readings import PUBLISH, Choice, Surroundings, choose, without_overlaps
from kg.linking.signals import KIND_OF
from kg.ontology import Ontology
from kg.records import Document, Entity, EntityType, Mention, Zone, ZoneKind
from kg.text import covering, sentences

#: Confidence from which a choice may sway others.
SURE: Final = 0.8


class Linker:
    """Finds and links the mentions of a document. Building one compiles the ontology's names; linking is cheap."""

    def __init__(self, ontology: Ontology) -> None:
        """Compile the names, the signals and the grammar. Raises OntologyError for faulty linking data."""
        folder = ontology.folder / "linking"
        self._ontology = ontology
        self._signals = signals.load(folder)
        self._grammar = grammar.load(folder)
        self._lexicon = lexicon.build(ontology, self._grammar.is_ordinary)
        self._kin = {
            e.id: (*e.fact("developed_by"), *e.fact("member_of_family"), *e.fact("part_of")) for e in ontology.entities.values()
        }

    def link(self, document: Document) -> tuple[Mention, ...]:
        """Return the mentions, sorted by start, none overlapping another."""
        return self.analyse(document)[0]

    def analyse(self, document: Document) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
        """Return the mentions, and the provisional entities that they link to, sorted by id."""
        chosen = self.choose(document)
        return _to_mentions(document, chosen, self._ontology), self._provisional(chosen)

    def _provisional(self, chosen: Iterable[Choice]) -> tuple[Entity, ...]:
        """Place each unseen version in the lattice: under the nearest known entity, with that one's developer."""
        made: dict[str, Entity] = {}
        for c in chosen:
            r = c.reading
            if not _is_provisional(r):
                continue
            key = provisional_id(r.label, self._ontology)
            above = self._ontology.entities.get(r.above)
            facts: list[tuple[str, str]] = []
            if above is not None and r.type is not EntityType.MODEL:
                made[key] = Entity(
                    key, r.label, r.type.value, r.type, (), (), (("version_of", above.id),), "provisional", provisional=True
                )
                continue
            if above is not None:
                facts.append(("member_of_family" if above.class_id == "ModelFamily" else "version_of", above.id))
                facts += [("developed_by", d) for d in above.fact("developed_by")]
            class_id = "ModelVersion" if above is not None and above.class_id != "ModelFamily" else "Model"
            made[key] = Entity(
                key, r.label, class_id, EntityType.MODEL, (), (), tuple(sorted(facts)), "provisional", provisional=True
            )
        return tuple(made[key] for key in sorted(made))

    def choose(self, document: Document) -> list[Choice]:
        """Return the chosen spans with their readings, before NIL clusters and labels are settled."""
        text = document.text
        folded = fold(text)
        masked = candidates.masked_spans(document)
        bounds = sentences(text, document.zones)
        found = self._explained(document, folded, bounds, masked)
        people = _person_words(found)
        for name, seen in sorted(self._gather(text, folded, bounds, masked, found).items()):
            if name not in people:
                found += newnames.typed(name, seen, text, self._grammar, self._signals)
        found = _outside(_merge(found), masked)
        where = Surroundings(text, folded, bounds, _sentences_of(found, bounds), self._grammar.is_ordinary)
        first = self._pass(found, where)
        found = _outside(_merge([*found, *_elsewhere(text, first)]), masked)
        where.sentence_of = _sentences_of(found, bounds)
        self._note(first, where)
        chosen = self._pass(found, where)
        chosen += _free(shortforms.people(text, chosen, document.zones, self._grammar), chosen, masked)
        chosen += _free(shortforms.acronyms(text, chosen), chosen, masked)
        chosen += _free(shortforms.versions(text, chosen, self._lexicon), chosen, masked)
        chosen += _free(shortforms.definite_policies(text, chosen), chosen, masked)
        return makers.settle(text, without_overlaps(chosen))

    def new_names(self, document: Document) -> dict[str, newnames.Seen]:
        """Return the names of a document that neither a list nor a grammar explains, with what they do there."""
        folded = fold(document.text)
        bounds = sentences(document.text, document.zones)
        masked = candidates.masked_spans(document)
        found = self._explained(document, folded, bounds, masked)
        people = _person_words(found)
        gathered = self._gather(document.text, folded, bounds, masked, found)
        return {name: seen for name, seen in gathered.items() if name not in people}

    def _explained(
        self, document: Document, folded: str, bounds: Sequence[tuple[int, int]], masked: Sequence[tuple[int, int]]
    ) -> list[Candidate]:
        """Return what the lexicon, the version grammar, the grammar of names and the speaker labels find."""
        text = document.text
        found = _within([*candidates.find(text, folded, self._lexicon, self._grammar.is_ordinary)], text, bounds)
        sure = sorted((c.start, c.end) for c in found if any(not r.context for r in c.readings))
        unknown = [*unknown_models.find(text, self._grammar), *unknowns.find(text, self._grammar, sure, bounds)]
        licences = {c.start for c in found if any(r.type is EntityType.LICENSE for r in c.readings)}
        found += _sensible(unknown, text, sure, bounds, licences)
        found += _speakers(document, found, self._grammar)
        return _outside(_merge(found), masked)

    def _gather(
        self,
        text: str,
        folded: str,
        bounds: Sequence[tuple[int, int]],
        masked: Sequence[tuple[int, int]],
        found: Iterable[Candidate],
    ) -> dict[str, newnames.Seen]:
        spans = [(c.start, c.end) for c in found if any(not r.context for r in c.readings)]
        gathered = newnames.gather(text, folded, bounds, [*masked, *spans], self._grammar, self._signals, self._lexicon.words)
        for start, end in spans:
            gathered.pop(shortforms.acronym_after(text, start, end), None)
        return gathered

    def _pass(self, found: Iterable[Candidate], where: Surroundings) -> list[Choice]:
        picked = [c for c in (choose(x, where, self._signals) for x in found) if c is not None]
        return without_overlaps(_split_makers(picked, where.text, self._lexicon.labels))

    def _note(self, chosen: Sequence[Choice], where: Surroundings) -> None:
        """Let what is sure speak for what is not: leanings of names, entities and their kin, list neighbours."""
        where.leaning = Counter()
        for c in chosen:
            kind = KIND_OF[c.reading.type]
            sentence = where.sentence_of.get(c.start, -1)
            if c.confidence >= SURE:
                where.decided.setdefault(sentence, []).append((c.start, c.end, kind))
                where.leaning[(c.reading.name.lower(), kind)] += 1
                if c.reading.entity is not None:
                    if not c.reading.context:
                        where.entities[c.reading.entity] += 1
                    where.kin.update(self._kin.get(c.reading.entity, ()))
                if c.reading.above:
                    where.kin.update(self._kin.get(c.reading.above, ()))


def _within(found: Iterable[Candidate], text: str, bounds: Sequence[tuple[int, int]]) -> list[Candidate]:
    """Leave out what runs over the end of a sentence: two names on two lines are not one."""
    starts = [s for s, _ in bounds]
    return [
        c
        for c in found
        if "\n" not in text[c.start : c.end] or c.end <= bounds[max(0, bisect.bisect_right(starts, c.start) - 1)][1]
    ]


#: Unknown names of these kinds may hold a known name: "OpenAI Foundation", "Gemma Terms of Service".
_MAY_HOLD: Final = (EntityType.ORGANIZATION, EntityType.POLICY, EntityType.LICENSE, EntityType.BENCHMARK, EntityType.LAB)


def _sensible(
    unknown: Iterable[Candidate],
    text: str,
    sure: Sequence[tuple[int, int]],
    bounds: Sequence[tuple[int, int]],
    licences: set[int],
) -> list[Candidate]:
    """Unknown names within one sentence that swallow no known name, except in an id without spaces."""
    starts = [s for s, _ in bounds]
    sure_starts = [s for s, _ in sure]
    kept = []
    for c in unknown:
        i = bisect.bisect_right(starts, c.start) - 1
        if i < 0 or c.end > bounds[i][1]:
            continue
        if c.readings[0].type is EntityType.LICENSE and c.start in licences:
            continue  # "MIT License" is the licence that the list knows, and a noun
        if c.readings[0].type not in _MAY_HOLD and any(ch.isspace() for ch in text[c.start : c.end]):
            at = bisect.bisect_left(sure_starts, c.start)
            if at < len(sure) and sure[at][0] < c.end and sure[at] != (c.start, c.end):
                continue
        kept.append(c)
    return kept


_BARE_BEFORE: Final = re.compile(r"(?<![\w@/.-])")
_BARE_AFTER: Final = re.compile(r"(?![\w]|-[\w]|\.\d)")


def _elsewhere(text: str, chosen: Iterable[Choice]) -> list[Candidate]:
    """An unknown name that one place explains is that name in every other place of the document."""
    names: dict[str, Reading] = {}
    for c in chosen:
        surface = text[c.start : c.end]
        if c.reading.entity is None and c.reading.kind.startswith("unknown") and 3 < len(surface) <= newnames.LONGEST:
            names.setdefault(surface, c.reading)
    return [
        Candidate(start, start + len(surface), (names[surface],))
        for surface, starts in places(text, names).items()
        for start in starts
        if _BARE_BEFORE.match(text, start) and _BARE_AFTER.match(text, start + len(surface))
    ]


def _person_words(found: Iterable[Candidate]) -> frozenset[str]:
    """The words of all full names of people: one of them alone is short for the person."""
    return frozenset(
        word for c in found for r in c.readings if r.type is EntityType.PERSON for word in (r.label or r.name).split()
    )


def _speakers(document: Document, found: Sequence[Candidate], words: grammar.Grammar) -> list[Candidate]:
    """Speaker labels are people, unless the lexicon knows better or they name a part to play."""
    named = {(c.start, c.end) for c in found}
    made = []
    for zone in document.zones:
        if zone.kind is not ZoneKind.SPEAKER or (zone.start, zone.end) in named:
            continue
        surface = document.text[zone.start : zone.end]
        parts = surface.split()
        several = 1 < len(parts) <= 5 and parts[0][0].isupper() and parts[-1][0].isupper() and parts[-1].isalpha()
        alone = (
            len(parts) == 1
            and len(parts[0]) > 2
            and parts[0][0].isupper()
            and (words.is_given(parts[0]) or not words.is_ordinary(parts[0]))
        )
        if (several or alone) and not any(p.lower().rstrip(".") in words.roles or p.title() in words.titles for p in parts):
            reading = Reading(None, EntityType.PERSON, "Person", surface, "unknown: speaker label", label=" ".join(parts))
            made.append(Candidate(zone.start, zone.end, (reading,)))
    return made


def _merge(found: Iterable[Candidate]) -> list[Candidate]:
    """One candidate a span: known readings before unknown ones, a version's own entity before a provisional one."""
    by_span: dict[tuple[int, int], list[Reading]] = {}
    for c in found:
        by_span.setdefault((c.start, c.end), []).extend(c.readings)
    merged = []
    for (start, end), readings in sorted(by_span.items()):
        listed = [r for r in readings if r.entity is not None and r.kind != "version"]
        known = listed or [r for r in readings if r.entity is not None]
        if listed and any(r.kind == "version" and r.versioned for r in readings):
            known = [replace(r, versioned=r.type is EntityType.MODEL and not r.context) for r in listed]
        placed = [r for r in readings if r.entity is None and r.kind == "version"]
        pool = known or placed[:1] or _one_unknown(readings)
        unique: dict[str, Reading] = {}
        for r in pool:
            held = unique.get(r.entity or "")
            if held is None:
                unique[r.entity or ""] = r
            elif held.context and not r.context:
                unique[r.entity or ""] = replace(r, versioned=r.versioned or held.versioned)
        merged.append(Candidate(start, end, tuple(unique[k] for k in sorted(unique))))
    return merged


_RANK: Final = {EntityType.PERSON: 0, EntityType.MODEL: 1, EntityType.LAB: 2, EntityType.ORGANIZATION: 3}


def _one_unknown(readings: Sequence[Reading]) -> list[Reading]:
    byline = [r for r in readings if "byline" in r.kind or "hub id" in r.kind or "speaker" in r.kind]
    return byline[:1] or sorted(readings, key=lambda r: (_RANK.get(r.type, -1), r.kind))[:1]


def _outside(found: Iterable[Candidate], masked: Sequence[tuple[int, int]]) -> list[Candidate]:
    return [c for c in found if not _in(c.start, c.end, masked)]


def _in(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect.bisect_right(spans, (start, 1 << 60))
    return any(s < end and start < e for s, e in spans[max(0, at - 3) : at + 1])


def _sentences_of(found: Sequence[Candidate], bounds: Sequence[tuple[int, int]]) -> dict[int, int]:
    starts = sorted({c.start for c in found})
    return dict(zip(starts, covering(bounds, starts), strict=True))


def _split_makers(picked: list[Choice], text: str, labels: Mapping[str, str]) -> list[Choice]:
    """Part makers from models: "Nvidia Nemotron 3" is two names, "NVIDIA-Nemotron-3" is one written id.

    A span is left out when a lab's span opens it, a space follows, and the rest is a span of the same entity.
    """
    labs = {(c.start, c.end) for c in picked if c.reading.type is EntityType.LAB}
    ends = dict(labs)
    rest = {(c.start, c.end): c for c in picked if c.reading.type is EntityType.MODEL}
    kept = []
    for c in picked:
        lab_end = ends.get(c.start)
        if c.reading.type is EntityType.MODEL and lab_end is not None and lab_end < c.end and text[lab_end] in " \u00a0\n":
            other = rest.get((lab_end + 1, c.end))
            own = fold(c.reading.label or labels.get(c.reading.entity or "", ""))
            if (
                other is not None
                and other.reading.entity == c.reading.entity
                and not own.startswith(fold(text[c.start : lab_end]))
            ):
                continue
        kept.append(c)
    return kept


def _free(more: Iterable[Choice], chosen: Sequence[Choice], masked: Sequence[tuple[int, int]]) -> list[Choice]:
    taken = {i for c in chosen for i in range(c.start, c.end)}
    return [
        c
        for c in without_overlaps(more)
        if not any(i in taken for i in range(c.start, c.end)) and not _in(c.start, c.end, masked)
    ]


def _is_provisional(reading: Reading) -> bool:
    return reading.entity is None and reading.kind in ("version", "version in a list")


def provisional_id(label: str, ontology: Ontology) -> str:
    """Return the id of an unseen version: the slug of its name, kept apart from an id that means something else."""
    key = re.sub(r"(?<=-)v(?=\d)", "", slug(label))
    known = ontology.entities.get(key)
    return (
        key if known is None or known.label.casefold() == label.casefold() or known.type is EntityType.MODEL else f"{key}-model"
    )


def _to_mentions(document: Document, chosen: Sequence[Choice], ontology: Ontology) -> tuple[Mention, ...]:
    fullest = _fullest(chosen)
    zones = _Zones(document)
    mentions = []
    for c in chosen:
        if c.confidence < PUBLISH and not c.tie:
            continue
        r = c.reading
        surface = document.text[c.start : c.end]
        entity = provisional_id(r.label, ontology) if _is_provisional(r) else r.entity
        known = ontology.entities.get(entity or "")
        provisional = _is_provisional(r) and known is None
        label = known.label if known else r.label
        cluster = None
        if c.tie:
            entity = None
        if entity is None:
            label = fullest.get(_nil_name(r), r.label or r.name)
            cluster = content_id("nil", r.type, _nil_name(r) if label == (r.label or r.name) else label.casefold())
        mentions.append(
            Mention(
                document.id, c.start, c.end, surface, r.type, entity, label, cluster, c.candidates,
                c.confidence, c.reason, provisional, zones.around(c.start, c.end),
            )
        )  # fmt: skip
    return tuple(mentions)


def _nil_name(reading: Reading) -> str:
    return " ".join((reading.label or reading.name).casefold().split())


def _fullest(chosen: Sequence[Choice]) -> dict[str, str]:
    """The label of each unknown: the spelling seen first with a capital, else the first."""
    found: dict[str, str] = {}
    for c in chosen:
        if c.reading.entity is None:
            label = c.reading.label or c.reading.name
            held = found.get(_nil_name(c.reading))
            if held is None or (held.isupper() and not label.isupper()) or (held.islower() and not label.islower()):
                found[_nil_name(c.reading)] = label
    return found


class _Zones:
    """The innermost zone of spans that are asked for in order; one sweep over the sorted zones."""

    def __init__(self, document: Document) -> None:
        self._coming = document.zones
        self._next = 0
        self._open: list[Zone] = []

    def around(self, start: int, end: int) -> ZoneKind | None:
        """Return the kind of the innermost zone that holds a span; starts must not go back."""
        while self._next < len(self._coming) and self._coming[self._next].start <= start:
            self._open.append(self._coming[self._next])
            self._next += 1
        self._open = [z for z in self._open if z.end > start]
        holding = [z for z in self._open if end <= z.end]
        return holding[-1].kind if holding else None
