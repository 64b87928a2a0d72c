"""Names in texts of other languages, whose sentences give the English signals nothing to hold on to."""

from __future__ import annotations

from functools import lru_cache

import pytest

from kg.linking import Linker
from kg.ontology import load
from kg.records import Document


@lru_cache(maxsize=1)
def linker() -> Linker:
    """Return the linker of the shipped ontology."""
    return Linker(load())


def linked(language: str, text: str) -> list[tuple[str, str | None]]:
    """Return surface and entity of every mention."""
    return [(m.surface, m.entity) for m in linker().link(Document("doc-x", "x", text, language=language))]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "OpenAI veröffentlichte GPT-5 im August.", {"openai", "gpt-5"}),
        ("ja", "DeepSeekの新モデルがOpenAIのGPT-5に迫り、AnthropicがClaude Opus 4.5を公開した。",
         {"deepseek", "openai", "gpt-5", "anthropic", "claude-opus-4.5"}),
        ("zh", "而OpenAI的GPT-5表现更好,Anthropic公司的Claude也很强。", {"openai", "gpt-5", "anthropic", "claude"}),
        ("ko", "오픈소스 진영은 GPT-5를 OpenAI의 것으로 본다.", {"gpt-5", "openai"}),
        ("ru", "Компания OpenAI выпустила модель GPT-5.", {"openai", "gpt-5"}),
        ("fr", "Anthropic a publié Claude hier, et Mistral AI répond.", {"anthropic", "claude", "mistral-ai"}),
    ],
)  # fmt: skip
def test_known_names_are_found(language: str, text: str, expected: set[str]) -> None:
    """Broken: a Japanese post names nobody, since a particle stands behind each name without a space."""
    assert expected <= {entity for _, entity in linked(language, text)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Opus des Komponisten war mini, aber pro Stunde kostet es wenig. Ein Opus wie dieses ist selten."),
        ("es", "La meta del equipo es clara. Meta del año: crecer. Nova es una perra, y Claude y Gemma la pasean."),
        ("pt", "A meta é simples. Meta: crescer. A Nova lei foi aprovada e o Gemini nasceu em junho."),
        ("fr", "Claude est arrivé hier avec Gemma. Le Flash de la photo a surpris. Le Mistral se lève sur Marseille."),
        ("it", "Gemma abita a Roma con Claudia. La Nova casa è bella, opus magnum. Mini è piccola."),
    ],
)
def test_words_and_people_stay_what_they_are(language: str, text: str) -> None:
    """Broken: first names and common words of another language are counted as mentions of models and labs."""
    assert linked(language, text) == []


def test_a_name_needs_its_maker_or_its_family_beside_it() -> None:
    """Broken: support by another mention does not reach the ambiguous one, or a version is no support."""
    assert ("Claude", "claude") not in linked("fr", "Claude est arrivé hier.")
    assert ("Claude", "claude") in linked("fr", "Claude est arrivé hier. Anthropic le vend.")
    assert ("Gemma 4", "gemma-4") in linked("it", "Ho provato Gemma 4 a casa.")
