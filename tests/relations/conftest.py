"""The parser is loaded once for all tests of relations, with the first sentence that needs it."""

from __future__ import annotations

from typing import cast

import pytest

from kg.ontology import Ontology, load
from kg.relations import Extractor
from kg.relations.scene import OntologyView
from tests.relations.marked import View


@pytest.fixture(scope="session")
def shipped() -> Ontology:
    """The shipped ontology."""
    return load()


@pytest.fixture(scope="session")
def extractor(shipped: Ontology) -> Extractor:
    """An extractor that knows the schema and no entity."""
    return Extractor(cast("OntologyView", View(shipped)))
