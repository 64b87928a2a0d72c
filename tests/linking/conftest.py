"""The shipped ontology and its linker are built once for all tests of linking."""

from __future__ import annotations

import pytest

from kg.linking import Linker
from kg.linking.ground.grammar import Grammar
from kg.linking.ground.grammar import load as load_grammar
from kg.linking.ground.signals import Signals
from kg.linking.ground.signals import load as load_signals
from kg.linking.listed.lexicon import Lexicon, build
from kg.ontology import Ontology, load


@pytest.fixture(scope="session")
def shipped() -> Ontology:
    """The shipped ontology."""
    return load()


@pytest.fixture(scope="session")
def linker(shipped: Ontology) -> Linker:
    """A linker that knows the shipped ontology."""
    return Linker(shipped)


@pytest.fixture(scope="session")
def words(shipped: Ontology) -> Grammar:
    """The shipped word lists."""
    return load_grammar(shipped.folder / "linking")


@pytest.fixture(scope="session")
def signals(shipped: Ontology) -> Signals:
    """The shipped signals with their weights."""
    return load_signals(shipped.folder / "linking")


@pytest.fixture(scope="session")
def lexicon(shipped: Ontology, words: Grammar) -> Lexicon:
    """The names of the shipped ontology, compiled."""
    return build(shipped, words.is_ordinary)
