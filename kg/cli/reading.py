"""`kg mentions` and `kg relations`: what is found in a source, one record a line, with no store."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import Lines, OntologyOption, PrivateOption, iso, load_ontology, safe_cell, tell_failures, warn
from kg.cli.models import Extractor, ExtractorOption, LlmModelOption, LlmUrlOption, model_of

if TYPE_CHECKING:
    from kg.records import Document, Evidence, Failure, Mention

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Feed (RSS, Atom, JSON Feed), OPML, .html, .md, .txt, mail (.eml, .mbox), .pdf, a folder of them, a pattern "
        "('posts/**/*.md'), an address, or - for standard input.",
    ),
]
Format = Annotated[Lines, typer.Option("--format", help="One JSON object a line, or CSV.")]

_MENTION_FIELDS = (
    "doc", "start", "end", "surface", "type", "id", "label", "cluster", "candidates", "confidence", "reason", "provisional",
    "zone",
)  # fmt: skip
_RELATION_FIELDS = (
    "doc", "start", "end", "subject", "object", "subject_id", "object_id", "predicate", "narrow", "polarity", "modality",
    "holder", "quote", "confidence", "rule", "resolved_by", "true_from", "true_until", "true_phrase",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("mentions", epilog="Example:\n\n  kg mentions post.md --format jsonl | jq .label")(mentions)
    app.command("relations", epilog="Example:\n\n  kg relations https://example.org/feed.xml | jq -r .quote")(relations)


def mentions(
    sources: Sources, form: Format = Lines.JSONL, ontology: OntologyOption = None, allow_private: PrivateOption = False
) -> None:
    """Print every mention with its span, type, entity, confidence and reason."""
    from kg.linking import Linker

    linker = Linker(load_ontology(ontology))
    _print(sources, form, allow_private, _MENTION_FIELDS, lambda d: (mention_row(d, m) for m in linker.link(d)))


def relations(
    sources: Sources,
    form: Format = Lines.JSONL,
    ontology: OntologyOption = None,
    allow_private: PrivateOption = False,
    extractor: ExtractorOption = Extractor.RULES,
    llm_url: LlmUrlOption = "",
    llm_model: LlmModelOption = "",
) -> None:
    """Print every sentence that states, denies, hedges, reports or supposes a relation."""
    from kg.analysis import Analyst

    own = load_ontology(ontology)
    model = model_of(extractor, llm_url, llm_model, own)
    analyst = Analyst(own, model)
    foreign = 0

    def rows_of(document: Document) -> Iterator[dict[str, Any]]:
        nonlocal foreign
        foreign += document.is_foreign
        return (relation_row(document, e) for e in analyst.analyse(document).evidence)

    _print(sources, form, allow_private, _RELATION_FIELDS, rows_of)
    if model is not None:
        for reason, n in sorted(model.refused.items()):
            warn(f"{n:,} of the model's relations refused: {reason}")
        tell_failures(model.failures, is_all=False, nothing="")
    if foreign:
        documents = f"{foreign:,} document in another language" if foreign == 1 else f"{foreign:,} documents in other languages"
        warn(f"{documents}: names only, no relations")


def mention_row(document: Document, m: Mention) -> dict[str, Any]:
    """Return a mention as the contract prints it."""
    return {
        "doc": document.key, "start": m.start, "end": m.end, "surface": m.surface, "type": m.type.value, "id": m.entity,
        "label": m.label, "cluster": m.cluster, "candidates": list(m.candidates), "confidence": m.confidence,
        "reason": m.reason, "provisional": m.provisional, "zone": m.zone.value if m.zone else None,
    }  # fmt: skip


def relation_row(document: Document, e: Evidence) -> dict[str, Any]:
    """Return an evidence as the contract prints it; the id of an end that is NIL is null."""
    return {
        "doc": document.key, "start": e.start, "end": e.end, "subject": e.subject_label, "object": e.object_label,
        "subject_id": _entity(e.subject), "object_id": _entity(e.object), "predicate": e.predicate, "narrow": e.narrow,
        "polarity": e.polarity.value, "modality": e.modality.value, "holder": e.holder, "quote": e.quote,
        "confidence": e.confidence, "rule": e.rule, "resolved_by": list(e.resolved_by), "true_from": iso(e.true_from),
        "true_until": iso(e.true_until), "true_phrase": e.true_phrase,
    }  # fmt: skip


def _entity(referent: str) -> str | None:
    return None if referent.startswith("nil-") or not referent else referent


def _print(
    sources: list[str],
    form: Lines,
    allow_private: bool,
    fields: tuple[str, ...],
    rows_of: Callable[[Document], Iterator[dict[str, Any]]],
) -> None:
    from kg.sources import read
    from kg.sources.web.transfer import Transfer

    failures: list[Failure] = []
    documents = 0
    if form is Lines.CSV:
        typer.echo(",".join(fields))
    with Transfer(allow_private=allow_private) as web:
        for document in _with_frames(read(sources, on_failure=failures.append, web=web)):
            documents += 1
            for row in rows_of(document):
                typer.echo(json.dumps(row, ensure_ascii=False) if form is Lines.JSONL else _csv_line(row, fields))
    tell_failures(failures, is_all=not documents, nothing="nothing was read")


def _with_frames(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents in their order, with what the posts of one source show of its frame; a source at a time."""
    from kg.sources.copies.recurring import with_recurring

    for _, group in groupby(documents, key=lambda d: d.places[0].source):
        posts = list(group)
        marked = {d.key: d for d in with_recurring(posts)}
        yield from (marked[post.key] for post in posts)


def _csv_line(row: dict[str, Any], fields: tuple[str, ...]) -> str:
    out = io.StringIO()
    cells = ("|".join(v) if isinstance(v, list) else v for v in (row[f] for f in fields))
    csv.writer(out, lineterminator="").writerow([safe_cell(c) for c in cells])
    return out.getvalue()
