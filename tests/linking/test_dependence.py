"""What a change of the ontology touches: never too little, and seldom much more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from kg.analysis import Analysis, Analyst
from kg.linking.dependence import Dependence
from kg.ontology import Name, Ontology, load
from kg.ontology.corrections import WrongLink
from kg.records import Document, Entity, EntityType, Place, Zone, ZoneKind

TEXTS = {
    "labs": "Anthropic competes with OpenAI. Tidewater Labs released Ostler 2, and Tidewater Labs says so itself.",
    "models": "Claude Sonnet 4.5 is faster than GPT-5 Mini, and GPT-9 Turbo and Haiku are out. DeepSeek-R7 is based on Qwen9.",
    "short": "Altman met Sam Altman. Mini is cheaper since 4.5. The Act, says the Institute for Slow Tokens (IST), waits.",
    "nothing": "It rained on the harbour, and nobody in it said a word about any of this until the evening.",
    "talk": "Welcome back. I left Quillmark in March.\n\nThank you. They hired me at once.",
}
ENDS = TEXTS["talk"].index("\n\n")


def documents() -> list[Document]:
    """Return the texts as documents; one is a talk of two people whom it does not name."""
    talk = TEXTS["talk"]
    zones = (
        Zone(0, ENDS, ZoneKind.UTTERANCE, "Ines Calloway"),
        Zone(ENDS + 2, len(talk), ZoneKind.UTTERANCE, "Bo Ostrander"),
    )
    return [
        Document(f"doc-{key}", key, text, zones=zones if key == "talk" else (), places=(Place(key, ""),))
        for key, text in TEXTS.items()
    ]


Changed = tuple[Ontology, set[str]]


def with_entities(ontology: Ontology, *entities: Entity, without: Sequence[str] = ()) -> Ontology:
    """Return an ontology with records put in, in place of those with their ids, and others taken out."""
    gone = {*without, *(e.id for e in entities)}
    records = {key: e for key, e in ontology.entities.items() if key not in gone} | {e.id: e for e in entities}
    context = {(n.text, n.entity): n.context for n in ontology.names}
    names = [n for n in ontology.names if n.entity not in gone]
    for e in entities:
        spelt = [(e.label, "label"), *((a, "alias") for a in e.aliases), *((h, "hidden") for h in e.hidden)]
        names += [Name(text, e.id, kind, context.get((text, e.id), False)) for text, kind in spelt]  # type: ignore[arg-type]
    ordered = tuple(sorted(names, key=lambda n: (n.text, n.entity, n.kind)))
    return replace(ontology, entities={key: records[key] for key in sorted(records)}, names=ordered)


def entity(key: str, label: str, kind: EntityType, **facts: str) -> Entity:
    """Return a record."""
    return Entity(key, label, kind.value, kind, facts=tuple(sorted(facts.items())))


def corrected(ontology: Ontology, **more: object) -> Ontology:
    """Return an ontology with other corrections."""
    return replace(ontology, corrections=replace(ontology.corrections, **more))  # type: ignore[arg-type]


def alias(ontology: Ontology, key: str, name: str) -> Ontology:
    """Return an ontology in which an entity has one more name."""
    e = ontology.entities[key]
    return with_entities(ontology, replace(e, aliases=(*e.aliases, name)))


def facts(ontology: Ontology, key: str, *found: tuple[str, str]) -> Ontology:
    """Return an ontology in which an entity has other facts."""
    return with_entities(ontology, replace(ontology.entities[key], facts=found))


#: What is changed, and the documents that have to be linked anew; of others it is only asked that they are few.
CHANGES: dict[str, tuple[Callable[[Ontology], Ontology], set[str]]] = {
    "nothing": (lambda o: o, set()),
    "a name that no text has": (lambda o: alias(o, "anthropic", "Anthropos Unlimited"), set()),
    "a new lab": (lambda o: with_entities(o, entity("tidewater", "Tidewater Labs", EntityType.LAB)), {"labs"}),
    "a new lab nobody speaks of": (lambda o: with_entities(o, entity("nowhere", "Nowhere Labs", EntityType.LAB)), set()),
    "a name taken away": (
        lambda o: with_entities(o, replace(o.entities["openai"], label="Open Artificial", aliases=())), {"labs"}
    ),
    "an unseen version that is learnt": (
        lambda o: with_entities(o, entity("gpt-9-turbo", "GPT-9 Turbo", EntityType.MODEL, member_of_family="gpt")), {"models"}
    ),
    "a version of another spelling": (
        lambda o: with_entities(o, entity("r-seven", "R7", EntityType.MODEL, member_of_family="deepseek-r")), {"models"}
    ),
    "a family": (lambda o: with_entities(o, Entity("ostler", "Ostler", "ModelFamily", EntityType.MODEL)), {"labs"}),
    "an acronym": (lambda o: alias(o, "openai", "IST"), {"short"}),
    "a speaker": (lambda o: with_entities(o, entity("ines", "Ines Calloway", EntityType.PERSON)), {"talk"}),
    "a speaker by an accent": (lambda o: with_entities(o, entity("bo", "Bó Ostrander", EntityType.PERSON)), {"talk"}),
    "a surname": (lambda o: with_entities(o, entity("altman-2", "Rita Altman", EntityType.PERSON)), set()),
    "a link ruled out": (
        lambda o: corrected(o, wrong_links=frozenset({WrongLink("anthropic", "anthropic")})), {"labs"}
    ),
    "a link ruled out in another document": (
        lambda o: corrected(o, wrong_links=frozenset({WrongLink("anthropic", "anthropic", "doc-short")})), set()
    ),
    "a maker": (lambda o: facts(o, "gpt-5", ("developed_by", "anthropic"), ("member_of_family", "gpt")), {"models"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


def analysed(ontology: Ontology) -> dict[str, tuple[str, Analysis]]:
    """Return, for each text, its hash and what is found in it."""
    analyst = Analyst(ontology)
    dependence = Dependence(ontology, analyst.linker.lexicon, "program")
    found = {d.key: analyst.analyse(d) for d in documents()}
    return {d.key: (dependence.of(d, found[d.key].mentions), found[d.key]) for d in documents()}


@pytest.fixture(scope="module")
def before(ontology: Ontology) -> dict[str, tuple[str, Analysis]]:
    """Return what the shipped ontology finds."""
    return analysed(ontology)


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_change_touches_is_found_anew(ontology: Ontology, before: dict[str, tuple[str, Analysis]], change: str) -> None:
    """A document would keep what an older ontology found in it; or each new record would cost linking everything again."""
    make, wanted = CHANGES[change]
    changed = make(ontology)
    analyst = Analyst(changed)
    dependence = Dependence(changed, analyst.linker.lexicon, "program")
    touched = {d.key for d in documents() if dependence.of(d, before[d.key][1].mentions) != before[d.key][0]}
    differ = {d.key for d in documents() if analyst.analyse(d) != before[d.key][1]}
    assert differ <= touched
    assert wanted <= touched
    assert len(touched) <= max(1, len(wanted))
    assert "nothing" not in touched


def test_the_program_and_the_rules_touch_everything(ontology: Ontology, before: dict[str, tuple[str, Analysis]]) -> None:
    """A better linker or another list of words would reach new documents only."""
    lexicon = Analyst(ontology).linker.lexicon
    for dependence in (
        Dependence(ontology, lexicon, "another program"),
        Dependence(replace(ontology, rules_fingerprint="other"), lexicon, "program"),
    ):
        for d in documents():
            assert dependence.of(d, before[d.key][1].mentions) != before[d.key][0]
