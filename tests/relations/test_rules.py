"""The rule file: every example is run, and what is wrong with a file is said all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.ontology import Ontology
from kg.relations import Extractor
from kg.relations.rules import Example, load
from tests.relations.marked import found

RULES = load().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_positive_example(rule, extractor: Extractor) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """The rule itself, and no other, gives the pair that the example names."""
    marked = _marked(rule.yes)
    assert (rule.id, *rule.yes.pair) in {(e.rule, e.subject_label, e.object_label) for e in found(extractor, marked)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_silent_on_its_negative_example(rule, extractor: Extractor) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """The rule gives nothing where the same words state something else."""
    assert rule.id not in {e.rule for e in found(extractor, _marked(rule.no))}


def test_every_broad_predicate_has_rules(shipped: Ontology) -> None:
    """All seventeen broad predicates can be found."""
    assert {rule.predicate for rule in RULES} == set(shipped.schema.broad())


def test_the_rules_agree_with_the_schema(shipped: Ontology) -> None:
    """Predicates, narrow predicates and their directions are those of predicates.tsv."""
    assert len(load(schema=shipped.schema).rules) == len(RULES)


def test_all_faults_are_reported_at_once(tmp_path: Path, shipped: Ontology) -> None:
    """A broken file names each fault with its line, and none hides another."""
    path = tmp_path / "relations.toml"
    path.write_text(
        '[[rule]]\nid = "one"\npredicate = "likes"\nshape = "verb"\nprecision = 3\nyes = "[A|Lab] x [B|Model]"\nno = "z"\n'
        'subject = "agnt"\ncolour = "red"\n'
        '[[rule]]\nid = "two"\nshape = "dance"\n'
        '[[rule]]\nid = "one"\npredicate = "uses"\nshape = "between"\n'
        'precision = 0.5\nyes = "x => a, b"\nno = "y"\npattern = "("\n',
        encoding="utf-8",
    )
    with pytest.raises(OntologyError) as raised:
        load(path, shipped.schema)
    text = "\n".join(raised.value.faults)
    for expected in ("relations.toml:2: one", "'likes'", "'agnt'", "'colour'", "precision", "relations.toml:11: two",
                     "'predicate' is missing", "used twice", "pattern:", "needs 'subject' and 'object'"):  # fmt: skip
        assert expected in text


def test_a_missing_or_garbled_file_is_one_fault(tmp_path: Path) -> None:
    """A file that is not there or is no TOML is an ordinary failure."""
    with pytest.raises(OntologyError):
        load(tmp_path / "relations.toml")
    (tmp_path / "bad.toml").write_text("[[rule", encoding="utf-8")
    with pytest.raises(OntologyError):
        load(tmp_path / "bad.toml")


def test_an_example_gives_offsets_of_the_plain_text() -> None:
    """Names are marked in place and keep their spans."""
    example = Example.parse("[Google|Lab] released [Gemma 4|Model]. => Gemma 4, Google")
    assert [example.text[a:b] for a, b, _ in example.names] == ["Google", "Gemma 4"]
    assert example.pair == ("Gemma 4", "Google")


def _marked(example: Example) -> str:
    text, at = "", 0
    for start, end, kind in example.names:
        text += f"{example.text[at:start]}[{example.text[start:end]}|{kind}]"
        at = end
    return text + example.text[at:]
