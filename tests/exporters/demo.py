"""An invented industry for the graph view's tests and pictures: about 200 entities, claims with quotes, co-mentions.

Every lab, model, person and outlet is made up. Pure: the same call gives the same graph. Run as a script it writes
the page: ``python -m tests.exporters.demo graph.html [--entities 200]``.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kg.ids import content_id, slug
from kg.ontology import Ontology
from kg.ontology.files import data_dir
from kg.records import (
    BackgroundFact,
    Claim,
    CoMention,
    Document,
    Entity,
    EntityType,
    Evidence,
    KnowledgeGraph,
    Mention,
    Modality,
    Node,
    Polarity,
    Status,
)  # fmt: skip
from tests.graphs import graph, schema

_LABS = ["Halden Labs", "Corvid AI", "Northlight Research", "Meridian", "Palisade AI", "Okapi", "Tessera", "Bluefin Intelligence"]
_MODELS = {
    "Halden Labs": ("Heron", ["2", "3", "3.5", "4", "4 Mini", "4 Pro"]),
    "Corvid AI": ("Rook", ["1", "1.5", "2", "2 Turbo", "2-Code"]),
    "Northlight Research": ("Aurora", ["7B", "13B", "70B", "2-32B", "2-32B-Instruct", "2-405B"]),
    "Meridian": ("Compass", ["One", "Two", "Two Flash", "Three"]),
    "Palisade AI": ("Bastion", ["8B", "27B", "27B-A3B", "Guard 2B"]),
    "Okapi": ("Okra", ["V2", "V3", "V3.1", "R1", "R2", "R2-Distill-14B"]),
    "Tessera": ("Mosaik", ["Small", "Medium", "Large", "Large 2"]),
    "Bluefin Intelligence": ("Marlin", ["1", "2", "2 Vision"]),
}
_PEOPLE = [
    "Ines Dahlgren",
    "Tobias Ferrand",
    "Wanjiru Okello",
    "Milo Castellane",
    "Priya Raghunath",
    "Jonas Lindqvist",
    "Mei-Lin Zhou",
    "Amara Diallo",
    "Rafael Monteiro",
    "Signe Holt",
    "Dmitri Valko",
    "Nour Haddad",
    "Clara Whitcombe",
    "Hiro Tanabe",
    "Leila Farrokh",
    "Oskar Brandt",
    "Ayo Bankole",
    "Greta Lund",
    "Sami Virtanen",
    "Elif Kaya",
    "Ruth Abernathy",
    "Kofi Mensah",
]
_POLICIES = [
    "Model Transparency Act",
    "Compute Reporting Rule",
    "AI Liability Bill",
    "Frontier Audit Order",
    "Chip Export Control 7",
    "Open Weights Directive",
    "Children's Chatbot Code",
    "Public Data Charter",
    "Incident Reporting Standard",
    "Sandbox Programme",
]
_PRODUCTS = [
    "HeronChat",
    "RookCode",
    "Compass Assistant",
    "Okra App",
    "Mosaik Studio",
    "Marlin Search",
    "Bastion Shield",
    "Quillpad",
]
_BENCHMARKS = ["TaskBench", "LongHaul-128", "CodeGauntlet", "MathLadder", "FieldExam", "SafeReply", "MultiTongue", "AgentTrials"]
_DATASETS = ["OpenShelf", "WebStrata", "CodeCommons", "DialogueBank", "CleanCrawl 2", "StepTrace"]
_LICENSES = ["Heron Community Licence", "Aurora Open Licence", "OpenRAIL-N", "Okra Research Licence"]
_HARDWARE = ["Vega H2", "Vega H3", "Tensorite 5", "Lumen Wafer"]
_ORGS = [
    "Ministry of Digital Affairs",
    "Evaluators Guild",
    "Harbor Cloud",
    "Vega Semiconductor",
    "University of Aldermoor",
    "Rivet Capital",
    "Senate Technology Committee",
    "Lighthouse Institute",
    "Ashgrove Foundation",
    "Kestrel Ventures",
    "Sundial Media",
]
_WRITERS = ["Ottilie Marsh", "Bram Hollis", "Fen Carraway", "Delphine Oyelaran"]
_OUTLETS = ["The Gradient Post", "Weights & Measures Weekly", "Policy Loop", "Latent Letters"]

_CLAIMS: dict[str, tuple[str, str, str]] = {
    "developed_by": ("developed_by", "{s} was developed by {o}, which had promised it since the spring.", ""),
    "released_by": ("developed_by", "On Tuesday {o} released {s} to paying customers and, a day later, to everyone.", ""),
    "fine_tuned_from": ("based_on", "According to its model card, {s} was fine-tuned from {o}.", ""),
    "distilled_from": ("based_on", "The small one, {s}, is distilled from {o} and keeps most of its reasoning.", ""),
    "trained_on": ("based_on", "{s} was trained on {o}, with code and mathematics weighted up.", ""),
    "successor_of": ("successor_of", "{s} replaces {o} in the API from next month on.", ""),
    "licensed_under": ("licensed_under", "The weights of {s} are out under the {o}.", ""),
    "evaluated_on": ("evaluated_on", "On {o}, {s} scored higher than anything of its size.", ""),
    "evaluated_by": ("evaluated_by", "{s} was evaluated by {o} before it went out.", ""),
    "works_for": ("affiliated_with", "{s} works at {o} and wrote the data chapter of the report.", ""),
    "leads": ("affiliated_with", "{s}, who leads {o}, answered questions for an hour.", ""),
    "competes_with": ("competes_with", "For most buyers the choice is between {s} and {o}.", ""),
    "outperforms": ("competes_with", "{s} beats {o} on long documents, though not by much.", ""),
    "powered_by": ("uses", "{s} runs on {o} since the last update.", ""),
    "runs_on": ("uses", "{s} needs eight {o} boards to answer at a bearable speed.", ""),
    "invested_in": ("funds", "{s} invested in {o} at a price that nobody would confirm.", ""),
    "regulates": ("regulates", "The {s} would apply to {o} from January.", ""),
    "supports": ("supports", "{s} supports the {o}, with two changes.", ""),
    "opposes": ("opposes", "{s} came out against the {o} on the second day of the hearing.", ""),
}


def schema_only() -> Ontology:
    """Return an ontology with the real schema and no entities."""
    return Ontology(schema(), {}, (), data_dir(), "demo")


class _Maker:
    def __init__(self, entities: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.wanted = entities
        self.entities: dict[str, Entity] = {}
        self.background: list[BackgroundFact] = []
        self.texts: list[list[tuple[str, str, str, str]]] = []  #: per document: (sentence, subject, object, predicate)
        self.group: dict[str, str] = {}

    def add(
        self, label: str, kind: EntityType, *, group: str = "", class_id: str = "", aliases: tuple[str, ...] = (),
        hidden: tuple[str, ...] = (), facts: tuple[tuple[str, str], ...] = (), provisional: bool = False,
    ) -> str:  # fmt: skip
        i = slug(label)
        while i in self.entities:
            i += f"-{kind.value.lower()}"
        self.entities[i] = Entity(
            i, label, class_id or kind.value, kind, aliases, hidden, tuple(sorted(facts)), "invented", provisional
        )
        self.group[i] = group
        for name, value in facts:
            if value in self.entities:
                self.background.append(BackgroundFact(i, name, value, "invented"))
        return i

    def cast(self) -> None:
        kind = EntityType
        self.labs = {
            n: self.add(n, kind.LAB, group=n, aliases=(n.split()[0] + " team",), hidden=(n.lower().replace(" ", ""),))
            for n in _LABS
        }
        self.models: dict[str, list[str]] = {}
        for lab, (family, versions) in _MODELS.items():
            head = self.add(family, kind.MODEL, group=lab, class_id="ModelFamily", facts=(("developed_by", self.labs[lab]),))
            self.models[lab] = [head]
            for version in versions:
                sep = "-" if (version[0] in "VR7812" and "B" in version) or version[0] in "VR" else " "
                self.models[lab].append(self.model(f"{family}{sep}{version}", lab, head))
        number = 5
        while sum(map(len, self.models.values())) < self.wanted * 0.5:
            lab = _LABS[number % len(_LABS)]
            family = _MODELS[lab][0]
            version = f"{number // 8 + 4}.{number % 3}" + self.dice.choice(["", "-14B", "-27B", " Lite", " Max", "-Coder"])
            if slug(f"{family} {version}") not in self.entities:
                self.models[lab].append(self.model(f"{family} {version}", lab, self.models[lab][0], provisional=number % 4 == 0))
            number += 1
        self.people = [self.add(p, kind.PERSON, group=_LABS[k % 8], aliases=(p.split()[-1],)) for k, p in enumerate(_PEOPLE)]
        self.policies = [self.add(p, kind.POLICY, group="policy", class_id="Act") for p in _POLICIES]
        self.products = [self.add(p, kind.PRODUCT, group=_LABS[k % 8]) for k, p in enumerate(_PRODUCTS)]
        self.benchmarks = [self.add(p, kind.BENCHMARK, group=_LABS[k % 8]) for k, p in enumerate(_BENCHMARKS)]
        self.datasets = [self.add(p, kind.DATASET, group=_LABS[k % 8]) for k, p in enumerate(_DATASETS)]
        self.licenses = [self.add(p, kind.LICENSE, group=_LABS[k % 8]) for k, p in enumerate(_LICENSES)]
        self.hardware = [self.add(p, kind.HARDWARE, group=_LABS[k % 8]) for k, p in enumerate(_HARDWARE)]
        self.orgs = [self.add(p, kind.ORGANIZATION, group="policy" if k % 2 else _LABS[k % 8]) for k, p in enumerate(_ORGS)]
        extra = 1
        while len(self.entities) < self.wanted:
            self.orgs.append(self.add(f"Studio {extra:03d}", kind.ORGANIZATION, group=_LABS[extra % 8]))
            extra += 1

    def model(self, label: str, lab: str, family: str, *, provisional: bool = False) -> str:
        return self.add(
            label, EntityType.MODEL, group=lab, aliases=(label.replace(" ", "-").replace("-", " "),),
            hidden=(slug(label).replace("-", "_") + "_api", f"{slug(lab)}/{slug(label)}"),
            facts=(("developed_by", self.labs[lab]), ("member_of_family", family), ("released", "2026")),
            provisional=provisional,
        )  # fmt: skip

    def pick(self) -> tuple[str, str, str]:
        dice = self.dice
        lab = dice.choices(_LABS, [8, 7, 6, 5, 4, 5, 3, 2])[0]
        other = dice.choice(_LABS)
        own = self.models[lab]
        model = own[min(int(dice.expovariate(0.35)), len(own) - 1)]
        rival = dice.choice(self.models[other])
        options = [
            (model, "developed_by", self.labs[lab]), (model, "released_by", self.labs[lab]),
            (dice.choice(own), "fine_tuned_from", model), (dice.choice(own), "distilled_from", rival),
            (model, "trained_on", dice.choice(self.datasets)), (model, "successor_of", own[max(0, own.index(model) - 1)]),
            (model, "licensed_under", dice.choice(self.licenses)), (model, "evaluated_on", dice.choice(self.benchmarks)),
            (model, "evaluated_by", dice.choice(self.orgs)), (dice.choice(self.people), "works_for", self.labs[lab]),
            (self.people[_LABS.index(lab)], "leads", self.labs[lab]), (model, "competes_with", rival),
            (model, "outperforms", rival), (dice.choice(self.products), "powered_by", model),
            (model, "runs_on", dice.choice(self.hardware)), (dice.choice(self.orgs), "invested_in", self.labs[lab]),
            (dice.choice(self.policies), "regulates", self.labs[lab]),
            (self.labs[lab], "supports", dice.choice(self.policies)),
            (dice.choice(self.orgs), "opposes", dice.choice(self.policies)),
        ]  # fmt: skip
        return dice.choice(options)

    def graph(self, documents: int, claims: int) -> KnowledgeGraph:
        self.cast()
        dice = self.dice
        facts: list[tuple[str, str, str]] = []
        while len(facts) < claims:
            s, p, o = self.pick()
            if s != o and (s, p, o) not in facts:
                facts.append((s, p, o))
        sentences: defaultdict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for fact in facts:
            for _ in range(min(9, 1 + int(dice.expovariate(0.9)))):
                sentences[dice.randrange(documents)].append(fact)
        names = sorted(self.entities)
        docs: list[Document] = []
        mentions: list[Mention] = []
        evidence: defaultdict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
        together: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for d in range(documents):
            published = datetime(2025, 9, 3, 9, tzinfo=UTC) + timedelta(days=int(d * 400 / documents))
            text, i = "", content_id("doc", str(d))
            lines: list[tuple[tuple[str, str, str], bool]] = [(f, True) for f in sentences[d]]
            for _ in range(4):
                a, b = dice.sample(names, 2)
                near = [n for n in names if self.group[n] == self.group[a] and n != a]
                lines.append(((a, "", dice.choice(near) if near and dice.random() < 0.85 else b), False))
            dice.shuffle(lines)
            for (s, p, o), is_claim in lines:
                stance = dice.random()
                polarity = Polarity.DENIED if is_claim and stance < 0.06 else Polarity.AFFIRMED
                modality = Modality.HEDGED if 0.06 < stance < 0.14 else Modality.REPORTED if stance > 0.93 else Modality.ASSERTED
                template = _CLAIMS[p][1] if is_claim else "{s} came up in the same breath as {o}, as it often does."
                if polarity is Polarity.DENIED:
                    template = "It is not true, as some have written, that this holds: " + template
                elif modality is Modality.HEDGED and is_claim:
                    template = "It may well be that the following is right: " + template
                start = len(text)
                spans = {}
                rest = template
                for k in sorted(("{s}", "{o}"), key=template.index):
                    before, rest = rest.split(k, 1)
                    text += before
                    label = self.entities[s if k == "{s}" else o].label
                    spans[k] = (len(text), len(text) + len(label))
                    text += label
                text += rest
                end = len(text)
                for k, who in (("{s}", s), ("{o}", o)):
                    e = self.entities[who]
                    mentions.append(Mention(i, *spans[k], e.label, e.type, e.id, e.label))
                together[min(s, o), max(s, o)].append((d, text[start:end]))
                if is_claim:
                    holder = dice.choice(self.people) if modality is Modality.REPORTED else ""
                    evidence[s, p, o].append(Evidence(
                        content_id("ev", i, str(start), s, p, o), i, start, end, s, o, self.entities[s].label,
                        self.entities[o].label, _CLAIMS[p][0], p, polarity, modality, text[start:end],
                        round(dice.uniform(0.6, 0.97), 2), "demo", self.entities[holder].label if holder else "", holder,
                        spans["{s}"], spans["{o}"],
                    ))  # fmt: skip
                text += "\n" if dice.random() < 0.2 else " "
            outlet = _OUTLETS[d % len(_OUTLETS)]
            docs.append(Document(
                i, f"feed#{d}", text.rstrip(), f"Notes of the week, no. {d + 1}", (_WRITERS[d % len(_WRITERS)],), published,
                None, f"https://news.example/{slug(outlet)}/{d + 1}", "en", outlet,
            ))  # fmt: skip
        by_id = {d.id: d for d in docs}
        return assembled(self.entities, docs, mentions, evidence, together, self.background, by_id)


def assembled(
    entities: dict[str, Entity], docs: list[Document], mentions: list[Mention],
    evidence: dict[tuple[str, str, str], list[Evidence]], together: dict[tuple[str, str], list[tuple[int, str]]],
    background: list[BackgroundFact], by_id: dict[str, Document],
) -> KnowledgeGraph:  # fmt: skip
    """Put the parts together as the store would."""
    counts = Counter(m.entity for m in mentions)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for m in mentions:
        seen[m.entity or ""].add(m.document)
    nodes = []
    for i in sorted(entities):
        dates = sorted(p for d in seen[i] if (p := by_id[d].published))
        nodes.append(Node(
            entities[i], counts[i], len(seen[i]), dates[0] if dates else None, dates[-1] if dates else None, bool(counts[i])
        ))  # fmt: skip
    claims = []
    for (s, predicate, o), items in evidence.items():
        items.sort(key=lambda e: (str(by_id[e.document].published), e.document, e.start, e.id))
        yes = sum(e.polarity is Polarity.AFFIRMED and e.modality is Modality.ASSERTED for e in items)
        no = sum(e.polarity is Polarity.DENIED for e in items)
        belief = round(1 - 0.3**yes, 3) * (0.6 if no else 1)
        status = Status.CONTESTED if yes and no else Status.SUPPORTED if belief >= 0.7 else Status.UNSUPPORTED
        stated = sorted(d for e in items if (d := by_id[e.document].published))
        claims.append(Claim(
            content_id("st", s, predicate, o), s, predicate, items[0].predicate, o, belief, status, tuple(items),
            stated[0], stated[-1],
        ))  # fmt: skip
    pairs = []
    for (a, b), windows in sorted(together.items()):
        if a == b:
            continue
        numbers = sorted({d for d, _ in windows})
        first, last = docs[numbers[0]], docs[numbers[-1]]
        npmi = round(min(0.9, 0.2 + 0.1 * len(windows)), 3)
        pairs.append(CoMention(
            a, b, len(windows), len(windows), len(numbers), min(4, len(numbers)), npmi, npmi, npmi, first.published,
            last.published, min(windows)[1], first.id,
        ))  # fmt: skip
    return graph(nodes, claims, pairs, background, docs, mentions, (("boilerplate", 12),))


def demo_graph(entities: int = 200, documents: int = 140, claims: int = 260, seed: int = 5) -> KnowledgeGraph:
    """Return the invented graph."""
    return _Maker(entities, seed).graph(documents, claims)


def hub_graph(neighbours: int = 5000) -> KnowledgeGraph:
    """Return one lab that stands beside thousands of models."""
    lab = Entity("hub", "Hub Lab", "Lab", EntityType.LAB)
    others = [Entity(f"m-{k:05d}", f"Model {k:05d}", "Model", EntityType.MODEL) for k in range(neighbours)]
    nodes = [Node(lab, neighbours, neighbours)] + [Node(e, 1 + k % 7, 1) for k, e in enumerate(others)]
    pairs = [CoMention("hub", e.id, 1 + k % 5, 1 + k % 5, 1, 1, 0.3, 0.3, 0.3) for k, e in enumerate(others)]
    return KnowledgeGraph(tuple(nodes), (), (), tuple(pairs), (), ())


def tiny_graph(*labels: str) -> KnowledgeGraph:
    """Return entities with the given labels and no links."""
    entities = [Entity(f"e{k}", label, "Lab", EntityType.LAB) for k, label in enumerate(labels)]
    return KnowledgeGraph(tuple(Node(e, 1, 1) for e in entities), (), (), (), (), ())


def main() -> None:
    """Write the demo page."""
    from kg.exporters.html import write

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--entities", type=int, default=200)
    parser.add_argument("--claims", type=int, default=260)
    given = parser.parse_args()
    write(demo_graph(given.entities, 140, given.claims), schema_only(), given.path)


if __name__ == "__main__":
    main()
