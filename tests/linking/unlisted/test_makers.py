"""What unknown organizations are, once the whole document is read."""

from __future__ import annotations

from kg.linking import Linker
from tests.linking.reading import spans


def test_what_is_sold_under_the_name_of_its_maker_is_a_product(linker: Linker) -> None:
    """If this fails, "Ollama Cloud" is an organization; a cloud whose maker the text does not have stays one."""
    assert ("Ollama Studio", "Product") in spans(linker, "I run Ollama at home, and at work we signed up with Ollama Studio.")
    assert ("Fernhollow Cloud", "Organization") in spans(linker, "The contract with Fernhollow Cloud ended in May.")
