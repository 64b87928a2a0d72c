"""The options that let a language model read relations besides the rules."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kg.cli.common import fail

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.relations.llm import ModelExtractor

#: The environment variable that holds the key; it is read nowhere else and never shown.
KEY: Final = "KG_LLM_KEY"
ONE_BY_ONE: Final = "--jobs is for the rules; a language model is asked one sentence after the other: leave one of the two out"


class Extractor(StrEnum):
    """What reads relations."""

    RULES = "rules"
    LLM = "llm"


ExtractorOption = Annotated[
    Extractor,
    typer.Option("--extractor", help="rules alone (nothing leaves the machine), or llm: a language model besides them."),
]
LlmUrlOption = Annotated[
    str, typer.Option("--llm-url", metavar="URL", help=f"OpenAI-compatible endpoint (http://localhost:11434/v1); key: {KEY}.")
]
LlmModelOption = Annotated[str, typer.Option("--llm-model", metavar="NAME", help="The model to ask there.")]


def model_of(extractor: Extractor, url: str, name: str, ontology: Ontology, store: Path | None = None) -> ModelExtractor | None:
    """Return what the options ask for, with what it answered before where there is a store; None for the rules alone.

    Leaves when they do not go together.
    """
    if extractor is Extractor.RULES:
        if url or name:
            fail("--llm-url and --llm-model are for --extractor llm; add it, or leave them out")
        return None
    if not url or not name.strip():
        fail("--extractor llm needs --llm-url URL and --llm-model NAME")
    from kg.relations.llm import ModelExtractor
    from kg.sources.web.posting import Poster
    from kg.store.answers import Answers

    address = url if url.rstrip("/").endswith("/chat/completions") else f"{url.rstrip('/')}/chat/completions"
    return ModelExtractor(
        ontology, name.strip(), Poster(address, os.environ.get(KEY, "").strip()), Answers(store) if store else None
    )
